"""Outside sources that do as told."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from core.errors import IntegrationError
from core.sources.kept import Known

ANTAPANI = "32.73.20.1001"


@dataclass(frozen=True)
class Page:
    body: Any
    etag: str | None = None
    modified: str | None = None


@dataclass
class Outside:
    """All sources at once, for every process."""

    calls: Counter[str] = field(default_factory=Counter)
    known: list[Known | None] = field(default_factory=list)  # what each call brought along
    error: IntegrationError | None = None
    etag: str | None = None
    body: Any = None  # instead of the number of the call
    going: asyncio.Event = field(default_factory=asyncio.Event)  # unset: nothing answers

    def __post_init__(self) -> None:
        self.going.set()

    async def answer(self, name: str, known: Known | None) -> Page:
        self.calls[name] += 1
        self.known.append(known)
        number = self.calls.total()
        await self.going.wait()
        if self.error is not None:
            raise self.error
        if known is not None and self.etag and known.etag == self.etag:
            return Page(known.body, known.etag, known.modified)
        return Page(self.body or {"n": number}, self.etag)

    async def forecast(self, adm4: str, known: Known | None = None, /) -> Page:
        return await self.answer(adm4, known)

    async def alerts(self, known: Known | None = None, /) -> Page:
        return await self.answer("alerts", known)

    async def latest_quake(self, known: Known | None = None, /) -> Page:
        return await self.answer("latest", known)

    async def felt_quakes(self, known: Known | None = None, /) -> Page:
        return await self.answer("felt", known)

    async def stations(self, known: Known | None = None, /) -> Page:
        return await self.answer("stations", known)

    async def air_quality(self, known: Known | None = None, /) -> Page:
        return await self.answer("model", known)


async def settle() -> None:
    """Let what runs beside the test come to its end."""
    for _ in range(40):
        await asyncio.sleep(0.01)
