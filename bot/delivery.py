"""Brings the outbox to one platform: in order, at its pace, each failure by its class."""

import asyncio
import logging
import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.pace import CAREFUL, RATES, Pace
from bot.signals import Signal
from core import outbox
from core.channels import Channel
from core.clock import Clock
from core.db import Database
from core.errors import (
    BadAnswerError,
    CredentialsError,
    IntegrationError,
    RejectedError,
    ServiceDownError,
    ThrottledError,
    UncertainError,
    UnreachableError,
    WindowClosedError,
)
from core.messages import Outgoing, Request
from core.outbox import Job

LOOK_SECONDS = 1.0
MAX_AT_ONCE = 32  # few enough that an urgent line is soon among them
AT_ONCE_IN_A_RUSH = 1  # beside a rush of webhooks, which must be answered first
MAX_DOWN = 40  # tries over about half an hour
MAX_UNCERTAIN = 3
MAX_THROTTLED = 30
LONGEST_PAUSE = 60.0
CREDENTIALS_PAUSE = timedelta(seconds=60)
_UNCERTAIN_PAUSES = (2.0, 15.0, 60.0)

logger = logging.getLogger(__name__)


class Delivery:
    """The sender of one channel."""

    def __init__(
        self, db: Database, channel: Channel, signal: Signal, clock: Clock, pace: Pace | None = None
    ) -> None:
        self._db = db
        self._channel = channel
        self._signal = signal
        self._clock = clock
        self._pace = pace or Pace(RATES.get(channel.name, CAREFUL))
        self._running: set[asyncio.Task[None]] = set()
        self._trouble: str | None = None  # logged once when it starts and once when it ends
        self._resume_at: datetime | None = None

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("%s: the outbox could not be read", self._channel.name)
                await asyncio.sleep(LOOK_SECONDS)
            await self._signal.wait(LOOK_SECONDS)

    async def look(self) -> None:
        """Start sending what is due."""
        free = (AT_ONCE_IN_A_RUSH if self._db.pressed else MAX_AT_ONCE) - len(self._running)
        now = self._clock()
        if free <= 0 or (self._resume_at and now < self._resume_at):
            return
        async with self._db.read(quick=True) as session:
            if not await outbox.something_due(session, self._channel.name, now):
                return
        async with self._db.write(durable=False) as session:
            jobs = await outbox.claim(session, self._channel.name, now, free)
        for job in jobs:
            task = asyncio.create_task(self._run(job), name=f"delivery-{job.delivery_id}")
            self._running.add(task)
            task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self._signal.give()

    async def _run(self, job: Job) -> None:
        try:
            await self.deliver(job)
        except Exception:  # the lease runs out by itself, and then somebody tries again
            logger.exception("%s: line %s stumbled", self._channel.name, job.delivery_id)

    async def deliver(self, job: Job) -> None:
        """Send what is left of one line, or decide what happens to it."""
        refusal = self._refusal(job)
        if refusal:
            await self._give_up(job, refusal)
            return
        try:
            await self._send(job, self._channel.render(job.message)[job.parts_done :])
        except RejectedError as error:
            await self._degrade(job, error)
        except IntegrationError as error:
            await self._decide(job, error)

    def _refusal(self, job: Job) -> str | None:
        if not job.reachable:
            return "unreachable"
        window = self._channel.reply_window
        if window and (job.last_heard_at is None or self._clock() - job.last_heard_at > window):
            return "window_closed"
        return None

    async def _send(self, job: Job, left: Sequence[Request]) -> None:
        for number, request in enumerate(left, start=1):
            await self._pace.turn(job.message.address)
            external_id = await self._channel.send(request)
            async with self._db.write(durable=False) as session:
                await outbox.part_sent(session, job, external_id, self._clock(), last=number == len(left))
        if not left:
            async with self._db.write(durable=False) as session:
                await outbox.all_sent(session, job, self._clock())
        await self._recovered()

    async def _degrade(self, job: Job, error: RejectedError) -> None:
        """What we built was refused: the words alone are worth more than nothing."""
        logger.error("%s: line %s was refused: %s", self._channel.name, job.delivery_id, error)
        plain = _plain(job.message)
        if plain == job.message:
            await self._give_up(job, "rejected")
            return
        async with self._db.read() as session:
            done = await outbox.parts_done(session, job)
        try:
            await self._send(job, self._rest(job.message, plain, done))
        except RejectedError:
            await self._give_up(job, "rejected")
        except IntegrationError as later:
            await self._decide(job, later)

    def _rest(self, message: Outgoing, plain: Outgoing, done: int) -> Sequence[Request]:
        """What is still to be said in plain words; what went out already is not said again."""
        words = self._channel.render(replace(message, buttons=(), image=None))
        if 0 < len(words) <= done:
            return self._channel.render(replace(plain, text=_choices(message)))
        return self._channel.render(plain)[done:]

    async def _decide(self, job: Job, error: IntegrationError) -> None:
        match error:
            case ThrottledError():
                await self._slow_down(job, error)
            case UncertainError():
                if job.attempts >= MAX_UNCERTAIN:
                    await self._give_up(job, "uncertain")
                else:
                    await self._later(job, _UNCERTAIN_PAUSES[job.attempts], "uncertain")
            case ServiceDownError():
                self._note("does not answer")
                if job.attempts >= MAX_DOWN:
                    await self._give_up(job, outbox.SERVICE_DOWN)
                else:
                    pause = min(2.0**job.attempts, LONGEST_PAUSE)
                    await self._later(job, pause * random.uniform(0.75, 1), outbox.SERVICE_DOWN)  # noqa: S311
            case CredentialsError():
                self._note("refuses our credentials; check its settings")
                await self._pause(job, self._clock() + CREDENTIALS_PAUSE, "credentials")
            case UnreachableError():
                await self._give_up(job, "unreachable", unreachable=True)
            case WindowClosedError():
                await self._give_up(job, "window_closed")
            case BadAnswerError():
                await self._decide(job, UncertainError(str(error)))
            case _:
                await self._give_up(job, type(error).__name__)

    async def _slow_down(self, job: Job, error: ThrottledError) -> None:
        if job.attempts >= MAX_THROTTLED:
            await self._give_up(job, "throttled")
        elif error.everyone:
            await self._pause(job, self._clock() + timedelta(seconds=error.retry_after), "throttled")
        else:
            await self._later(job, error.retry_after, "throttled")

    async def _pause(self, job: Job, until: datetime, reason: str) -> None:
        self._resume_at = until
        async with self._db.write(durable=False) as session:
            await outbox.pause_channel(session, self._channel.name, until)
            await outbox.retry_later(session, job, until, reason, counts=False)

    async def _later(self, job: Job, seconds: float, reason: str) -> None:
        async with self._db.write(durable=False) as session:
            await outbox.retry_later(session, job, self._clock() + timedelta(seconds=seconds), reason)

    async def _give_up(self, job: Job, reason: str, *, unreachable: bool = False) -> None:
        logger.warning("%s: line %s failed: %s", self._channel.name, job.delivery_id, reason)
        async with self._db.write(durable=False) as session:
            await outbox.give_up(session, job, reason, unreachable=unreachable)

    def _note(self, trouble: str) -> None:
        if trouble != self._trouble:
            logger.error("%s %s", self._channel.name, trouble)
        self._trouble = trouble

    async def _recovered(self) -> None:
        if self._trouble is None:
            return
        logger.warning("%s: works again", self._channel.name)
        self._trouble = None
        async with self._db.write(durable=False) as session:
            await outbox.hurry(session, self._channel.name, self._clock())

    async def idle(self) -> None:
        """Return when nothing is being sent."""
        while self._running:
            await asyncio.wait(self._running)

    async def stop(self, patience: float) -> None:
        """Let running sends end, but not longer than this many seconds."""
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)


def _choices(message: Outgoing) -> str:
    """What the buttons offered; it can be typed."""
    return "\n".join(f"• {button.title}" for button in message.buttons)


def _plain(message: Outgoing) -> Outgoing:
    """The message as words only."""
    lines = [message.text.strip(), _choices(message), message.image or ""]
    return replace(message, text="\n".join(line for line in lines if line), buttons=(), image=None)
