"""What the cache needs of those who speak to the sources."""

from typing import Any, Protocol

from core.sources.kept import Known


class Document(Protocol):
    """What a source answered: the very body that was known when nothing had changed."""

    @property
    def body(self) -> Any: ...

    @property
    def etag(self) -> str | None: ...

    @property
    def modified(self) -> str | None: ...


class WeatherClient(Protocol):
    """BMKG."""

    async def forecast(self, adm4: str, known: Known | None = None, /) -> Document: ...

    async def alerts(self, known: Known | None = None, /) -> Document: ...

    async def latest_quake(self, known: Known | None = None, /) -> Document: ...

    async def felt_quakes(self, known: Known | None = None, /) -> Document: ...


class StationsClient(Protocol):
    """The ministry's air quality stations."""

    async def stations(self, known: Known | None = None, /) -> Document: ...


class SensorsClient(Protocol):
    """Air quality sensors of others."""

    async def sensors(self, known: Known | None = None, /) -> Document: ...


class ModelClient(Protocol):
    """An air quality model."""

    async def air_quality(self, known: Known | None = None, /) -> Document: ...
