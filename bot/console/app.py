"""The console's wiring: its routes, its headers, and the link with which a new installation starts."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.console import (
    conversation,
    data_requests,
    events,
    files,
    inbox,
    ledger,
    people,
    privacy,
    review,
    sign_in,
    sources,
    tickets,
)
from bot.console.access import Access, Route, guarded
from bot.console.live import Feed
from bot.console.pages import STATIC, environment, error_page
from bot.console.state import KEY, ROOT, VISIT, Console, Visit
from core import invitations
from core.clock import Clock, utc_now
from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.settings import Settings

logger = logging.getLogger(__name__)

_TALK = "/conversations/{id:[0-9a-f]{32}}"
_TICKET = "/tickets/{number:[0-9]{8}}"
_REVIEWED = "/review/{id:[0-9]{1,9}}"
_PERSON = "/staff/{id:[0-9]{1,9}}"

ROUTES = (
    Route("GET", "/setup", sign_in.show_setup, Access.OPEN),
    Route("POST", "/setup", sign_in.set_up, Access.OPEN),
    Route("GET", "/invitation", sign_in.show_invitation, Access.OPEN),
    Route("POST", "/invitation", sign_in.accept_invitation, Access.OPEN),
    Route("GET", "/login", sign_in.show_login, Access.OPEN),
    Route("POST", "/login", sign_in.log_in, Access.OPEN),
    Route("POST", "/logout", sign_in.log_out),
    Route("GET", "/", inbox.show),
    Route("GET", "/list", inbox.show_list),
    Route("GET", "/events", events.stream),
    Route("GET", _TALK, conversation.show),
    Route("GET", f"{_TALK}/lines", conversation.show_lines),
    Route("GET", f"{_TALK}/heading", conversation.show_heading),
    Route("POST", f"{_TALK}/take", conversation.take),
    Route("POST", f"{_TALK}/reply", conversation.reply),
    Route("POST", f"{_TALK}/release", conversation.release),
    Route("POST", f"{_TALK}/unmask", conversation.unmask, Access.ADMIN),
    Route("GET", f"{_TALK}/files/{{file:[0-9a-f]{{32}}}}", files.of_conversation),
    Route("GET", "/tickets", tickets.show_all),
    Route("GET", _TICKET, tickets.show),
    Route("POST", f"{_TICKET}/move", tickets.move),
    Route("POST", f"{_TICKET}/answer", tickets.answer, takes_files=True),
    Route("POST", f"{_TICKET}/reroute", tickets.reroute),
    Route("POST", f"{_TICKET}/category", tickets.recategorise),
    Route("POST", f"{_TICKET}/promise", tickets.promise),
    Route("POST", f"{_TICKET}/merge", tickets.merge),
    Route("POST", f"{_TICKET}/note", tickets.add_note),
    Route("GET", f"{_TICKET}/photos/{{place:[0-9]{{1,3}}}}", files.of_ticket),
    Route("POST", f"{_TICKET}/clear", privacy.clear),
    Route("POST", f"{_TICKET}/unmask", privacy.unmask, Access.ADMIN),
    Route("GET", "/data-requests", data_requests.show),
    Route("POST", "/data-requests/{id:[0-9]{1,9}}/carry-out", data_requests.carry_out),
    Route("GET", "/review", review.show),
    Route("POST", f"{_REVIEWED}/label", review.label),
    Route("POST", f"{_REVIEWED}/skip", review.skip),
    Route("POST", f"{_REVIEWED}/reopen", review.reopen),
    Route("GET", "/ledger", ledger.show),
    Route("GET", "/sources", sources.show),
    Route("GET", "/staff", people.show, Access.ADMIN),
    Route("POST", "/staff", people.add, Access.ADMIN),
    Route("POST", f"{_PERSON}/invite", people.invite_again, Access.ADMIN),
    Route("POST", f"{_PERSON}/deactivate", people.deactivate, Access.ADMIN),
    Route("POST", f"{_PERSON}/activate", people.activate, Access.ADMIN),
)

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}

_SENTENCES = {
    400: "Permintaan ini tidak bisa dibaca.",
    404: "Halaman ini tidak ada, atau sudah tidak ada.",
    405: "Halaman ini tidak menerima cara itu.",
    409: "Belum dilakukan: keadaannya sudah berubah. Muat ulang halamannya.",
    413: "Isian terlalu besar.",
    415: "Isian tidak dalam bentuk formulir.",
    500: "Ada kesalahan di sistem kami dan sudah dicatat. Coba lagi sebentar lagi.",
}


def attach(
    app: web.Application,
    db: Database,
    settings: Settings,
    *,
    clock: Clock = utc_now,
    said: Callable[[], None] = lambda: None,
) -> None:
    """Put the console under /console/ of the gateway's application.

    ``said`` is called when staff may have said something to a citizen, so that it is sent at once.
    """
    console = web.Application(middlewares=[_answer_errors])
    console[KEY] = Console(db, settings, clock, environment(), Feed(db), said)
    for route in ROUTES:
        console.router.add_route(route.method, route.path, guarded(route))
    console.router.add_static("/static", STATIC)
    console.on_response_prepare.append(_add_headers)
    console.on_shutdown.append(_close)
    app.router.add_get(ROOT, _to_inbox)
    app.add_subapp(f"{ROOT}/", console)


async def setup_link(db: Database, settings: Settings) -> str | None:
    """A new one-time link to make the first admin; None once there is one."""
    async with db.write() as session:
        token = await invitations.new_setup_token(session)
    return f"{_base(settings)}{ROOT}/setup?token={token}" if token else None


def _base(settings: Settings) -> str:
    if settings.public_base_url:
        return settings.public_base_url
    is_everywhere = settings.sobat_host in ("0.0.0.0", "::", "")  # noqa: S104  compared, not listened on
    host = "127.0.0.1" if is_everywhere else settings.sobat_host
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.sobat_port}"


async def _to_inbox(_: web.Request) -> web.StreamResponse:
    raise web.HTTPSeeOther(f"{ROOT}/")


async def _close(console: web.Application) -> None:
    await console[KEY].feed.close()


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Our headers win over those of the public pages; a citizen's file keeps its stricter policy."""
    policy = response.headers.get("Content-Security-Policy", "")
    response.headers.update(_HEADERS)
    if "sandbox" in policy:
        response.headers["Content-Security-Policy"] = policy
    if request.path.startswith(f"{ROOT}/static/"):
        response.headers["Cache-Control"] = "no-cache"  # asked for each time, sent only when it changed


@web.middleware
async def _answer_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A readable page for everything that goes wrong; what we did not foresee is logged."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if error.status < 400:
            raise
        return _refusal(request, error.status)
    except NotFoundError:
        return _refusal(request, 404)
    except ConflictError:
        return _refusal(request, 409)
    except Exception:
        logger.exception("A console page failed: %s", request.match_info.route.resource)
        return _refusal(request, 500)


def _refusal(request: web.Request, status: int) -> web.Response:
    console = request.config_dict[KEY]
    visit = request.get(VISIT) or Visit(request, console, console.clock())
    return error_page(visit, status, _SENTENCES.get(status, _SENTENCES[400]))
