"""What follows from each answer of a platform: it is written down, and decides when and how to go on."""

import asyncio
import itertools
import logging
import random
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import forms
from core import outbox, paces, sending
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
from core.outbox import Form, Job

MAX_TRIES = 300  # of a platform that is down or throttles: about a day
LONGEST_PAUSE = 300.0
CREDENTIALS_PAUSE = timedelta(seconds=60)
UNKNOWN_PAUSES = (2.0, 15.0, 60.0, 300.0, 1800.0)  # before each repetition of a send of unknown outcome
DOWN_AFTER = 3  # failures in a row
RECORD_TRIES = 20

logger = logging.getLogger(__name__)

type Sleep = Callable[[float], Awaitable[None]]


class Outcomes:
    """The outcomes of one channel's sends in one process."""

    def __init__(self, db: Database, channel: Channel, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._db = db
        self._channel = channel
        self._clock = clock
        self._sleep = sleep
        self._failures = 0  # in a row
        self.trouble: str | None = None  # logged once when it starts and once when it ends
        self.resume_at = datetime.min.replace(tzinfo=UTC)  # the end of a pause of the whole channel

    async def accepted(self, job: Job, external_id: str, *, last: bool) -> None:
        """The platform took this part."""
        await self._record(
            lambda session: sending.part_sent(session, job, external_id, self._clock(), last=last),
            first=True,  # a kill between the platform's yes and this note would repeat the part
        )
        self._failures = 0
        if self.trouble is not None:
            logger.warning("%s: works again", self._channel.name)
            self.trouble = None
            await self._record(lambda session: sending.hurry(session, job.channel, self._clock()))

    async def nothing_left(self, job: Job) -> None:
        """All parts had been taken, or there are none."""
        await self._record(lambda session: sending.all_sent(session, job, self._clock()))

    async def wait(self, job: Job) -> None:
        """A pause of the channel began before this part was tried."""
        await self._record(lambda session: sending.wait(session, job, self.resume_at))

    async def refused(self, job: Job, error: IntegrationError) -> None:
        """The platform did not take this part, or did not say that it did."""
        match error:
            case RejectedError():
                await self._degrade(job, error)
            case ThrottledError():
                await self._slow_down(job, error)
            case UncertainError() | BadAnswerError():
                self._note_failure()
                await self._repeat(job)
            case ServiceDownError():
                self._note_failure()
                await self._retry(job, _backoff(job.attempts), outbox.SERVICE_DOWN)
            case CredentialsError():
                self._note("refuses our credentials; check its settings")
                await self._pause(job, self._clock() + CREDENTIALS_PAUSE, "credentials")
            case UnreachableError():
                logger.warning("%s: line %s: unreachable", job.channel, job.delivery_id)
                await self._record(lambda session: outbox.fail_unreachable(session, job.conversation_id))
            case WindowClosedError():
                await self.use_template(job)
            case _:
                await self.give_up(job, type(error).__name__)

    async def use_template(self, job: Job) -> None:
        """The reply window is closed: only a template may go out, where there is one."""
        if job.form is Form.TEMPLATE or not self._channel.render_template(job.message):
            await self.give_up(job, outbox.WINDOW_CLOSED)
            return
        # It has room for all the words, so it starts again from the first.
        await self._record(lambda session: sending.change_form(session, job, Form.TEMPLATE, 0, self._clock()))

    async def give_up(self, job: Job, reason: str) -> None:
        """The line will not go out; it stays visible as failed."""
        logger.warning("%s: line %s failed: %s", job.channel, job.delivery_id, reason)
        await self._record(lambda session: sending.give_up(session, job, reason))

    async def _degrade(self, job: Job, error: RejectedError) -> None:
        """What we built was refused: the words alone are worth more than nothing."""
        logger.error("%s: line %s was refused: %s", job.channel, job.delivery_id, error)
        if job.form is not Form.FULL or not forms.has_plain(job.message):
            await self.give_up(job, "template_rejected" if job.form is Form.TEMPLATE else "rejected")
            return
        said = forms.said(self._channel, job.message, job.parts_done)
        await self._record(lambda session: sending.change_form(session, job, Form.PLAIN, said, self._clock()))

    async def _slow_down(self, job: Job, error: ThrottledError) -> None:
        until = self._clock() + timedelta(seconds=error.retry_after)
        if error.everyone:
            await self._pause(job, until, "throttled")
            return
        await self._record(lambda session: paces.hold(session, job.conversation_id, until))
        await self._retry(job, error.retry_after, "throttled")

    async def _pause(self, job: Job, until: datetime, reason: str) -> None:
        self.resume_at = max(self.resume_at, until)

        async def pause(session: AsyncSession) -> None:
            await paces.pause(session, job.channel, until)
            await sending.retry_later(session, job, until, reason, counts=False)

        await self._record(pause)

    async def _retry(self, job: Job, seconds: float, reason: str) -> None:
        if job.attempts >= MAX_TRIES:
            await self.give_up(job, reason)
            return
        until = self._clock() + timedelta(seconds=seconds)
        await self._record(lambda session: sending.retry_later(session, job, until, reason))

    async def _repeat(self, job: Job) -> None:
        """Nobody knows whether it arrived: rather twice than never, but not for ever."""
        until = None
        if job.unknown_sends < len(UNKNOWN_PAUSES):
            until = self._clock() + timedelta(seconds=UNKNOWN_PAUSES[job.unknown_sends])
        logger.warning("%s: line %s: its outcome is unknown", job.channel, job.delivery_id)
        await self._record(lambda session: sending.unknown(session, job, until, self._clock()))

    async def _record(
        self, outcome: Callable[[AsyncSession], Awaitable[None]], *, first: bool = False
    ) -> None:
        """Write down what happened. The platform cannot be asked again, so the database is, patiently."""
        for tries in itertools.count(1):
            try:
                async with self._db.write(first=first, durable=False) as session:
                    await outcome(session)
            except (SQLAlchemyError, OSError):
                if tries >= RECORD_TRIES and not self._db.outage.active:  # a full disk lasts for hours
                    raise
                logger.exception("%s: an outcome could not be written yet", self._channel.name)
                await self._sleep(1.0)
            else:
                return

    def _note_failure(self) -> None:
        self._failures += 1
        if self._failures >= DOWN_AFTER:
            self._note("does not answer")

    def _note(self, trouble: str) -> None:
        if trouble != self.trouble:
            logger.error("%s %s", self._channel.name, trouble)
        self.trouble = trouble


def _backoff(attempts: int) -> float:
    """Seconds until the next try: doubling, bounded, and not the same for all."""
    return min(2.0 ** min(attempts, 20), LONGEST_PAUSE) * random.uniform(0.75, 1)  # noqa: S311  no secret
