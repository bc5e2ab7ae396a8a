"""Whether this process lives, and whether all it needs is there."""

import asyncio

from aiohttp import web

from bot.metrics import Metrics
from bot.rasa import Rasa
from core.db import Database, insert_into
from core.models import Fact

_SECONDS = 2.0


class Health:
    """Handlers for operators and supervisors."""

    def __init__(self, db: Database, rasa: Rasa, metrics: Metrics) -> None:
        self._db = db
        self._rasa = rasa
        self._metrics = metrics

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    def internal_routes(self) -> list[web.RouteDef]:
        return [*self.routes(), web.get("/metrics", self.metrics)]

    async def alive(self, _request: web.Request) -> web.Response:
        """GET /healthz: the loop of this process turns."""
        return web.json_response({"status": "ok"})

    async def ready(self, _request: web.Request) -> web.Response:
        """GET /readyz: 200 when every part answers, else 503; says which. Of several, one is enough."""
        names = ("database", "rasa", "actions")
        found = await asyncio.gather(self._database(), self._rasa.is_ready(), self._rasa.has_actions())
        parts = dict(zip(names, found, strict=True))
        ready = all(found)
        body = {"ready": ready, "parts": {name: "ok" if good else "down" for name, good in parts.items()}}
        return web.json_response(body, status=200 if ready else 503)

    async def _database(self) -> bool:
        """Whether it takes what we write: a full disk can still be read."""
        if self._db.outage.wrote_lately:
            return True
        try:
            async with asyncio.timeout(_SECONDS), self._db.write(first=True, durable=False) as session:
                pulse = insert_into(session, Fact).values(key="pulse", value="ok")
                await session.execute(
                    pulse.on_conflict_do_update(index_elements=["key"], set_={"value": "ok"})
                )
        except Exception:  # noqa: BLE001  each driver has its own; the outage is logged
            return False
        return True

    async def metrics(self, _request: web.Request) -> web.Response:
        """GET /metrics, for Prometheus."""
        self._metrics.rasa_up.set(self._rasa.up)
        page = await self._metrics.page(self._db)
        return web.Response(body=page, headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})
