"""People: invited, closed and reopened by admins."""

import re

import pytest

from core.db import Database
from tests.bot.console.site import Browser, audit_lines

NEW = {"name": "Citra Ayu", "email": "Citra@Bandung.go.id", "role": "officer"}


async def test_invitation_link_is_shown_once(admin: Browser, visitor: Browser, db: Database) -> None:
    response = await admin.post("/staff", **NEW)
    page = await response.text()
    link = re.search(r'value="http://127.0.0.1:\d+/console(/invitation\?token=[^"]+)"', page)
    assert response.status == 200
    assert link is not None
    assert "citra@bandung.go.id" in await visitor.page(link[1])
    assert "token=" not in await admin.page("/staff")
    assert "Diundang" in await admin.page("/staff")
    assert (await audit_lines(db))[-1][:2] == (admin.id, "staff.add")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"email": "rani@bandung.go.id"}, 409),
        ({"email": "x"}, 400),
        ({"name": ""}, 400),
        ({"role": "king"}, 400),
    ],
)
async def test_unusable_invitation_is_refused(changed: dict[str, str], status: int, admin: Browser) -> None:
    response = await admin.post("/staff", **(NEW | changed))
    assert response.status == status
    assert 'class="problem"' in await response.text()


async def test_closed_account_is_reopened(admin: Browser, officer: Browser, db: Database) -> None:
    path = f"/staff/{officer.id}"
    assert (await admin.post(f"{path}/deactivate")).status == 303
    assert "Nonaktif" in await admin.page("/staff")
    assert (await admin.post(f"{path}/activate")).status == 303
    actions = [action for _, action, _ in await audit_lines(db)]
    assert actions[-2:] == ["staff.deactivate", "staff.activate"]


async def test_own_account_cannot_be_closed(admin: Browser) -> None:
    response = await admin.post(f"/staff/{admin.id}/deactivate")
    assert response.status == 409
    assert "Akun sendiri" in await response.text()


async def test_new_link_for_who_forgot_the_password(admin: Browser, officer: Browser) -> None:
    response = await admin.post(f"/staff/{officer.id}/invite")
    assert f"token={officer.id}." in await response.text()


@pytest.mark.parametrize("act", ["invite", "deactivate", "activate"])
async def test_unknown_account_is_not_found(act: str, admin: Browser) -> None:
    assert (await admin.post(f"/staff/999/{act}")).status == 404
