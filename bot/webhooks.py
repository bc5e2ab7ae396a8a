"""What platforms call: verified on the raw bytes, stored, answered; everything else happens later."""

import logging
import time
from collections.abc import Mapping

from aiohttp import web

from bot.metrics import Metrics
from bot.problems import Problem, read_body
from bot.receiving import Receiving
from core.channels import Channel
from core.errors import PayloadError, SignatureError
from integrations.whatsapp.channel import WhatsAppChannel

logger = logging.getLogger(__name__)


class Webhooks:
    """One address per channel; a channel that is off, or reads by polling, answers 404."""

    def __init__(self, channels: Mapping[str, Channel], receiving: Receiving, metrics: Metrics) -> None:
        self._channels = channels
        self._receiving = receiving
        self._metrics = metrics

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/channels/{channel}/webhook", self.accept),
            web.get("/channels/{channel}/webhook", self.handshake),
        ]

    async def accept(self, request: web.Request) -> web.Response:
        """POST /channels/{channel}/webhook."""
        channel = self._channel(request)
        started = time.perf_counter()
        status = 500
        try:
            response = await self._accept(request, channel)
            status = response.status
        except Problem as problem:
            status = problem.status
            raise
        finally:
            seconds = time.perf_counter() - started
            self._metrics.webhook_seconds.labels(channel.name, str(status)).observe(seconds)
        return response

    async def _accept(self, request: web.Request, channel: Channel) -> web.Response:
        body = await read_body(request)
        with self._receiving.expecting():
            await self._store(channel, request, body)
        return web.Response(text="ok")

    async def _store(self, channel: Channel, request: web.Request, body: bytes) -> None:
        try:
            events = channel.parse(request.headers, body)
        except SignatureError as error:
            logger.warning("%s: a webhook call was not signed by its platform", channel.name)
            raise Problem(401, "bad_signature") from error
        except PayloadError as error:
            logger.warning("%s: a webhook body can not be read (%s bytes)", channel.name, len(body))
            raise Problem(400, "bad_request") from error
        await self._receiving.store(channel, events)

    async def handshake(self, request: web.Request) -> web.Response:
        """GET /channels/whatsapp/webhook: Meta asks whether the address is ours."""
        channel = self._channel(request)
        if not isinstance(channel, WhatsAppChannel):
            raise Problem(405, "method_not_allowed")
        challenge = channel.handshake(request.query)
        if challenge is None:
            raise Problem(403, "bad_signature")
        return web.Response(text=challenge)

    def _channel(self, request: web.Request) -> Channel:
        channel = self._channels.get(request.match_info["channel"])
        if channel is None:
            raise Problem(404, "channel_off")
        return channel
