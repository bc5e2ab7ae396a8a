"""What the cache needs of those who speak to the sources."""

from typing import Any, Protocol


class WeatherClient(Protocol):
    """BMKG."""

    async def forecast(self, adm4: str) -> Any: ...

    async def alerts(self) -> Any: ...

    async def latest_quake(self) -> Any: ...

    async def felt_quakes(self) -> Any: ...


class StationsClient(Protocol):
    """The ministry's air quality stations."""

    async def stations(self) -> Any: ...


class ModelClient(Protocol):
    """An air quality model."""

    async def air_quality(self) -> Any: ...
