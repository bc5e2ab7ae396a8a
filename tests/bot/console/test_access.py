"""Every route of the console: who is let in, and that nothing is posted from elsewhere."""

import re

import pytest
from yarl import URL

from bot.console.access import Access, Route, next_address
from bot.console.app import ROUTES
from core.db import Database
from core.staff import SESSION_LASTS
from tests.bot.console.site import NOBODYS_ID, Browser
from tests.fakes import ManualClock

SAMPLE = {"id": NOBODYS_ID, "number": "12345678", "place": "0", "file": NOBODYS_ID}


def address(route: Route) -> str:
    path = re.sub(r"\{(\w+):[^{}]*(\{[^{}]*\}[^{}]*)*\}", lambda match: SAMPLE[match[1]], route.path)
    return re.sub(rf"/(staff|data-requests|review)/{NOBODYS_ID}", r"/\1/999", path)


def named(route: Route) -> str:
    return f"{route.method} {route.path}"


OFFICERS = [route for route in ROUTES if route.access is Access.OFFICER]
ADMINS = [route for route in ROUTES if route.access is Access.ADMIN]
READ = [route for route in (*OFFICERS, *ADMINS) if route.method == "GET"]
POSTED = [route for route in ROUTES if route.method == "POST"]


def test_only_the_doors_are_open_to_everybody() -> None:
    doors = {route.path for route in ROUTES if route.access is Access.OPEN}
    assert doors == {"/setup", "/invitation", "/login"}


@pytest.mark.parametrize("route", READ, ids=named)
async def test_visitor_is_not_let_in(route: Route, visitor: Browser) -> None:
    response = await visitor.get(address(route))
    assert response.status in (303, 401)
    assert "/console/login" in response.headers.get("Location", "/console/login")


@pytest.mark.parametrize("route", READ, ids=named)
async def test_forged_session_is_not_let_in(route: Route, visitor: Browser) -> None:
    response = await visitor.get(address(route), Cookie="sobat_console=forged")
    assert response.status in (303, 401)


@pytest.mark.parametrize("route", [r for r in POSTED if r.access is not Access.OPEN], ids=named)
async def test_visitor_cannot_post(route: Route, visitor: Browser) -> None:
    assert (await visitor.post(address(route))).status == 401


@pytest.mark.parametrize("route", ADMINS, ids=named)
async def test_officer_is_refused_where_admins_work(route: Route, officer: Browser) -> None:
    sent = {"csrf": officer.me.csrf if officer.me else ""}
    response = await officer.client.request(route.method, f"/console{address(route)}", data=sent)
    assert response.status == 403
    assert "hanya untuk admin" in await response.text()


@pytest.mark.parametrize("path", ["/", "/list", "/tickets", "/ledger", "/sources"])
async def test_officer_is_let_in(path: str, officer: Browser) -> None:
    assert (await officer.get(path)).status == 200


async def test_admin_is_let_in(admin: Browser) -> None:
    assert (await admin.get("/staff")).status == 200


@pytest.mark.parametrize("route", POSTED, ids=named)
@pytest.mark.parametrize("token", ["", "forged", "sérénité"])
async def test_form_without_its_token_is_refused(route: Route, token: str, admin: Browser) -> None:
    assert (await admin.post(address(route), csrf=token)).status == 403


@pytest.mark.parametrize("path", ["/login", "/setup", "/invitation"])
async def test_open_form_needs_the_browser_it_was_shown_to(path: str, visitor: Browser) -> None:
    assert (await visitor.post(path, csrf="forged")).status == 403


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}],
    ids=["origin", "no origin", "fetch metadata"],
)
async def test_form_of_another_site_is_refused(headers: dict[str, str], officer: Browser) -> None:
    officer.headers |= headers
    assert (await officer.post("/logout")).status == 403


async def test_session_ends_after_its_hours(officer: Browser, clock: ManualClock) -> None:
    clock.advance(SESSION_LASTS.total_seconds() - 1)
    assert (await officer.get("/")).status == 200
    clock.advance(1)
    response = await officer.get("/conversations/" + NOBODYS_ID + "?tab=mine")
    assert response.status == 303
    door = URL(response.headers["Location"])
    assert door.path == "/console/login"
    assert door.query["next"] == f"/console/conversations/{NOBODYS_ID}?tab=mine"


async def test_part_of_a_page_sends_the_browser_to_the_door(visitor: Browser) -> None:
    response = await visitor.get("/list", **{"HX-Request": "true"})
    assert (response.status, response.headers["HX-Redirect"]) == (401, "/console/login")


async def test_token_of_another_session_does_not_fit(officer: Browser, colleague: Browser) -> None:
    assert (await officer.post("/logout", csrf=colleague.me.csrf if colleague.me else "")).status == 403


@pytest.mark.parametrize(
    ("wanted", "address"),
    [
        ("/console/tickets?late=1", "/console/tickets?late=1"),
        ("", "/console/"),
        ("https://evil.example/", "/console/"),
        ("//evil.example/console/", "/console/"),
        ("/console//evil.example", "/console/"),
        ("/console/\\evil.example", "/console/"),
        ("/console/../evil", "/console/"),
        ("/console/\r\nSet-Cookie: a=b", "/console/"),
    ],
)
def test_signing_in_leads_only_into_the_console(wanted: str, address: str) -> None:
    assert next_address(wanted) == address


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x", 415),
        ("text/plain", b"csrf=a", 415),
        ("application/x-www-form-urlencoded", b"a" * 70_000, 413),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 60), 400),
        ("application/x-www-form-urlencoded", b"csrf=\xff\xfe%00%ED%A0%80", 403),
    ],
)
async def test_unreadable_form_is_refused(
    content_type: str, body: bytes, status: int, officer: Browser
) -> None:
    response = await officer.client.post("/console/logout", data=body, headers={"Content-Type": content_type})
    assert response.status == status


async def test_body_that_is_not_what_its_header_says_is_refused(officer: Browser) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "gzip"}
    response = await officer.client.post("/console/logout", data=b"not gzip", headers=headers)
    assert response.status == 400


async def test_closed_account_is_signed_out_at_once(officer: Browser, admin: Browser, db: Database) -> None:
    await admin.post(f"/staff/{officer.id}/deactivate")
    assert (await officer.get("/")).status == 303
