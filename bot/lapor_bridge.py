"""Hands forwarded tickets over to SP4N-LAPOR!, each at most once; what is uncertain waits for a person."""

import asyncio
import logging
from typing import Protocol

from core.clock import Clock
from core.db import Database
from core.errors import CredentialsError, IntegrationError, RejectedError, ServiceDownError
from core.outage import was_told
from core.tickets import lapor, lapor_sending
from core.tickets.lapor_sending import Leaving
from integrations.sp4n_lapor.payloads import Receipt, Report

LOOK_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Door(Protocol):
    """Where reports are handed over: LAPOR! itself, or what stands in for it."""

    async def post(self, report: Report) -> Receipt:
        """Hand over one report; the error's class says whether it may have arrived."""
        ...


class LaporBridge:
    """One per process; the rows' locks let several work side by side."""

    def __init__(self, db: Database, door: Door | None, clock: Clock) -> None:
        self._db = db
        self._door = door  # None: the bridge is off
        self._clock = clock
        self._handing: asyncio.Task[None] | None = None
        self._was_down = False

    async def run(self) -> None:
        """Work until cancelled; without a door, only let it be known that the bridge is off."""
        await self._tell()
        if self._door is None:
            await asyncio.get_running_loop().create_future()  # for ever: there is nothing to do
            return
        while True:
            try:
                await self.look(self._door)
            except Exception as error:
                if not was_told(error):
                    logger.exception("LAPOR!: the tickets to send could not be read")
            await asyncio.sleep(LOOK_SECONDS)

    async def _tell(self) -> None:
        """Let every process know whether the bridge runs."""
        on = self._door is not None
        async with self._db.read(quick=True) as session:
            if await lapor.is_on(session) == on:
                return
        async with self._db.write() as session:
            await lapor.switch(session, on=on)

    async def look(self, door: Door) -> None:
        """Send everything that is due, one after the other."""
        while not self._db.outage.active:  # what was sent could not be written down
            leaving = await self._next()
            if leaving is None:
                return
            self._handing = asyncio.create_task(self._hand_over(door, leaving))
            await asyncio.shield(self._handing)

    async def _next(self) -> Leaving | None:
        now = self._clock()
        async with self._db.read(quick=True) as session:
            if not await lapor_sending.is_due(session, now):
                return None
        async with self._db.write() as session:
            if gone := await lapor_sending.lapse(session, now):
                logger.error("LAPOR!: %s tickets may or may not have arrived (sobat lapor status)", gone)
            return await lapor_sending.claim(session, now)

    async def _hand_over(self, door: Door, leaving: Leaving) -> None:
        try:
            receipt = await door.post(_report(leaving))
        except (ServiceDownError, CredentialsError) as error:
            self._tell_down(error)
            async with self._db.write() as session:
                await lapor_sending.retry_later(session, leaving, _reason(error), self._clock())
        except RejectedError as error:
            logger.error("LAPOR!: ticket %s was refused (%s)", leaving.ticket_id, error)  # noqa: TRY400
            async with self._db.write() as session:
                await lapor_sending.failed(session, leaving, _reason(error))
        except IntegrationError as error:
            logger.error("LAPOR!: ticket %s may or may not have arrived", leaving.ticket_id)  # noqa: TRY400
            async with self._db.write() as session:
                await lapor_sending.unknown(session, leaving, _reason(error))
        else:
            await self._accepted(leaving, receipt)

    async def _accepted(self, leaving: Leaving, receipt: Receipt) -> None:
        if self._was_down:
            logger.warning("LAPOR! takes tickets again")
            self._was_down = False
        # The log keeps the id in case that the database can not: then the lease runs out, and a person looks.
        logger.info("LAPOR!: ticket %s arrived as %s", leaving.ticket_id, receipt.tracking_id)
        async with self._db.write() as session:
            await lapor_sending.sent(
                session, leaving, receipt.tracking_id, receipt.transaction_id, self._clock()
            )

    def _tell_down(self, error: IntegrationError) -> None:
        if not self._was_down:
            logger.error("LAPOR! takes no tickets now (%s)", _reason(error))
            self._was_down = True

    async def stop(self, patience: float) -> None:
        """Let what is being handed over end; what does not stays leased, and then a person looks."""
        if self._handing is None or self._handing.done():
            return
        await asyncio.wait({self._handing}, timeout=patience)
        self._handing.cancel()


def _report(leaving: Leaving) -> Report:
    first, _, last = (leaving.name or "").strip().partition(" ")
    return Report(leaving.text, leaving.secret, leaving.anonymous, first, last.strip())


def _reason(error: IntegrationError) -> str:
    return f"{type(error).__name__}: {error}"
