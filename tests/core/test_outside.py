from datetime import UTC, datetime

import pytest

from core.jakarta import JAKARTA
from core.outside import moment, number, records, text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3.0),
        (1.4, 1.4),
        ("12 km", 12.0),
        ("4,7", 4.7),
        ("-6.90700", -6.907),
        ("", None),
        ("x", None),
        (None, None),
        (True, None),
        (float("nan"), None),
        (float("inf"), None),
        (2**70, None),
        ("1.2.3", None),
        ([], None),
    ],
)
def test_numbers_come_in_many_forms(value: object, expected: float | None) -> None:
    assert number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("PM<sub>2.5</sub>", "PM2.5"),
        ("a\x00\n b", "a b"),
        ("&lt;b&gt;x", "x"),
        ("\ud800y", "y"),
        (5, ""),
        (None, ""),
    ],
)
def test_text_is_one_plain_line(value: object, expected: str) -> None:
    assert text(value) == expected


def test_long_text_is_cut() -> None:
    assert text("a" * 50, 10) == "a" * 9 + "…"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-09-24T07:00:00Z", datetime(2026, 9, 24, 7, tzinfo=UTC)),
        ("2026-09-24 07:00:00", datetime(2026, 9, 24, 0, tzinfo=UTC)),
        ("2026-09-24T15:27:00+08:00", datetime(2026, 9, 24, 7, 27, tzinfo=UTC)),
        ("0001-01-01T00:00:00+07:00", None),
        ("kemarin", None),
        (1790208000, None),
    ],
)
def test_times_are_utc(value: object, expected: datetime | None) -> None:
    assert moment(value, JAKARTA) == expected


def test_only_objects_of_an_array_are_kept() -> None:
    assert records([{"a": 1}, 2, None, "x"]) == ({"a": 1},)
    assert records("text") == ()
