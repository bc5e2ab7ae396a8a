"""What staff see of tickets: lateness by Bandung's day, and numbers that would tell on a reporter."""

from datetime import UTC, date, datetime

import pytest

from core.models import Ticket
from core.ticket_desk import conceal, is_late

DUE = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("now", "status", "late"),
    [
        (datetime(2026, 11, 24, 16, 59, tzinfo=UTC), "received", False),
        (datetime(2026, 11, 24, 17, 0, tzinfo=UTC), "received", True),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "on_hold", True),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "answered", False),
        (datetime(2026, 11, 30, 0, 0, tzinfo=UTC), "not_ours", False),
    ],
)
def test_ticket_is_late_when_its_day_in_bandung_is_over(now: datetime, status: str, late: bool) -> None:
    assert is_late(Ticket(due_on=DUE, status=status), now) is late


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Laporan BDG-4821-0934 diterima", "Laporan BDG-••••-•••• diterima"),
        ("bdg 4821 0934, 48210934!", "bdg ••••-••••, ••••-••••!"),
        ("BDG-1111-2222 bukan itu", "BDG-1111-2222 bukan itu"),
        ("tanpa nomor", "tanpa nomor"),
    ],
)
def test_protected_number_is_unreadable_however_written(text: str, shown: str) -> None:
    assert conceal(text, frozenset({"48210934"})) == shown
