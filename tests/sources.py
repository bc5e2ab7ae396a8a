"""A stand-in for BMKG, KLH and Open-Meteo on one local port, with switches for their bad days.

In tests: ``async with SourcesServer() as server: ... server.url``. By hand: ``python -m tests.sources``
(``--port``, ``--rain``, ``--warn``), and point every ``..._BASE_URL`` of the information sources at it.
"""

import argparse
import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, Self

from aiohttp import web

from core.jakarta import JAKARTA
from core.settings import Settings
from tests.forecasts import fixture, forecast, kelurahan

_BMKG = ("forecast", "quakes", "alerts")
_ALL = (*_BMKG, "air", "meteo")
_CHATTER = "<!doctype html><html><body><h1>Sedang dalam pemeliharaan</h1></body></html>"

type Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Seen:
    """One request that arrived."""

    at: float  # Unix time by the server's clock
    source: str
    path: str
    status: int

    @property
    def is_bmkg(self) -> bool:
        return self.source in _BMKG


class SourcesServer:
    """All sources at once: "forecast", "quakes", "alerts" (together "bmkg"), "air" and "meteo"."""

    def __init__(self, clock: Callable[[], datetime] = utc_now) -> None:
        self.clock = clock
        self.count: Counter[str] = Counter()  # requests by source, and "bmkg" for its three together
        self.log: list[Seen] = []
        self.etags = False  # documents carry an ETag, and a known one is answered with 304
        self.dated: str | None = None  # documents carry this Last-Modified, and 304 alike
        self.allowed: int | None = None  # requests to BMKG in any minute; one more is answered with 429
        self.rainy: set[str] = set()  # codes of kelurahan where it rains tomorrow
        self.url = ""
        self._modes: dict[str, Handler] = {}
        self.details_missing = False  # the CAP documents answer 404
        self._warning = self._shaken = False
        self._runner: web.AppRunner | None = None

    # Switches

    def down(self, source: str) -> None:
        """The connection breaks."""
        self._switch(source, _drop)

    def failing(self, source: str, status: int = 500) -> None:
        """Every answer is this status (429 with a Retry-After)."""

        async def fail(_: web.Request) -> web.StreamResponse:
            return web.Response(status=status, text="error", headers={"Retry-After": "7"})

        self._switch(source, fail)

    def slow(self, source: str, seconds: float = 30.0) -> None:
        """The answer comes too late."""

        async def wait(_: web.Request) -> web.StreamResponse:
            await asyncio.sleep(seconds)
            return web.Response(status=503)

        self._switch(source, wait)

    def garbage(self, source: str, body: str = _CHATTER) -> None:
        """Status 200 with something else in it."""

        async def chatter(_: web.Request) -> web.StreamResponse:
            return web.Response(text=body, content_type="text/html")

        self._switch(source, chatter)

    def up(self) -> None:
        """Every source works again."""
        self._modes.clear()

    def rain(self, *codes: str) -> None:
        """Tomorrow afternoon it rains in these kelurahan (without codes: in all)."""
        self.rainy |= set(codes or kelurahan())

    def warn(self) -> None:
        """BMKG warns of heavy rain in Gedebage and Rancasari, from now for two hours."""
        self._warning = True

    def shake(self) -> None:
        """Bandung felt an earthquake an hour ago."""
        self._shaken = True

    def settings(self, **changes: Any) -> Settings:
        """Settings by which every source is this server."""
        names = ("bmkg_api", "bmkg_data", "bmkg_alerts", "air_quality", "open_meteo")
        return Settings(_env_file=None, **{f"{name}_base_url": self.url for name in names} | changes)

    # Life

    async def start(self, port: int = 0) -> None:
        app = web.Application(middlewares=[self._middleware])
        app.router.add_get("/publik/prakiraan-cuaca", self._forecast, name="forecast")
        app.router.add_get("/DataMKG/TEWS/autogempa.json", self._latest_quake, name="quakes")
        app.router.add_get("/DataMKG/TEWS/gempadirasakan.json", self._felt_quakes, name="quakes-felt")
        app.router.add_get("/alerts/nowcast/id", self._feed, name="alerts")
        app.router.add_get("/alerts/nowcast/id/{code}_alert.xml", self._alert, name="alerts-one")
        app.router.add_get("/apimobile/v1/getStations", self._stations, name="air")
        app.router.add_get("/v1/air-quality", self._model, name="meteo")
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, chosen = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{chosen}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def _switch(self, source: str, mode: Handler) -> None:
        names = _BMKG if source == "bmkg" else (source,)
        if not set(names) <= set(_ALL):
            raise ValueError(f"no source named {source}")
        self._modes |= dict.fromkeys(names, mode)

    @web.middleware
    async def _middleware(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        source = (request.match_info.route.name or "unknown").split("-")[0]
        self.count[source] += 1
        self.count["bmkg"] += source in _BMKG
        arrived = self.clock().timestamp()
        if source in _BMKG and self.allowed is not None and self.busiest_minute(arrived) >= self.allowed:
            answer: web.StreamResponse = web.Response(status=429, headers={"Retry-After": "60"})
        else:
            answer = _unless_known(request, await self._modes.get(source, handler)(request), self)
        self.log.append(Seen(arrived, source, request.path_qs, answer.status))
        return answer

    def busiest_minute(self, until: float | None = None) -> int:
        """The most requests that BMKG saw in any 60 s; with ``until``, in the 60 s before that moment."""
        times = [seen.at for seen in self.log if seen.is_bmkg]
        ends = times if until is None else [until]
        return max((sum(end - 60 < at <= end for at in times) for end in ends), default=0)

    # Answers

    async def _forecast(self, request: web.Request) -> web.StreamResponse:
        place = kelurahan().get(request.query.get("adm4", ""))
        if place is None:
            return web.Response(
                status=404, text=fixture("bmkg/forecast_unknown_code.json"), content_type="application/json"
            )
        is_wet = place["adm4"] in self.rainy or "rain" in request.query
        return web.json_response(forecast(place, self.clock(), rain=is_wet))

    async def _latest_quake(self, _: web.Request) -> web.StreamResponse:
        document = json.loads(fixture("bmkg/quake_latest.json"))
        document["Infogempa"]["gempa"] |= _quake_times(self.clock() - timedelta(hours=3))
        if self._shaken:
            document["Infogempa"]["gempa"] = self._local_quake()
        return web.json_response(document)

    async def _felt_quakes(self, _: web.Request) -> web.StreamResponse:
        document = json.loads(fixture("bmkg/quakes_felt.json"))
        quakes = document["Infogempa"]["gempa"]
        for hours, quake in enumerate(quakes, 10):
            quake.update(_quake_times(self.clock() - timedelta(hours=hours)))
        quakes[:0] = [self._local_quake()] if self._shaken else []
        return web.json_response(document)

    def _local_quake(self) -> dict[str, str]:
        return _quake_times(self.clock() - timedelta(hours=1)) | {
            "Coordinates": "-7.20,107.60",
            "Magnitude": "5.1",
            "Kedalaman": "10 km",
            "Wilayah": "Pusat gempa berada di darat 32 km selatan Kota Bandung",
            "Potensi": "Tidak berpotensi tsunami",
            "Dirasakan": "III-IV Kota Bandung, III Kab. Garut",
        }

    async def _feed(self, _: web.Request) -> web.StreamResponse:
        name = "feed_west_java_invented.xml" if self._warning else "feed.xml"
        return _xml(self._retimed(fixture(f"bmkg/{name}")))

    async def _alert(self, request: web.Request) -> web.StreamResponse:
        if self.details_missing:
            return web.Response(status=404)
        if not request.match_info["code"].startswith("CJB"):
            return _xml(fixture("bmkg/cap_gorontalo.xml"))
        return _xml(self._retimed(fixture("bmkg/cap_west_java_invented.xml")))

    def _retimed(self, text: str) -> str:
        """The invented warning, sent ten minutes ago and valid for two hours from now."""
        now = self.clock().astimezone(JAKARTA).replace(microsecond=0)
        sent, end = now - timedelta(minutes=10), now + timedelta(hours=2)
        for old, new in (
            ("2026-09-25T14:00:00+07:00", sent.isoformat()),
            ("2026-09-25T14:10:00+07:00", now.isoformat()),
            ("2026-09-25T16:10:00+07:00", end.isoformat()),
            ("Fri, 25 Sep 2026 14:00:00 +0700", f"{sent:%a, %d %b %Y %H:%M:%S %z}"),
            ("25 September 2026, 14:10 WIB", f"{now:%d %B %Y, %H:%M} WIB"),
            ("25 September 2026, 16:10 WIB", f"{end:%d %B %Y, %H:%M} WIB"),
        ):
            text = text.replace(old, new)
        return text

    async def _stations(self, _: web.Request) -> web.StreamResponse:
        document = json.loads(fixture("air_quality/stations_bandung_invented.json"))
        for row in document["rows"]:
            row["waktu"] = f"{self.clock().astimezone(JAKARTA):%Y-%m-%d %H}:00:00"
        document["rows"] += json.loads(fixture("air_quality/stations_palembang.json"))["rows"]
        return web.json_response(document)

    async def _model(self, request: web.Request) -> web.StreamResponse:
        (document,) = json.loads(fixture("open_meteo/air_quality.json"))
        midnight = self.clock().replace(hour=0, minute=0, second=0, microsecond=0)
        first = int((midnight - timedelta(days=int(request.query.get("past_days", "0")))).timestamp())
        hours = int((midnight.timestamp() - first) // 3600) + 24 * int(
            request.query.get("forecast_days", "1")
        )
        recorded = document["hourly"]
        document["hourly"] = {"time": [first + 3600 * hour for hour in range(hours)]} | {
            name: [recorded[name][hour % 6] for hour in range(hours)]
            for name in request.query["hourly"].split(",")
        }
        return web.json_response(document)


def _quake_times(at: datetime) -> dict[str, str]:
    local = at.astimezone(JAKARTA)
    return {
        "Tanggal": f"{local:%d %b %Y}",
        "Jam": f"{local:%H:%M:%S} WIB",
        "DateTime": at.replace(microsecond=0).isoformat(),
    }


def _unless_known(
    request: web.Request, answer: web.StreamResponse, server: SourcesServer
) -> web.StreamResponse:
    """The answer with what names its version, or 304 to somebody who has it."""
    if answer.status != 200 or not isinstance(answer, web.Response) or not isinstance(answer.body, bytes):
        return answer
    names = {"ETag": f'"{sha256(answer.body).hexdigest()[:16]}"'} if server.etags else {}
    names |= {"Last-Modified": server.dated} if server.dated else {}
    asked = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    if names and all(request.headers.get(asked[name]) == value for name, value in names.items()):
        return web.Response(status=304, headers=names)
    answer.headers.update(names)
    return answer


def _xml(text: str) -> web.Response:
    return web.Response(text=text, content_type="application/xml")


async def _drop(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=503)


async def _serve(port: int, *, rain: bool, warn: bool) -> None:
    server = SourcesServer()
    if rain:
        server.rain()
    if warn:
        server.warn()
    await server.start(port)
    print(server.url, flush=True)
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="stand-in for BMKG, KLH and Open-Meteo")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--rain", action="store_true", help="it rains everywhere tomorrow")
    parser.add_argument("--warn", action="store_true", help="BMKG warns of heavy rain")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(options.port, rain=options.rain, warn=options.warn))


if __name__ == "__main__":
    main()
