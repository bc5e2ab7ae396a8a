"""Who may call what: the one way from a route to its page."""

import hmac
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote, urlsplit

from aiohttp import web

from bot.console.forms import read_form
from bot.console.pages import error_page
from bot.console.state import KEY, ROOT, VISIT, Console, Visit, is_https
from bot.console.uploads import Upload, read_form_with_files
from core import staff
from core.staff import SignedIn

SESSION_COOKIE = "sobat_console"
FORM_COOKIE = "sobat_form"  # ties the forms that nobody is signed in for to this browser

type Page = Callable[[Visit], Awaitable[web.StreamResponse]]


class Access(StrEnum):
    """Who a route is for."""

    OPEN = "open"
    OFFICER = "officer"  # and admins
    ADMIN = "admin"


@dataclass(frozen=True)
class Route:
    """One address of the console."""

    method: str  # GET or POST
    path: str  # below /console
    page: Page
    access: Access = Access.OFFICER
    takes_files: bool = False


def guarded(route: Route) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The handler of a route: checks the session, the role and the form token, then shows the page."""

    async def handle(request: web.Request) -> web.StreamResponse:
        console = request.config_dict[KEY]
        signed_in = await _signed_in(request, console)
        visit = request[VISIT] = Visit(request, console, console.clock(), signed_in)
        if route.access is not Access.OPEN and signed_in is None:
            return _sign_in_first(visit)
        if route.access is Access.ADMIN and not visit.me.is_admin:
            return error_page(visit, 403, "Halaman ini hanya untuk admin.")
        if route.method == "POST":
            return await _posted(route, visit)
        return await route.page(visit)

    return handle


async def _posted(route: Route, visit: Visit) -> web.StreamResponse:
    files: Sequence[Upload] = ()
    if route.takes_files:
        form, files = await read_form_with_files(visit.request)
    else:
        form = await read_form(visit.request)
    if not _is_from_our_page(visit, form.get("csrf", "")):
        return error_page(
            visit, 403, "Formulir ini sudah tidak berlaku. Muat ulang halamannya, lalu coba lagi."
        )
    filled = Visit(visit.request, visit.console, visit.now, visit.signed_in, form, files)
    return await route.page(filled)


async def _signed_in(request: web.Request, console: Console) -> SignedIn | None:
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    async with console.db.read() as session:
        return await staff.signed_in(session, token, console.clock())


def _sign_in_first(visit: Visit) -> web.StreamResponse:
    request = visit.request
    if visit.by_htmx:
        return web.Response(status=401, headers={"HX-Redirect": f"{ROOT}/login"})
    wants_page = request.method in ("GET", "HEAD") and "text/html" in request.headers.get(
        "Accept", "text/html"
    )
    if not wants_page or request.path.endswith("/events"):
        return error_page(visit, 401, "Sesi Anda sudah berakhir. Silakan masuk lagi.")
    raise web.HTTPSeeOther(f"{ROOT}/login?next={quote(request.path_qs, safe='')}")


def _is_from_our_page(visit: Visit, token: str) -> bool:
    """The form carries what only our own page could know: the session's token or the browser's."""
    request = visit.request
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return False
    expected = visit.signed_in.csrf if visit.signed_in else request.cookies.get(FORM_COOKIE, "")
    return bool(expected) and hmac.compare_digest(
        expected.encode(errors="replace"), token.encode(errors="replace")
    )


def set_cookie(visit: Visit, response: web.StreamResponse, name: str, value: str, seconds: int) -> None:
    """A cookie that scripts and other sites cannot reach."""
    response.set_cookie(
        name,
        value,
        max_age=seconds,
        path=ROOT,
        httponly=True,
        samesite="Lax",
        secure=is_https(visit.request, visit.console.settings),
    )


def next_address(wanted: str) -> str:
    """Where to go after signing in: only into the console, never to another site."""
    is_ours = wanted.startswith(f"{ROOT}/") and not {"\\", "#"} & set(wanted) and wanted.isprintable()
    return wanted if is_ours and "//" not in wanted and ".." not in wanted else f"{ROOT}/"
