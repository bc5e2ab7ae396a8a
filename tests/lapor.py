"""A stand-in for SP4N-LAPOR! on a free port of 127.0.0.1: takes reports as the real one is known to."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from aiohttp import web
from defusedxml.ElementTree import fromstring

TOKEN = "{7F3C2A10-0000-4000-8000-00000000BEEF}"


@dataclass(frozen=True)
class Filed:
    """One report as it arrived."""

    token: str | None
    text: str
    secret: str | None
    anonymous: str | None
    person: Sequence[str]


@dataclass
class FakeLapor:
    """Answers with the next of ``answers`` ("ok", a status, "hang", "drop", or raw bytes), else with "ok"."""

    filed: list[Filed] = field(default_factory=list)
    answers: list[str | int | bytes] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    url: str = ""
    _runner: web.AppRunner | None = None
    _port: int = 0

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def start(self) -> None:
        """Listen; after `stop` again on the same port."""
        app = web.Application()
        app.router.add_post("/api/stream/addstream", self._add)
        app.router.add_post("/api/services/f01/gettopics", self._topics)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{self._port}"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _add(self, request: web.Request) -> web.Response:
        answer = self.answers.pop(0) if self.answers else "ok"
        if isinstance(answer, int) and answer < 500:
            return web.Response(status=answer)
        if answer != 503:
            await self._file(request)
        if answer == "hang":
            await asyncio.sleep(60)
        if answer == "drop":
            assert request.transport is not None
            request.transport.abort()
        if isinstance(answer, int):
            return web.Response(status=answer)
        body = answer if isinstance(answer, bytes) else self._receipt()
        return web.Response(body=body, content_type="text/xml")

    async def _file(self, request: web.Request) -> None:
        self.types.append(request.headers["Content-Type"])
        root = fromstring(await request.read())
        person, report = root
        assert (person.tag, report.tag) == ("pelapor", "laporan")
        self.filed.append(
            Filed(
                root.get("token"), report.findtext("isi", ""), report.get("rahasia"), report.get("anonim"),
                [child.text or "" for child in person],
            )
        )  # fmt: skip

    def _receipt(self) -> bytes:
        number = 6_800_000 + len(self.filed)
        ids = f"<trackingid>{number}</trackingid><transaksiid>T{number}</transaksiid>"
        return f'<?xml version="1.0"?><lapor><status>sukses</status>{ids}</lapor>'.encode()

    async def _topics(self, request: web.Request) -> web.Response:
        form = await request.post()
        if form.get("KEYTOKEN") != TOKEN:
            return web.Response(status=403)
        rows = [{"id": "1", "parent": "0", "topic_name": "Infrastruktur"}, {"id": "x"}, None]
        return web.json_response(rows)
