"""What operators measure, in Prometheus' text format."""

import logging

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from bot.gauges import Gauges
from bot.source_gauges import SourceGauges
from core.clock import Clock, utc_now
from core.db import Database

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_SLOW = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0)

logger = logging.getLogger(__name__)


class Metrics:
    """The numbers of one gateway process; those about stored rows are read when asked for."""

    def __init__(self, clock: Clock = utc_now) -> None:
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
        self.ticket_watch_at = Gauge(
            "sobat_ticket_watch_last_look_seconds",
            "When the look after the tickets was last finished, as Unix time",
            registry=self.registry,
        )
        self.ticket_watch_done = Counter(
            "sobat_ticket_watch_done",
            "What the look after the tickets did by itself",
            ["work"],
            registry=self.registry,
        )
        self.subscription_watch_at = Gauge(
            "sobat_subscription_watch_last_look_seconds",
            "When the look after the subscriptions was last finished, as Unix time",
            registry=self.registry,
        )
        self.subscription_news = Counter(
            "sobat_subscription_news",
            "What citizens were told because they had asked to be",
            ["kind"],
            registry=self.registry,
        )
        self._database_up = Gauge("sobat_database_up", "Whether it takes writes", registry=self.registry)
        self._stored = (Gauges(self.registry, clock), SourceGauges(self.registry, clock))

    async def page(self, db: Database) -> bytes:
        """All numbers as of now; without the database, those that this process knows by itself."""
        try:
            async with db.read() as session:
                for gauges in self._stored:
                    await gauges.read(session)
        except Exception:
            logger.exception("the numbers in the database could not be read")
        self._database_up.set(not db.outage.active)
        return generate_latest(self.registry)
