"""A stand-in for TomTom's Flow Segment Data on one local port, with switches for its bad days."""

import asyncio
from typing import Any, Self

from aiohttp import web

KEY = "a-key-that-is-nobodys-1234567890"
PATH = "/traffic/services/4/flowSegmentData/absolute/10/json"


def segment(lat: float, lon: float, **changes: Any) -> dict[str, Any]:
    """The documented answer for a road that runs past a point; a None leaves the field out."""
    fields = {
        "frc": "FRC2",
        "currentSpeed": 18,
        "freeFlowSpeed": 41,
        "currentTravelTime": 120,
        "freeFlowTravelTime": 53,
        "confidence": 0.95,
        "roadClosure": False,
        "coordinates": {
            "coordinate": [
                {"latitude": lat, "longitude": lon - 0.002},
                {"latitude": lat, "longitude": lon + 0.002},
            ]
        },
        "@version": "traffic-service 5.1.005",
    }
    return {name: value for name, value in (fields | changes).items() if value is not None}


class TomTomServer:
    """Answers as documented until a test switches it."""

    def __init__(self) -> None:
        self.url = ""
        self.count = 0
        self.points: list[str] = []
        self.changes: dict[str, Any] = {}  # fields of the answer
        self.status = 200
        self.body: str | None = None  # instead of JSON
        self.seconds = 0.0
        self.drops = 0  # connections that break before one answers
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get(PATH, self._flow)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _flow(self, request: web.Request) -> web.StreamResponse:
        self.count += 1
        if self.drops:
            self.drops -= 1
            assert request.transport is not None
            request.transport.close()
            return web.Response()
        await asyncio.sleep(self.seconds)
        if request.query.get("key") != KEY:
            return web.Response(status=403, text="<h1>Developer Inactive</h1>", content_type="text/html")
        if request.query.get("unit") != "KMPH":
            return web.Response(status=400)
        if self.status != 200 or self.body is not None:
            return web.Response(status=self.status, text=self.body or "{}", content_type="application/json")
        self.points.append(request.query["point"])
        lat, lon = map(float, request.query["point"].split(","))
        return web.json_response({"flowSegmentData": segment(lat, lon, **self.changes)})
