"""A million tickets on PostgreSQL: look-up, near by, the public page, the console: `python -m bench.tickets`.

Each question is asked as the product asks it, then again without any index in the same database, which is
what plain tables would do. Times are those of the caller: driver and rows included, HTML not.
"""

import argparse
import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.city_of_tickets import fill
from bench.figures import milliseconds, percentile, publish, table
from bot.public.asked import Asked
from core import ticket_table
from core.db import Database
from core.errors import NotFoundError
from core.models import Ticket
from core.schema import upgrade
from core.ticket_table import Filter, Mark
from core.tickets import OPEN, Status, published, reading
from core.tickets.near import Spot, near
from tests.postgres import Cluster

COUNT, QUICK = 1_000_000, 20_000
TIMES, SEQUENTIAL = 100, 3
_NO_INDEX = {  # and no plan kept from when there was one
    "enable_indexscan": "off", "enable_indexonlyscan": "off", "enable_bitmapscan": "off",
    "plan_cache_mode": "force_custom_plan",
}  # fmt: skip

type Ask = Callable[[AsyncSession], Awaitable[object]]


@dataclass(frozen=True)
class Case:
    """One question; ``asks`` are its variants, asked in turn."""

    name: str
    aim: float  # seconds
    asks: Sequence[Ask]


@dataclass(frozen=True)
class Measured:
    case: Case
    seconds: Sequence[float]
    sequential: Sequence[float]


async def cases(db: Database, now: datetime) -> Sequence[Case]:
    """The questions, about tickets that are there."""
    dice = random.Random(7)  # noqa: S311  the same questions each time
    async with db.read() as session:
        newest = await session.scalar(text("SELECT max(id) FROM tickets")) or 1
        ids = [dice.randint(1, newest) for _ in range(TIMES)]
        some = (await session.scalars(select(Ticket).where(Ticket.id.in_(ids)))).all()
        is_open = select(Ticket).where(Ticket.status.in_(OPEN)).order_by(text("md5(number)")).limit(TIMES)
        spots = (await session.scalars(is_open)).all()
    lists = {
        "all": Asked(),
        "a kecamatan": Asked(kecamatan="Coblong"),
        "a category, still open": Asked(category="health", stage="berjalan"),
        "a kecamatan's rarest": Asked(kecamatan="Cidadap", category="other", stage="bukan-wewenang"),
        "a year": Asked(period="365"),
    }
    return [
        Case("look-up by number, somebody else's", 0.005, [_look_up(ticket.number) for ticket in some]),
        Case("a ticket's own page", 0.005, [_page_of_one(ticket.number, now) for ticket in some]),
        Case("near by: pin and street", 0.020, [_near(ticket, now) for ticket in spots]),
        *(Case(f"public page: {name}", 0.100, [_public(wish, now)]) for name, wish in lists.items()),
        Case("public page: far back", 0.100, [_public(Asked(before=i), now) for i in ids]),
        *_console(now),
    ]


def _console(now: datetime) -> Sequence[Case]:
    filters = {
        "all": Filter(),
        "a status and kecamatan": Filter(status=Status.ON_HOLD, kecamatan="Coblong"),
        "an agency": Filter(agency="dinas3"),
        "late ones": Filter(mark=Mark.LATE),
    }
    return [Case(f"console: {name}", 0.100, [_console_list(each, now)]) for name, each in filters.items()]


def _look_up(number: str) -> Ask:
    return lambda session: reading.look_up(session, number, "nobody")


def _page_of_one(number: str, now: datetime) -> Ask:
    return lambda session: published.one(session, number, now)


def _near(ticket: Ticket, now: datetime) -> Ask:
    spot = Spot(ticket.lat, ticket.lon, ticket.street, ticket.kelurahan, ticket.kecamatan)
    return lambda session: near(session, ticket.category, spot, now)


def _public(wish: Asked, now: datetime) -> Ask:
    async def ask(session: AsyncSession) -> None:
        """All that a page asks when nothing is kept from the last minutes."""
        await published.listed(session, wish.wanted(now), now, before=wish.before)
        await published.counts(session, wish.on_map(now))
        await published.points(session, wish.on_map(now))

    return ask


def _console_list(wanted: Filter, now: datetime) -> Ask:
    return lambda session: ticket_table.listed(session, wanted, now)


async def measure(db: Database, now: datetime) -> Sequence[Measured]:
    """Ask everything; what is asked first warms the caches for both."""
    found = []
    for case in await cases(db, now):
        await _asked(db, case, 10)
        seconds = await _asked(db, case, TIMES)
        found.append(Measured(case, seconds, await _asked(db, case, SEQUENTIAL, indexes=False)))
        print(f"{case.name}: {milliseconds(median(seconds))}", flush=True)
    return found


async def _asked(db: Database, case: Case, times: int, *, indexes: bool = True) -> Sequence[float]:
    seconds = []
    for number in range(times):
        async with db.read() as session:
            for name, value in _NO_INDEX.items() if not indexes else ():
                await session.execute(text(f"SET LOCAL {name} = {value}"))
            await session.execute(text("SELECT 1"))  # the connection is there
            began = time.perf_counter()
            try:
                await case.asks[number % len(case.asks)](session)
            except NotFoundError:
                raise AssertionError("the bench asks for tickets that are there") from None
            seconds.append(time.perf_counter() - began)
    return seconds


def text_of(found: Sequence[Measured], count: int, size: str) -> str:
    rows = [
        (
            each.case.name,
            milliseconds(median(each.seconds)),
            milliseconds(percentile(each.seconds, 0.99)),
            milliseconds(median(each.sequential)),
            _verdict(each),
        )
        for each in found
    ]
    head = (f"{count:,} tickets", "median", "p99", "without indexes, median", "aim")
    return f"{table(head, rows)}\n\n- Tickets with their indexes: {size}."


def _verdict(each: Measured) -> str:
    met = "met" if median(each.seconds) < each.case.aim else "missed"
    return f"under {each.case.aim * 1000:.0f} ms: {met}"


async def _run(cluster: Cluster, count: int) -> tuple[Sequence[Measured], str]:
    db = Database(cluster.create("city"))
    try:
        await upgrade(db)
        began = time.monotonic()
        await asyncio.to_thread(fill, cluster, "city", count)
        print(f"{count:,} tickets in {time.monotonic() - began:.0f} s", flush=True)
        size = cluster.run("SELECT pg_size_pretty(pg_total_relation_size('tickets'))", "city")
        return await measure(db, datetime.now(UTC)), size
    finally:
        await db.close()


def main() -> None:
    """Print the figures, and write them into docs/benchmarks.md unless it was a quick run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer tickets; changes no document")
    parser.add_argument("--count", type=int, default=0, help="so many tickets; changes no document")
    options = parser.parse_args()
    count = options.count or (QUICK if options.quick else COUNT)
    with tempfile.TemporaryDirectory(prefix="sobat-tickets-") as folder:
        Path(folder).chmod(0o755)
        place = Path(folder) / "cluster"
        place.mkdir()
        shutil.chown(place, "postgres") if Path(folder).owner() == "root" else None
        cluster = Cluster(place)
        cluster.start()
        try:
            found, size = asyncio.run(_run(cluster, count))
        finally:
            cluster.stop()
    figures = {
        each.case.name: {"median": median(each.seconds), "p99": percentile(each.seconds, 0.99),
                         "sequential": median(each.sequential)}
        for each in found
    }  # fmt: skip
    publish("tickets", text_of(found, count, size), {"count": count, **figures}, quick=count != COUNT)


if __name__ == "__main__":
    main()
