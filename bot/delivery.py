"""Brings the outbox to one platform: in order and at its pace.

A sender's place is taken only while a request is under way. Whoever must wait (for the chat's pace, for
``retry_after``, for the next try) goes back into the outbox with a time, so that a slow chat stops nobody.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot import forms
from bot.outcomes import UNKNOWN_PAUSES, Outcomes, Sleep
from bot.pace import CAREFUL, RATES, Pace
from bot.signals import Signal
from core import outbox, paces, receipts
from core.channels import Channel
from core.clock import Clock
from core.db import Database
from core.errors import IntegrationError, UncertainError
from core.messages import Outgoing, Request
from core.outbox import Form, Job

LOOK_SECONDS = 1.0
BLINK_SECONDS = 0.02
MAX_AT_ONCE = 32
MORE_FOR_EMERGENCIES = 4  # places that only urgent lines may take
SEND_SECONDS = 20.0  # below the lease

logger = logging.getLogger(__name__)

type Pictures = Callable[[Outgoing], Awaitable[Outgoing]]  # makes a picture of ours reachable


class Delivery:
    """The sender of one channel in one of so many processes."""

    def __init__(
        self,
        db: Database,
        channel: Channel,
        signal: Signal,
        clock: Clock,
        *,
        processes: int = 1,
        pictures: Pictures | None = None,
        pace: Pace | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._db = db
        self._channel = channel
        self._signal = signal
        self._clock = clock
        self._pictures = pictures
        self._rates = RATES.get(channel.name, CAREFUL)
        # Each process has its even share: the overall rate holds for all of them together.
        self._pace = pace or Pace(self._rates.overall / processes)
        self._outcomes = Outcomes(db, channel, clock, sleep)
        self._running: dict[asyncio.Task[None], Job] = {}

    async def run(self) -> None:
        """Deliver until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                logger.exception("%s: the outbox could not be read", self._channel.name)
                await asyncio.sleep(LOOK_SECONDS)
            await self._signal.wait(LOOK_SECONDS)
            if self._running:  # what ends within a blink is followed up together
                await asyncio.sleep(BLINK_SECONDS)

    async def look(self) -> None:
        """Start sending what is due."""
        if self._db.outage.active and self._running:
            return  # what could be sent could not be written down, and would be sent again
        # Few or none beside a rush of webhooks, which must be answered first; one while nobody answers us.
        at_once = self._db.rush.room(1 if self._outcomes.trouble else MAX_AT_ONCE)
        free = min(at_once - len(self._running), self._pace.room())
        urgent_only = free <= 0
        if urgent_only:
            free = at_once + MORE_FOR_EMERGENCIES - len(self._running)
        if free <= 0 or self._clock() < self._outcomes.resume_at:
            return
        for job in await self._claim(self._clock(), free, urgent_only=urgent_only):
            task = asyncio.create_task(self._run(job), name=f"delivery-{job.delivery_id}")
            self._running[task] = job
            task.add_done_callback(self._finished)

    async def _claim(self, now: datetime, limit: int, *, urgent_only: bool) -> Sequence[Job]:
        name = self._channel.name
        async with self._db.read(quick=True) as session:
            self._outcomes.resume_at = await paces.paused_until(session, name)
            if now < self._outcomes.resume_at:
                return []
            if not await outbox.something_due(session, name, now, urgent_only=urgent_only):
                return []
        async with self._db.write(durable=False) as session:
            jobs = await outbox.claim(session, name, now, limit, self._rates, urgent_only=urgent_only)
        if self._pictures is None:
            return jobs
        return [replace(job, message=await self._pictures(job.message)) for job in jobs]

    def _finished(self, task: asyncio.Task[None]) -> None:
        job = self._running.pop(task)
        self._signal.wake()
        seconds = (job.chat_ready_at - self._clock()).total_seconds()
        if 0 < seconds < LOOK_SECONDS:  # what is ready later is found by the look of every second
            asyncio.get_running_loop().call_later(seconds, self._signal.wake)

    async def _run(self, job: Job) -> None:
        try:
            await self._deliver(job)
        except Exception:  # the lease runs out by itself, and then somebody tries again
            logger.exception("%s: line %s stumbled", self._channel.name, job.delivery_id)

    async def _deliver(self, job: Job) -> None:
        """Send the next part of one line; the one after it is claimed in its turn."""
        if job.unknown_sends > len(UNKNOWN_PAUSES):  # each of its senders died
            await self._outcomes.give_up(job, outbox.UNCERTAIN)
            return
        if job.form is not Form.TEMPLATE and self._window_is_closed(job):
            await self._outcomes.use_template(job)
            return
        parts = forms.parts(self._channel, job.message, job.form)
        if not parts and job.form is Form.TEMPLATE:
            await self._outcomes.give_up(job, outbox.WINDOW_CLOSED)
        elif job.parts_done >= len(parts):
            await self._outcomes.nothing_left(job)
        else:
            await self._pace.turn()
            await self._send(job, parts[job.parts_done], last=job.parts_done + 1 == len(parts))

    def _window_is_closed(self, job: Job) -> bool:
        window = self._channel.reply_window
        if window is None:
            return False
        return job.last_heard_at is None or self._clock() - job.last_heard_at > window

    async def _send(self, job: Job, request: Request, *, last: bool) -> None:
        if self._clock() < self._outcomes.resume_at:  # a pause began while it waited for its turn
            await self._outcomes.wait(job)
            return
        try:
            external_id = await self._call(replace(request, tag=receipts.tag(job)))
        except IntegrationError as error:
            await self._outcomes.refused(job, error)
        else:
            await self._outcomes.accepted(job, external_id, last=last)

    async def _call(self, request: Request) -> str:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                return await self._channel.send(request)
        except TimeoutError as error:
            raise UncertainError("no answer in time") from error

    async def idle(self) -> None:
        """Return when nothing is being sent."""
        while self._running:
            await asyncio.wait(self._running)

    async def stop(self, patience: float) -> None:
        """Let running sends end, but not longer than this many seconds; the others are handed back."""
        if self._running:
            await asyncio.wait(self._running, timeout=patience)
        broken = dict(self._running)
        for task in broken:
            task.cancel()
        await asyncio.gather(*broken, return_exceptions=True)
        if broken:
            async with self._db.write(durable=False) as session:
                await outbox.hand_back(session, list(broken.values()))
