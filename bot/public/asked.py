"""What a visitor asks of the list, read from the address; what cannot be read does not narrow."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from urllib.parse import urlencode

from bot.public.words import PERIODS, STAGES, USUAL_PERIOD
from core import agencies, places, ticket_number
from core.jakarta import JAKARTA
from core.ticket_number import Reading
from core.tickets.published import Wanted

_LONGEST = 40  # of a number as somebody writes it
_LARGEST_ID = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """The filters as they stand in the address."""

    kecamatan: str = ""
    category: str = ""
    stage: str = ""
    period: str = ""
    before: int | None = None

    @property
    def narrows(self) -> bool:
        return bool(self.kecamatan or self.category or self.stage or self.period)

    @property
    def map_period(self) -> str:
        """The period of map and counts: of all times they would tell little, and take long."""
        return self.period or USUAL_PERIOD

    def wanted(self, now: datetime) -> Wanted:
        """The list, for the database."""
        statuses = STAGES[self.stage][1] if self.stage else ()
        since = _begin(self.period, now) if self.period else None
        return Wanted(self.kecamatan, self.category, tuple(statuses), since)

    def on_map(self, now: datetime) -> Wanted:
        """The map and its counts, for the database."""
        return replace(self.wanted(now), since=_begin(self.map_period, now))

    def address(self, **changes: object) -> str:
        """The address of the list with these filters and changes; its first page unless they say which."""
        values: dict[str, object] = {
            "kecamatan": self.kecamatan, "kategori": self.category,
            "status": self.stage, "periode": self.period,
        }  # fmt: skip
        query = urlencode({name: value for name, value in (values | changes).items() if value})
        return f"/laporan?{query}" if query else "/laporan"


def _begin(period: str, now: datetime) -> datetime | None:
    """When a period began: at midnight, so that all of a day ask the same; None for all times."""
    days = PERIODS[period][1]
    if days is None:
        return None
    return datetime.combine(now.astimezone(JAKARTA).date() - timedelta(days=days - 1), time(), JAKARTA)


def read(query: Mapping[str, str]) -> Asked:
    before = query.get("sebelum", "")
    is_number = before.isascii() and before.isdecimal() and 0 < int(before[:12]) <= _LARGEST_ID
    return Asked(
        kecamatan=_known(query.get("kecamatan"), places.districts()),
        category=_known(query.get("kategori"), agencies.categories()),
        stage=_known(query.get("status"), STAGES),
        period=_known(query.get("periode"), PERIODS),
        before=int(before[:12]) if is_number else None,
    )


def _known(value: str | None, choices: Mapping[str, object]) -> str:
    return value if value is not None and value in choices else ""


def read_number(text: str) -> Reading:
    """The ticket number that somebody typed into a field made for it, in any spelling."""
    written = text[:_LONGEST].strip()
    found = ticket_number.read(f"bdg {written}")
    if found.number or found.mistyped or not any(map(str.isdigit, written)):
        return found
    return Reading(None, mistyped=True)
