"""What a client sent, by name: read once, refused with the name of what is wrong."""

import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qsl

from bot.open311.refusals import Refusal
from core import agencies, ticket_number
from core.jakarta import JAKARTA

JURISDICTION = "bandung.go.id"
_MOST_FIELDS = 200
_LONGEST_NUMBER = 40
_YEARS = range(2000, 2100)
_SPACE_FOR_PLUS = re.compile(r"(\d) (\d\d:?\d\d)$")  # an offset's "+" that was not escaped in the address
_DAY_ONLY = re.compile(r"\d{4}-\d\d-\d\d")


class Parameters:
    """Values by name; an empty one is as good as none."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in pairs:
            if value.strip():
                self._values.setdefault(name, []).append(value.strip())

    def names(self) -> list[str]:
        return list(self._values)

    def one(self, name: str) -> str | None:
        """The value of a parameter that has only one.

        Raises:
            Refusal: 400, there are several.
        """
        values = self._values.get(name, [])
        if len(set(values)) > 1:
            raise Refusal(400, f"{name} hanya boleh diisi satu kali.")
        return values[0] if values else None

    def every(self, name: str) -> list[str]:
        """All values as they are."""
        return self._values.get(name, [])

    def parts(self, name: str) -> list[str]:
        """The parts of a comma list, each once."""
        parts = (part.strip() for value in self.every(name) for part in value.split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def check_jurisdiction(self) -> None:
        """One city is served here; its name may be left out.

        Raises:
            Refusal: 404, another one is asked for.
        """
        if self.one("jurisdiction_id") not in (None, JURISDICTION):
            raise Refusal(404, f"jurisdiction_id tidak dikenal; di sini hanya {JURISDICTION}.")


def read_form(body: bytes) -> Parameters:
    """The fields of an application/x-www-form-urlencoded body.

    Raises:
        Refusal: 400, it cannot be read.
    """
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise Refusal(400, "Formulir ini tidak dapat dibaca; kirim sebagai UTF-8.") from error
    return Parameters(pairs)


def category(code: str) -> agencies.Category:
    """The service of this code.

    Raises:
        Refusal: 404, there is none.
    """
    found = agencies.categories().get(code)
    if found is None:
        raise Refusal(404, "service_code tidak dikenal; lihat daftar services.")
    return found


def number(request_id: str) -> str | None:
    """The ticket number in any spelling; None when it cannot be one of ours."""
    return ticket_number.read(request_id).number if len(request_id) <= _LONGEST_NUMBER else None


def whole(name: str, value: str, most: int) -> int:
    """A number from 1 to ``most``.

    Raises:
        Refusal: 400, it is none.
    """
    if value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= most:
        return int(value)
    raise Refusal(400, f"{name} harus bilangan bulat dari 1 sampai {most}.")


def degrees(name: str, value: str, limit: int) -> float:
    """A latitude or longitude.

    Raises:
        Refusal: 400, it is none.
    """
    try:
        found = float(value)
    except ValueError:
        found = math.nan
    if not -limit <= found <= limit:
        raise Refusal(400, f"{name} harus derajat desimal (WGS84), misalnya -6.9147.")
    return found


def moment(name: str, value: str, *, end_of_day: bool = False) -> datetime:
    """A moment as W3C writes it; without an offset it is Bandung's time, without a time the whole day.

    Raises:
        Refusal: 400, it cannot be read.
    """
    try:
        read = datetime.fromisoformat(_SPACE_FOR_PLUS.sub(r"\1+\2", value))
    except ValueError as error:
        raise _bad_date(name) from error
    if read.year not in _YEARS:
        raise _bad_date(name)
    local = read.replace(tzinfo=JAKARTA) if read.tzinfo is None else read
    if end_of_day and _DAY_ONLY.fullmatch(value):
        local = datetime.combine(local.date(), time.max, JAKARTA)
    return local.astimezone(UTC)


def past_day(name: str, value: str, now: datetime) -> date:
    """The day on which something happened.

    Raises:
        Refusal: 400, it cannot be read, or has yet to come.
    """
    found = moment(name, value)
    if found > now + timedelta(days=1):  # clocks and time zones differ
        raise Refusal(400, f"{name} belum terjadi.")
    return min(found, now).astimezone(JAKARTA).date()


def _bad_date(name: str) -> Refusal:
    return Refusal(400, f"{name} harus waktu ISO 8601, misalnya 2026-11-24T09:15:00+07:00.")
