"""The gateway's way to Rasa: like Rasa's own REST channel, but a turn that failed says nothing.

Rasa's channel answers 200 with the words collected so far, even when they could not be saved.
"""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

import bot.nlu.server.tracker_store  # noqa: F401  if it cannot be loaded, this server must not start
from bot.nlu.server import failures

logger = logging.getLogger(__name__)

failures.keep_failures_of_actions()


class StrictRest(InputChannel):
    """200 with the words of a turn that was saved; 503 when something it needs is away, 500 when it broke."""

    @classmethod
    def name(cls) -> str:
        return "rest"

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("strict_rest", __name__)

        @blueprint.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            return await _turn(request, on_new_message)

        @blueprint.route("/ready", methods=["GET"])
        async def ready(request: Request) -> HTTPResponse:
            return await _readiness(request)

        return blueprint


async def _turn(request: Request, run: Callable[[UserMessage], Awaitable[Any]]) -> HTTPResponse:
    if not request.app.ctx.agent.is_ready():
        return _failed("no model", 503)
    body = request.json
    words = CollectingOutputChannel()
    message = UserMessage(
        body.get("message"),
        words,
        body.get("sender"),
        input_channel=StrictRest.name(),
        metadata=body.get("metadata"),
    )
    failures.begin()
    try:
        await run(message)
        failures.check()
    except Exception as error:  # noqa: BLE001  the top of a turn: whatever it was, the gateway hears of it
        # Without the traceback: its error texts may hold what a citizen wrote.
        logger.error("a turn failed (%s)", " < ".join(failures.names(error)))  # noqa: TRY400
        return _failed(type(error).__name__, 503 if failures.is_away(error) else 500)
    return response.json(words.messages)


async def _readiness(request: Request) -> HTTPResponse:
    """Whether a turn can be run and saved here."""
    agent = request.app.ctx.agent
    if not agent.is_ready():
        return _failed("no model", 503)
    try:
        await agent.tracker_store.retrieve("nobody")
        agent.lock_store.get_lock("nobody")
    except Exception as error:  # noqa: BLE001  any fault of a store means the same here
        return _failed(type(error).__name__, 503)
    return response.json({"model_file": agent.processor.model_filename})


def _failed(reason: str, status: int) -> HTTPResponse:
    return response.json({"status": "failure", "reason": reason}, status=status)
