"""A stand-in for OpenAQ v3 on a local port: one location in the city that measures, and its bad days."""

import asyncio
import ssl
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from aiohttp import web

KEY = "kunci-uji"
PLACE, SENSOR = 7001, 9001


def utc_now() -> datetime:
    return datetime.now(UTC)


def location(last: datetime, **changes: Any) -> dict[str, Any]:
    """A location as ``/v3/locations`` lists it."""
    return {
        "id": PLACE,
        "name": "Sekolah Uji Cihampelas",
        "locality": None,
        "timezone": "Asia/Jakarta",
        "provider": {"id": 66, "name": "Jaringan Uji"},
        "isMobile": False,
        "isMonitor": False,
        "sensors": [
            {
                "id": SENSOR,
                "name": "pm25 µg/m³",
                "parameter": {"id": 2, "name": "pm25", "units": "µg/m³", "displayName": "PM2.5"},
            }
        ],
        "coordinates": {"latitude": -6.8946, "longitude": 107.6039},
        "licenses": [{"id": 41, "name": "CC BY 4.0", "attribution": {"name": "Sensor Uji", "url": None}}],
        "datetimeLast": {"utc": stamp(last), "local": None},
    } | changes


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def latest(at: datetime, value: object, sensor: int = SENSOR) -> dict[str, Any]:
    return {
        "datetime": {"utc": stamp(at), "local": None},
        "value": value,
        "sensorsId": sensor,
        "locationsId": PLACE,
    }


def hour(end: datetime, value: object, units: str = "µg/m³", *, flagged: bool = False) -> dict[str, Any]:
    """One hourly mean as ``/v3/sensors/{id}/hours`` gives it."""
    period = {"datetimeFrom": {"utc": stamp(end - timedelta(hours=1))}, "datetimeTo": {"utc": stamp(end)}}
    return {
        "value": value,
        "flagInfo": {"hasFlags": flagged},
        "parameter": {"id": 2, "name": "pm25", "units": units},
        "period": {"label": "1hour", **period},
    }


class OpenAQServer:
    """Serves what its attributes hold; ``status`` and ``body`` of a path and ``pause`` make a bad day."""

    def __init__(self, clock: Callable[[], datetime] = utc_now, tls: ssl.SSLContext | None = None) -> None:
        top = clock().replace(minute=0, second=0, microsecond=0)
        self.locations: list[dict[str, Any]] = [location(top)]
        self.latest: list[dict[str, Any]] = [latest(top, 41.5)]
        self.hours: list[dict[str, Any]] = [hour(top - timedelta(hours=h), 30.0 + h % 12) for h in range(24)]
        self.status: dict[str, int] = {}  # by "locations", "latest", "hours"
        self.body: dict[str, str] = {}
        self.pause = 0.0
        self.count: Counter[str] = Counter()
        self.queries: list[str] = []
        self.url = ""
        self._tls = tls
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_get("/v3/locations", self._serve("locations"))
        app.router.add_get("/v3/locations/{id:\\d+}/latest", self._serve("latest"))
        app.router.add_get("/v3/sensors/{id:\\d+}/hours", self._serve("hours"))
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=self._tls).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"{'https' if self._tls else 'http'}://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def _serve(self, name: str) -> Callable[[web.Request], Any]:
        async def handler(request: web.Request) -> web.StreamResponse:
            self.count[name] += 1
            self.queries.append(str(request.rel_url))
            await asyncio.sleep(self.pause)
            if request.headers.get("X-API-Key") != KEY:
                return web.json_response({"detail": "Unauthorized"}, status=401)
            if name in self.status:
                return web.json_response({"detail": "no"}, status=self.status[name])
            if name in self.body:
                return web.Response(text=self.body[name], content_type="text/html")
            return web.json_response({"meta": {"name": "openaq-api"}, "results": getattr(self, name)})

        return handler
