"""How the sources of information fare, as metrics; all gateways show the same."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import Clock
from core.sources.health import Breaker, Service, health

_BREAKER = {Breaker.CLOSED: 0, Breaker.PROBING: 1, Breaker.OPEN: 2}


class SourceGauges:
    """Read anew for each look at the metrics."""

    def __init__(self, registry: CollectorRegistry, clock: Clock) -> None:
        self._clock = clock

        def gauge(name: str, text: str, label: str = "source") -> Gauge:
            return Gauge(f"sobat_source_{name}", text, [label], registry=registry)

        self._up = gauge("up", "Whether the last answer of the source was a good one")
        self._age = gauge("age_seconds", "Age of the newest document that is kept")
        self._documents = gauge("documents", "Documents that are kept")
        self._succeeded = gauge("last_success_seconds", "When it last answered properly, as Unix time")
        self._failed = gauge("last_failure_seconds", "When it last failed, as Unix time")
        self._failures = gauge("failures", "Failures in a row")
        self._breaker = gauge("breaker", "0: asked as usual, 1: the next one tries it, 2: left in peace")
        self._requests = gauge("requests_last_minute", "Requests of all processes together", "provider")
        self._closed = gauge("closed_seconds", "How long the provider still wants no requests", "provider")
        self._all = (
            self._up, self._age, self._documents, self._succeeded, self._failed, self._failures,
            self._breaker, self._requests, self._closed,
        )  # fmt: skip

    async def read(self, session: AsyncSession) -> None:
        """Set all of them to what the database holds now; a source that was never asked has none."""
        now = self._clock()
        found = await health(session, now)
        for gauge in self._all:
            gauge.clear()
        for service in found.services:
            if service.works is not None:
                self._show(service, now)
        for provider in found.providers:
            self._requests.labels(provider.name).set(provider.requests)
            left = (provider.closed_until - now).total_seconds() if provider.closed_until else 0
            self._closed.labels(provider.name).set(left)

    def _show(self, service: Service, now: datetime) -> None:
        self._up.labels(service.name).set(bool(service.works))
        self._documents.labels(service.name).set(service.documents)
        self._failures.labels(service.name).set(service.failures)
        self._breaker.labels(service.name).set(_BREAKER[service.breaker])
        age = service.age(now)
        if age is not None:
            self._age.labels(service.name).set(age.total_seconds())
        for gauge, at in ((self._succeeded, service.succeeded_at), (self._failed, service.failed_at)):
            if at is not None:
                gauge.labels(service.name).set(at.timestamp())
