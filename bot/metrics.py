"""What operators measure, in Prometheus' text format."""

import logging

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from sqlalchemy import func, select

from bot.housekeeping import last_report
from core.db import Database
from core.ledger import ledger
from core.models import Delivery, Message

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_SLOW = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)


logger = logging.getLogger(__name__)


class Metrics:
    """The numbers of one gateway process; those about stored rows are read when asked for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.webhook_seconds = Histogram(
            "sobat_webhook_seconds",
            "Time until a webhook was answered",
            ["channel", "status"],
            buckets=_FAST,
            registry=self.registry,
        )
        self.turn_seconds = Histogram(
            "sobat_turn_seconds",
            "Time of one dialogue turn",
            ["outcome"],
            buckets=_SLOW,
            registry=self.registry,
        )
        self.emergencies = Counter(
            "sobat_emergencies", "Messages answered by the emergency net", registry=self.registry
        )
        self.rasa_up = Gauge("sobat_rasa_up", "Rasa servers that answered lately", registry=self.registry)
        self._database_up = Gauge("sobat_database_up", "Whether it takes writes", registry=self.registry)
        self._cleaned_at = Gauge(
            "sobat_housekeeping_last_run_seconds", "When it last ran, as Unix time", registry=self.registry
        )
        self._cleaned = Gauge(
            "sobat_housekeeping_removed", "What the last run removed", ["what"], registry=self.registry
        )
        self._cleaning_failed = Gauge(
            "sobat_housekeeping_failed", "Chores that failed in the last run", registry=self.registry
        )
        self._inbox = Gauge("sobat_inbox", "Messages by state", ["state"], registry=self.registry)
        self._outbox = Gauge("sobat_outbox", "Lines to citizens by state", ["state"], registry=self.registry)
        self._remainder = Gauge(
            "sobat_ledger_remainder", "Messages that are nowhere; must be 0", registry=self.registry
        )

    async def page(self, db: Database) -> bytes:
        """All numbers as of now; without the database, those that this process knows by itself."""
        try:
            await self._read(db)
        except Exception:
            logger.exception("the numbers in the database could not be read")
        self._database_up.set(not db.outage.active)
        return generate_latest(self.registry)

    async def _read(self, db: Database) -> None:
        async with db.read() as session:
            messages = (
                await session.execute(select(Message.state, func.count()).group_by(Message.state))
            ).all()
            lines = (
                await session.execute(select(Delivery.state, func.count()).group_by(Delivery.state))
            ).all()
            found = await ledger(session)
            cleaned = await last_report(session)
        for gauge, rows in ((self._inbox, messages), (self._outbox, lines)):
            gauge.clear()
            for state, number in rows:
                gauge.labels(state).set(number)
        self._remainder.set(found["remainder"])
        if cleaned is not None:
            self._cleaned_at.set(cleaned.at.timestamp())
            self._cleaning_failed.set(len(cleaned.failed))
            for name, number in cleaned.removed.items():
                self._cleaned.labels(name).set(number)
