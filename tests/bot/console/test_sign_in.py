"""Set-up link, invitations, signing in, lock-out, signing out."""

import pytest

from bot.console.access import FORM_COOKIE, SESSION_COOKIE
from bot.console.app import setup_link
from core import invitations, staff
from core.db import Database
from core.settings import Settings
from core.sign_in_guard import TRIES
from core.staff import NewStaff, Role
from tests.bot.console.site import PASSWORD, Browser, audit_lines, hidden_field
from tests.fakes import ManualClock

EMAIL = "rani@bandung.go.id"
FIELDS = {"name": "Rani", "email": EMAIL, "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
async def setup_path(db: Database, settings: Settings) -> str:
    link = await setup_link(db, settings)
    assert link is not None
    assert link.startswith("http://127.0.0.1:8080/console/setup?token=")
    return link.removeprefix("http://127.0.0.1:8080/console")


@pytest.fixture
async def account(db: Database, clock: ManualClock) -> int:
    return await staff.create(db, NewStaff("Rani", EMAIL, Role.ADMIN), PASSWORD, clock())


async def form_token(visitor: Browser, path: str) -> str:
    return hidden_field(await visitor.page(path), "csrf")


async def log_in(visitor: Browser, password: str = PASSWORD, email: str = EMAIL, **fields: str) -> int:
    csrf = await form_token(visitor, "/login")
    return (await visitor.post("/login", csrf=csrf, email=email, password=password, **fields)).status


async def test_set_up_makes_the_first_admin_and_signs_in(
    visitor: Browser, setup_path: str, db: Database, settings: Settings
) -> None:
    page = await visitor.page(setup_path)
    token = hidden_field(page, "token")
    response = await visitor.post("/setup", csrf=hidden_field(page, "csrf"), token=token, **FIELDS)
    assert (response.status, response.headers["Location"]) == (303, "/console/")
    assert "Petugas" in await visitor.page("/staff")
    assert await setup_link(db, settings) is None
    assert [action for _, action, _ in await audit_lines(db)] == ["staff.add", "sign_in"]


async def test_set_up_link_works_once(visitor: Browser, setup_path: str) -> None:
    page = await visitor.page(setup_path)
    fields = {"csrf": hidden_field(page, "csrf"), "token": hidden_field(page, "token")}
    await visitor.post("/setup", **fields, **FIELDS)
    visitor.client.session.cookie_jar.clear()
    assert (await visitor.get(setup_path)).status == 404


async def test_newer_set_up_link_ends_the_older(
    visitor: Browser, setup_path: str, db: Database, settings: Settings
) -> None:
    await setup_link(db, settings)
    assert (await visitor.get(setup_path)).status == 404


@pytest.mark.parametrize("token", ["", "wrong", "%00", "é"])
async def test_wrong_set_up_token_shows_nothing(token: str, visitor: Browser, setup_path: str) -> None:
    assert (await visitor.get(f"/setup?token={token}")).status == 404


async def test_wrong_set_up_token_makes_no_admin(visitor: Browser, setup_path: str, db: Database) -> None:
    csrf = await form_token(visitor, setup_path)
    assert (await visitor.post("/setup", csrf=csrf, token="wrong", **FIELDS)).status == 404
    async with db.read() as session:
        assert await staff.everyone(session) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "pendek", "again": "pendek"}, "paling sedikit 12"),
        ({"password": "a" * 20, "again": "a" * 20}, "mudah ditebak"),
        ({"again": "lain sama sekali"}, "belum sama"),
        ({"email": "bukan alamat"}, "alamat e-mail yang lengkap"),
        ({"name": "  "}, "Isi nama"),
    ],
)
async def test_bad_set_up_field_is_told(
    changed: dict[str, str], said: str, visitor: Browser, setup_path: str
) -> None:
    page = await visitor.page(setup_path)
    fields = FIELDS | changed | {"csrf": hidden_field(page, "csrf"), "token": hidden_field(page, "token")}
    response = await visitor.post("/setup", **fields)
    assert response.status == 400
    assert said in await response.text()


async def test_right_password_signs_in(visitor: Browser, account: int, db: Database) -> None:
    assert await log_in(visitor, next="/console/tickets") == 303
    assert (await visitor.get("/")).status == 200
    assert (account, "sign_in", "") in await audit_lines(db)


