"""The console's Indonesian."""

from datetime import timedelta

import pytest

from bot.console import words
from core.tickets import Status


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (-5, "kurang dari semenit"),
        (0.5, "kurang dari semenit"),
        (1, "1 menit"),
        (59.9, "59 menit"),
        (60, "1 jam"),
        (130, "2 jam 10 menit"),
        (24 * 60, "1 hari"),
        (72 * 60 + 5, "3 hari"),
    ],
)
def test_length_of_time(minutes: float, said: str) -> None:
    assert words.span(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize("status", list(Status))
def test_every_status_has_words(status: Status) -> None:
    assert words.status(status)[0].isupper()


def test_unknown_codes_are_shown_as_they_came() -> None:
    assert words.channel("signal") == "Signal"
    assert words.category("new_one") == "new_one"
    assert words.reason("131047") == "131047"
    assert words.reason(None) == "tanpa keterangan"
