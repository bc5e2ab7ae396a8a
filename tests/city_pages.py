"""A stand-in for the city's camera pages: asked as BASE/host/path, with switches for their bad days."""

from collections import Counter
from typing import Self
from urllib.parse import urlsplit

from aiohttp import web


class CityPages:
    """Every page answers, except those that a test has switched."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[tuple[str, str]] = []  # method, host and path
        self.headers: list[dict[str, str]] = []
        self._status: dict[str, int] = {}
        self._no_head = self._all = False
        self._runner: web.AppRunner | None = None

    def fail(self, *page_urls: str, status: int = 404) -> None:
        """These answer with this status; 0 hangs up."""
        self._status |= {_key(url): status for url in page_urls}

    def repair(self) -> None:
        self._status.clear()

    def refuse_head(self) -> None:
        self._no_head = True

    @property
    def hosts(self) -> Counter[str]:
        return Counter(path.split("/", 1)[0] for _, path in self.asked)

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{page:.*}", self._answer)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        page = request.match_info["page"]
        self.asked.append((request.method, page))
        self.headers.append(dict(request.headers))
        status = self._status.get(page.rstrip("/"), 200)
        if status == 0:
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        if self._no_head and request.method == "HEAD":
            return web.Response(status=405)
        body = b"" if request.method == "HEAD" else b"<!doctype html>" + b" " * 500_000
        return web.Response(status=status, body=body, headers={"Set-Cookie": "visitor=1; Path=/"})


def _key(page_url: str) -> str:
    parts = urlsplit(page_url)
    return f"{parts.hostname}{parts.path}".rstrip("/")
