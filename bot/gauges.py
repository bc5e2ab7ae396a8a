"""Numbers about stored rows, read anew for each look at them; all gateways show the same."""

from collections.abc import Sequence

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import camera_watch
from bot.housekeeping import Report, last_report
from core import camera_checks
from core.backlog import Backlog, backlog
from core.clock import Clock
from core.ledger import ledger
from core.models import Delivery, Message
from core.tickets import lapor, news, watch


class Gauges:
    """The stored half of the metrics."""

    def __init__(self, registry: CollectorRegistry, clock: Clock) -> None:
        self._registry = registry
        self._clock = clock
        self._inbox = self._gauge("sobat_inbox", "Messages by state", "state")
        self._outbox = self._gauge("sobat_outbox", "Lines to citizens by state", "state")
        self._remainder = self._gauge("sobat_ledger_remainder", "Messages that are nowhere; must be 0")
        self._oldest_message = self._gauge("sobat_inbox_oldest_seconds", "Age of the oldest waiting message")
        self._oldest_line = self._gauge(
            "sobat_outbox_oldest_seconds", "Age of the oldest unsent line", "channel"
        )
        self._unknown = self._gauge(
            "sobat_outbox_unknown_sends", "Sends of present lines that may or may not have arrived", "channel"
        )
        self._paused = self._gauge(
            "sobat_channel_paused_seconds", "How long the platform still wants nothing from us", "channel"
        )
        self._failed = self._gauge(
            "sobat_failed", "Messages and lines that failed, until dealt with", "kind", "channel", "reason"
        )
        self._tickets_late = self._gauge("sobat_tickets_late", "Open tickets whose promise was broken")
        self._tickets_escalated = self._gauge(
            "sobat_tickets_escalated", "Open tickets by whom their silence has reached", "to"
        )
        self._news_overdue = self._gauge(
            "sobat_news_overdue_seconds", "How long news that waited for the morning should have been said"
        )
        self._lapor = self._gauge("sobat_lapor", "Tickets on their way to SP4N-LAPOR! by state", "state")
        self._cleaned_at = self._gauge(
            "sobat_housekeeping_last_run_seconds", "When it last ran, as Unix time"
        )
        self._cleaned = self._gauge("sobat_housekeeping_removed", "What the last run removed", "what")
        self._cleaning_failed = self._gauge("sobat_housekeeping_failed", "Chores that failed in the last run")

        self._cameras = self._gauge("sobat_cameras", "The city's camera pages by state", "host", "state")
        self._cameras_at = self._gauge(
            "sobat_cameras_last_check_seconds", "When all were last asked, as Unix time"
        )
        self._cameras_unjudged = self._gauge(
            "sobat_cameras_inconclusive", "Whether most of a host failed in the last check", "host"
        )

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(name, text, labels, registry=self._registry)

    async def read(self, session: AsyncSession) -> None:
        """Set all of them to what the database holds now."""
        messages = select(Message.state, func.count()).group_by(Message.state)
        lines = select(Delivery.state, func.count()).group_by(Delivery.state)
        for gauge, query in ((self._inbox, messages), (self._outbox, lines)):
            _fill(gauge, [((state,), number) for state, number in await session.execute(query)])
        self._remainder.set((await ledger(session, quick=True))["remainder"])
        self._show_backlog(await backlog(session, self._clock()))
        await self._show_tickets(session)
        _fill(self._lapor, [((state,), number) for state, number in (await lapor.counts(session)).items()])
        self._show_cleaning(await last_report(session))
        await self._show_cameras(session)

    async def _show_cameras(self, session: AsyncSession) -> None:
        _fill(self._cameras, list((await camera_checks.counts(session)).items()))
        last = await camera_watch.last_report(session)
        if last is not None:
            self._cameras_at.set(last.at.timestamp())
            _fill(self._cameras_unjudged, [((h,), not one.conclusive) for h, one in last.hosts.items()])

    async def _show_tickets(self, session: AsyncSession) -> None:
        now = self._clock()
        self._tickets_late.set(await watch.count_late(session, now))
        _fill(
            self._tickets_escalated, [((to,), n) for to, n in (await watch.count_escalated(session)).items()]
        )
        self._news_overdue.set((await news.overdue(session, now)).total_seconds())

    def _show_backlog(self, now: Backlog) -> None:
        self._oldest_message.set(now.oldest_message)
        for gauge, values in (
            (self._oldest_line, now.oldest_line),
            (self._unknown, now.unknown_sends),
            (self._paused, now.paused),
        ):
            _fill(gauge, [((channel,), value) for channel, value in values.items()])
        _fill(self._failed, [((each.kind, each.channel, each.reason), each.number) for each in now.failed])

    def _show_cleaning(self, last: Report | None) -> None:
        if last is None:
            return
        self._cleaned_at.set(last.at.timestamp())
        self._cleaning_failed.set(len(last.failed))
        _fill(self._cleaned, [((name,), number) for name, number in last.removed.items()])


def _fill(gauge: Gauge, rows: Sequence[tuple[tuple[str, ...], float]]) -> None:
    gauge.clear()  # what is no longer there must not stay
    for labels, value in rows:
        gauge.labels(*labels).set(value)
