"""Fetching updates by long polling: needs no public address."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot
from telegram.error import Conflict, InvalidToken, TelegramError

from core.errors import PayloadError
from core.messages import Event
from integrations.foreign import Json
from integrations.telegram.failures import LIBRARY_ERRORS
from integrations.telegram.transport import FloodError, UpdatesRequest

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
HOLD_SECONDS = 25  # how long Telegram keeps an empty poll open
EMPTY_PAUSE = 0.2  # against a server that answers an empty poll at once
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0

type Handle = Callable[[Sequence[Event]], Awaitable[None]]
type Read = Callable[[Json], Event]
type Pause = Callable[[float], Awaitable[None]]

logger = logging.getLogger(__name__)


class Outage:
    """Waits longer after each failure, and logs a failure once when it starts and once when it ends."""

    def __init__(self, pause: Pause) -> None:
        self._pause = pause
        self._delay = FIRST_PAUSE
        self._known: str | None = None

    async def wait(self, error: Exception) -> None:
        """Note a failure and sleep; the longest sleep is `LONGEST_PAUSE` unless Telegram asks for more."""
        self._log(_describe(error))
        asked = error.retry_after if isinstance(error, FloodError) else 0.0
        await self._pause(max(self._delay, asked))
        self._delay = min(self._delay * 2, LONGEST_PAUSE)

    def over(self) -> None:
        if self._known is not None:
            logger.warning("telegram: answers again")
        self._known = None
        self._delay = FIRST_PAUSE

    def _log(self, description: str) -> None:
        if description != self._known:
            logger.error("telegram: %s; trying again", description)
        self._known = description


def _describe(error: Exception) -> str:
    match error:
        case Conflict():
            return "another program reads this bot's updates; stop it or change the token"
        case InvalidToken():
            return "the bot token is refused; check TELEGRAM_BOT_TOKEN"
        case TelegramError():
            return "no answer"
        case _:
            return "the answer has an unknown shape"


async def poll(bot: Bot, transport: UpdatesRequest, read: Read, handle: Handle, pause: Pause) -> None:
    """Hand over updates until cancelled.

    An update counts as read only once ``handle`` has returned for it; when ``handle`` raises, the same
    updates come again. A webhook that is still set is deleted first: with it, polling is impossible.
    """
    outage = Outage(pause)
    await _delete_webhook(bot, outage)
    offset: int | None = None
    while True:
        try:
            updates = await _fetch(bot, transport, offset)
        except LIBRARY_ERRORS as error:
            await outage.wait(error)
            if isinstance(error, Conflict) and "webhook" in error.message.lower():
                await _delete_webhook(bot, outage)
            continue
        outage.over()
        if await _hand_over(updates, read, handle):
            offset = _after(updates, offset)
        else:
            await pause(FIRST_PAUSE)
        if not updates:
            await pause(EMPTY_PAUSE)


async def _delete_webhook(bot: Bot, outage: Outage) -> None:
    while True:
        try:
            await bot.delete_webhook()
        except LIBRARY_ERRORS as error:
            await outage.wait(error)
        else:
            return


async def _fetch(bot: Bot, updates: UpdatesRequest, offset: int | None) -> list[Json]:
    await bot.get_updates(
        offset=offset, timeout=HOLD_SECONDS, read_timeout=10, allowed_updates=ALLOWED_UPDATES
    )
    return updates.take()


async def _hand_over(updates: Sequence[Json], read: Read, handle: Handle) -> bool:
    events: list[Event] = []
    for update in updates:
        try:
            events.append(read(update))
        except PayloadError:
            logger.warning("telegram: an update without an id was dropped")
    try:
        if events:
            await handle(events)
    except Exception:  # the top of this loop: the updates come again
        logger.exception("telegram: updates could not be stored")
        return False
    return True


def _after(updates: Sequence[Json], offset: int | None) -> int | None:
    ids = [number for update in updates if isinstance(number := update.get("update_id"), int)]
    return max(ids) + 1 if ids else offset
