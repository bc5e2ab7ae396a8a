"""What the cache of sources saves, and how quick it is: `python -m bench.sources`.

The same questions are asked of the stand-in directly and through the cache, by several processes' worth of it
on one SQLite file; each is timed from the question to the document. The stand-in answers without delay, so
what the cache saves is the least it can save.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import integrations
from bench.figures import OUT, machine, percentile, table
from core.db import Database
from core.schema import upgrade
from core.sources import Sources
from integrations.bmkg.client import BmkgClient
from integrations.documents import OpenGate
from integrations.http import new_session
from tests.forecasts import kelurahan
from tests.sources import SourcesServer

ASKS = 2000
AT_ONCE = 20
PLACES = sorted(kelurahan())


@dataclass
class Time:
    """The time of the stand-in and the caches, which the bench moves on while they fill."""

    moved: timedelta = timedelta(0)

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.moved


@dataclass(frozen=True)
class Run:
    """How long each question took, and what it cost outside."""

    name: str
    seconds: Sequence[float]
    requests: int

    @property
    def figures(self) -> dict[str, float]:
        return {
            "asks": len(self.seconds),
            "requests": self.requests,
            "p50": percentile(self.seconds, 0.5),
            "p95": percentile(self.seconds, 0.95),
            "p99": percentile(self.seconds, 0.99),
        }

    @property
    def row(self) -> Sequence[str]:
        times = [f"{self.figures[name] * 1000:.3f} ms" for name in ("p50", "p95", "p99")]
        return [self.name, str(len(self.seconds)), str(self.requests), *times]


type Ask = Callable[[int], Awaitable[object]]


async def measure(name: str, server: SourcesServer, asks: int, ask: Ask, *, at_once: int = AT_ONCE) -> Run:
    """Ask so many questions, some at once, and time each."""
    before, seconds = len(server.log), list[float]()
    numbers = iter(range(asks))

    async def citizen() -> None:
        for number in numbers:
            began = time.perf_counter()
            await ask(number)
            seconds.append(time.perf_counter() - began)

    await asyncio.gather(*(citizen() for _ in range(at_once)))
    return Run(name, seconds, len(server.log) - before)


async def fill(sources: Sources, clock: Time, places: Sequence[str]) -> None:
    """Fetch every place, a few at a time, with so much time between that the pace allows them."""
    for first in range(0, len(places), 8):
        await asyncio.gather(*(sources.forecast(place) for place in places[first : first + 8]))
        clock.moved += timedelta(seconds=16)


async def compare(folder: Path, asks: int) -> Sequence[Run]:
    """Without the cache; then with it: from memory, from storage, and stale ones while they are renewed."""
    clock = Time()
    url = f"sqlite+aiosqlite:///{folder}/sources.db"
    databases = [Database(url) for _ in range(3)]
    await upgrade(databases[0])
    places = PLACES[:64]
    async with SourcesServer(clock=clock) as server, new_session() as session:
        bare = BmkgClient(session, server.url, gate=OpenGate())
        one, two, three = (integrations.sources(server.settings(), session, db, clock) for db in databases)
        runs = [await measure("no cache", server, asks, lambda n: bare.forecast(places[n % len(places)]))]
        await fill(one, clock, places)
        runs.append(await measure("fresh, known to the process", server, asks, _asking(one, places)))
        first = _asking(two, places)
        runs.append(await measure("fresh, first asked here", server, len(places), first, at_once=2))
        clock.moved += timedelta(hours=1)
        stale = _asking(three, places)
        runs.append(await measure("stale, renewed meanwhile", server, len(places), stale, at_once=2))
        for sources, db in zip((one, two, three), databases, strict=True):
            await sources.close()
            await db.close()
        if (busiest := server.busiest_minute(clock().timestamp())) > 60:
            raise AssertionError(f"{busiest} requests in a minute")
    return runs


def _asking(sources: Sources, places: Sequence[str]) -> Ask:
    return lambda number: sources.forecast(places[number % len(places)])


def main() -> None:
    parser = argparse.ArgumentParser(description="the cache of sources, off and on")
    parser.add_argument("--quick", action="store_true", help="fewer questions")
    options, _ = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        runs = asyncio.run(compare(Path(folder), ASKS // 4 if options.quick else ASKS))
    print(table(["", "asks", "requests", "p50", "p95", "p99"], [run.row for run in runs]))
    bare, known = runs[0].figures, runs[1].figures
    ratio = known["p50"] / bare["p50"]
    print(f"from the cache in {ratio:.5f} of the time without it, {known['requests']:.0f} requests outside")
    OUT.mkdir(exist_ok=True)
    found = {"machine": machine(), "runs": {run.name: run.figures for run in runs}, "ratio": ratio}
    (OUT / "sources.json").write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    main()
