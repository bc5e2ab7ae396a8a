"""The public pages and the headers that protect them."""

from pathlib import Path

from aiohttp import web

from core.settings import ROOT

STATIC = Path(__file__).parent / "static"
_MODULES = ROOT / "node_modules"
# Files of npm packages that pages load, by their name under /static/vendor/.
VENDOR = {"htmx.min.js": "htmx.org/dist/htmx.min.js"}
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(self), camera=(self), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def routes() -> list[web.AbstractRouteDef]:
    """`/` and `/static/`, as far as their files are there."""
    found: list[web.AbstractRouteDef] = [
        web.get("/", _home),
        web.get("/static/vendor/{name}", _vendor),
    ]
    if STATIC.is_dir():
        found.append(web.static("/static", STATIC))
    return found


async def _home(_request: web.Request) -> web.StreamResponse:
    page = STATIC / "index.html"
    if not page.is_file():
        raise web.HTTPNotFound(text="Halaman obrolan belum terpasang.")
    return web.FileResponse(page, headers={"Cache-Control": "no-cache"})


async def _vendor(request: web.Request) -> web.StreamResponse:
    relative = VENDOR.get(request.match_info["name"])
    if relative is None or not (_MODULES / relative).is_file():
        raise web.HTTPNotFound
    return web.FileResponse(_MODULES / relative, headers={"Cache-Control": "public, max-age=86400"})


async def protect(request: web.Request, response: web.StreamResponse) -> None:
    """Add the security headers that a response does not set itself."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.path.startswith("/static/"):  # old and new modules must not mix after an upgrade
        response.headers.setdefault("Cache-Control", "no-cache")
    if "Server" in response.headers:
        response.headers["Server"] = "sobat"
