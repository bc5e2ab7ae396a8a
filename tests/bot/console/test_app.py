"""What every answer of the console carries, and where the set-up link points."""

from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.console import app
from core.db import Database
from core.settings import Settings
from tests.bot.console.site import Browser

POLICY = "script-src 'self'; style-src 'self'"


@pytest.mark.parametrize("path", ["/login", "/", "/nowhere", "/static/console.css"])
async def test_every_answer_is_protected(path: str, visitor: Browser) -> None:
    headers = (await visitor.get(path)).headers
    assert POLICY in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


async def test_pages_are_not_kept_by_browsers(officer: Browser) -> None:
    assert (await officer.get("/")).headers["Cache-Control"] == "no-store"
    assert (await officer.get("/static/console.css")).headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/tickets", "/ledger", "/sources", "/staff"])
async def test_pages_carry_no_inline_script_or_style(path: str, admin: Browser) -> None:
    page = await (await admin.get(path)).text()
    assert " style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=") == 2


async def test_unknown_page_is_told_to_who_is_signed_in(officer: Browser) -> None:
    response = await officer.get("/nowhere")
    assert response.status == 404
    assert "Halaman ini tidak ada" in await response.text()


async def test_wrong_method_is_refused(officer: Browser) -> None:
    assert (await officer.post("/ledger")).status == 405


async def test_console_without_slash_leads_to_the_inbox(officer: Browser) -> None:
    response = await officer.get("")
    assert (response.status, response.headers["Location"]) == (303, "/console/")


async def test_headers_win_over_those_of_the_public_pages(
    aiohttp_client: Any, db: Database, settings: Settings
) -> None:
    async def loosen(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.setdefault("Content-Security-Policy", "default-src *")

    gateway = web.Application()
    gateway.on_response_prepare.append(loosen)
    app.attach(gateway, db, settings)
    response = await (await aiohttp_client(gateway)).get("/console/login")
    assert POLICY in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("changed", "start"),
    [
        ({"public_base_url": "https://sobat.example.id"}, "https://sobat.example.id/console/setup?token="),
        ({"sobat_host": "::", "sobat_port": 9000}, "http://127.0.0.1:9000/console/setup?token="),
        ({"sobat_host": "::1"}, "http://[::1]:8080/console/setup?token="),
    ],
)
async def test_set_up_link_points_to_this_installation(
    changed: dict[str, Any], start: str, db: Database, tmp_path: Path
) -> None:
    link = await app.setup_link(db, Settings(_env_file=None, var_dir=tmp_path, **changed))
    assert link is not None
    assert link.startswith(start)