async def test_cookies_are_out_of_reach_of_scripts(visitor: Browser, account: int) -> None:
    csrf = await form_token(visitor, "/login")
    response = await visitor.post("/login", csrf=csrf, email=EMAIL, password=PASSWORD)
    cookie = response.cookies[SESSION_COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/console")
    assert (cookie["max-age"], cookie["secure"]) == ("43200", "")
    assert response.cookies[FORM_COOKIE]["max-age"] == "0"


async def test_cookies_are_secure_over_tls(visitor: Browser) -> None:
    response = await visitor.get("/login", **{"X-Forwarded-Proto": "https"})
    assert response.cookies[FORM_COOKIE]["secure"] is True


@pytest.mark.parametrize("email", [EMAIL, "tidak.ada@bandung.go.id", "", "x" * 5000, "\x00"])
async def test_wrong_password_is_told_the_same_for_everybody(
    email: str, visitor: Browser, account: int, db: Database
) -> None:
    csrf = await form_token(visitor, "/login")
    response = await visitor.post("/login", csrf=csrf, email=email, password="salah sama sekali")
    assert response.status == 401
    assert "E-mail atau kata sandi salah." in await response.text()
    assert (await audit_lines(db))[-1][1] == "sign_in.failed"


async def test_too_many_wrong_tries_lock_the_door(visitor: Browser, account: int, clock: ManualClock) -> None:
    tries = [await log_in(visitor, "salah sama sekali") for _ in range(TRIES)]
    assert tries == [401] * TRIES
    assert await log_in(visitor) == 429
    clock.advance(15 * 60)
    assert await log_in(visitor) == 303


async def test_lock_out_of_one_account_leaves_others_alone(visitor: Browser, account: int) -> None:
    tries = [await log_in(visitor, "salah", "lain@bandung.go.id") for _ in range(TRIES + 1)]
    assert tries[-1] == 429
    assert await log_in(visitor) == 303


async def test_closed_account_cannot_sign_in(
    visitor: Browser, account: int, db: Database, clock: ManualClock
) -> None:
    other = await staff.create(db, NewStaff("Citra", "citra@bandung.go.id"), PASSWORD, clock())
    async with db.write() as session:
        await staff.deactivate(session, account, clock(), by=other)
    assert await log_in(visitor) == 401


async def test_who_is_signed_in_needs_no_door(officer: Browser) -> None:
    response = await officer.get("/login?next=/console/tickets")
    assert (response.status, response.headers["Location"]) == (303, "/console/tickets")


async def test_signing_out_ends_the_session_at_the_server(officer: Browser, db: Database) -> None:
    cookies = {c.key: c.value for c in officer.client.session.cookie_jar}
    assert (await officer.post("/logout")).status == 303
    officer.client.session.cookie_jar.update_cookies(cookies)
    assert (await officer.get("/")).status == 303
    assert (await audit_lines(db))[-1][1] == "sign_out"


async def test_invited_person_chooses_a_password_once(
    visitor: Browser, admin: Browser, db: Database, clock: ManualClock
) -> None:
    async with db.write() as session:
        new = NewStaff("Citra", "citra@bandung.go.id")
        token = await invitations.invite(session, new, clock(), by=admin.id)
    page = await visitor.page(f"/invitation?token={token}")
    fields = {"csrf": hidden_field(page, "csrf"), "token": token, "password": PASSWORD, "again": PASSWORD}
    assert (await visitor.post("/invitation", **fields)).status == 303
    assert (await visitor.get("/")).status == 200
    visitor.client.session.cookie_jar.clear()
    assert (await visitor.get(f"/invitation?token={token}")).status == 404
    assert await log_in(visitor, email="citra@bandung.go.id") == 303


@pytest.mark.parametrize(
    ("password", "again", "said"), [("pendek", "pendek", "paling sedikit"), (PASSWORD, "lain", "belum sama")]
)
async def test_bad_password_of_an_invited_person_is_told(
    password: str, again: str, said: str, visitor: Browser, account: int, db: Database, clock: ManualClock
) -> None:
    async with db.write() as session:
        token = await invitations.invite_again(session, account, clock(), by=account)
    csrf = await form_token(visitor, f"/invitation?token={token}")
    response = await visitor.post("/invitation", csrf=csrf, token=token, password=password, again=again)
    assert response.status == 400
    assert said in await response.text()


@pytest.mark.parametrize("token", ["", "1.wrong", "999999999999999999999.x", "é.é"])
async def test_wrong_invitation_shows_nothing(token: str, visitor: Browser, account: int) -> None:
    assert (await visitor.get(f"/invitation?token={token}")).status == 404
    csrf = await form_token(visitor, "/login")
    fields = {"token": token, "password": PASSWORD, "again": PASSWORD}
    assert (await visitor.post("/invitation", csrf=csrf, **fields)).status == 404
