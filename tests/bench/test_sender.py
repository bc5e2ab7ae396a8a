"""The sender against a server that answers, refuses and hangs up."""

from typing import Any

from aiohttp import web

from bench import sender
from bench.sender import Shot


async def _serve(request: web.Request) -> web.Response:
    if request.path == "/gone":
        assert request.transport is not None
        request.transport.abort()
    body = await request.text()
    status = 200 if (request.headers["X-Kind"], body) == ("uji", "é") else 503
    return web.Response(status=status, text="x" * 100_000)


async def test_every_shot_gets_its_status(aiohttp_server: Any) -> None:
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", _serve)
    base = str((await aiohttp_server(app)).make_url(""))
    good = Shot(0.0, "POST", f"{base}/here?a=1", {"X-Kind": "uji"}, "é")
    shots = [
        good,
        Shot(0.01, "POST", f"{base}/gone", {"X-Kind": "uji"}, "é"),
        Shot(0.02, "GET", f"{base}/", {"X-Kind": "lain"}, ""),
        Shot(0.0, "GET", "http://127.0.0.1:9/", {}, ""),
        Shot(0.3, good.method, good.url, good.headers, good.body),
    ]
    hits = await sender.send_all(shots)

    assert [hit.status for hit in hits] == [200, 0, 503, 0, 200]
    assert all(hit.seconds >= hit.late >= 0 for hit in hits)
