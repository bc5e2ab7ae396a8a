"""Which requests a client wants to see."""

from datetime import datetime, timedelta

from bot.open311 import parameters
from bot.open311.parameters import Parameters
from bot.open311.refusals import Refusal
from core.open311 import Wanted

LONGEST_SPAN = timedelta(days=90)
MOST = 1000  # of one answer
DEEPEST = 100_000  # requests that pages reach back
PAGE_SIZE = 50  # when only a page is named
_STATES = {"open": False, "closed": True}


def read(given: Parameters, now: datetime) -> Wanted:
    """The filters of GET requests: by number, or by service, time and state.

    Raises:
        Refusal: 404 for an unknown service, 400 for what cannot be read.
    """
    start, end = _span(given, now)
    limit, offset = _page(given)
    return Wanted(
        start=start,
        end=end,
        numbers=_numbers(given),
        categories=[parameters.category(code).code for code in given.parts("service_code")],
        closed=_closed(given),
        limit=limit,
        offset=offset,
    )


def _numbers(given: Parameters) -> list[str] | None:
    asked = given.parts("service_request_id")
    if len(asked) > MOST:
        raise Refusal(400, f"service_request_id memuat paling banyak {MOST} nomor.")
    found = (parameters.number(each) for each in asked)
    return [number for number in found if number] if asked else None


def _closed(given: Parameters) -> bool | None:
    asked = {part.lower() for part in given.parts("status")}
    if not asked <= _STATES.keys():
        raise Refusal(400, "status harus open atau closed.")
    return _STATES[asked.pop()] if len(asked) == 1 else None


def _span(given: Parameters, now: datetime) -> tuple[datetime, datetime]:
    first, last = given.one("start_date"), given.one("end_date")
    start = parameters.moment("start_date", first) if first else None
    end = parameters.moment("end_date", last, end_of_day=True) if last else None
    if start is None:
        end = end or now
        return end - LONGEST_SPAN, end
    end = end or start + LONGEST_SPAN
    if end < start:
        raise Refusal(400, "start_date harus sebelum end_date.")
    if end - start > LONGEST_SPAN + timedelta(days=1):  # both days of a span of dates count in full
        raise Refusal(400, "Jarak start_date dan end_date paling banyak 90 hari.")
    return start, end


def _page(given: Parameters) -> tuple[int, int]:
    page, size = given.one("page"), given.one("page_size")
    limit = parameters.whole("page_size", size, MOST) if size else PAGE_SIZE if page else MOST
    offset = (parameters.whole("page", page, DEEPEST) - 1) * limit if page else 0
    if offset >= DEEPEST:
        raise Refusal(400, f"Halaman menjangkau {DEEPEST} laporan; persempit dengan start_date dan end_date.")
    return limit, offset
