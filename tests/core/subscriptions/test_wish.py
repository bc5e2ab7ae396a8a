"""What sentences ask to be told, in three languages."""

from pathlib import Path

import pytest

from core.subscriptions import wish
from core.subscriptions.kinds import Kind
from core.subscriptions.wish import Wish

ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "wishes.tsv").read_text("utf-8").splitlines()
    if line
]


def read(text: str) -> Wish:
    heard = wish.read(text)
    assert heard.kind is not None
    return wish.wish_of(heard, heard.kind)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_sentence_tells_what_where_when_and_from_which_level(row: list[str]) -> None:
    text, kind, area, minute, level = row
    heard = wish.read(text)
    made = wish.wish_of(heard, heard.kind) if heard.kind else None
    assert (heard.kind or "-") == kind
    assert (made.area if made and made.area else "-") == area
    assert (str(made.minute) if made and made.minute is not None else "-") == minute
    assert ("-" if heard.level is None else str(heard.level)) == level


def test_enough_sentences_are_read() -> None:
    assert len(ROWS) >= 80


def test_air_without_a_level_means_unhealthy() -> None:
    assert read("langganan kualitas udara").level == 100


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("cuaca tiap pagi", "1111111"),
        ("cuaca tiap hari kerja jam 6", "1111100"),
        ("weather on weekdays at 7", "1111100"),
        ("cuaca tiap akhir pekan jam 7 pagi", "0000011"),
        ("tiap senin dan kamis pagi kirim cuaca", "1001000"),
        ("unggal dinten Jumaah enjing wartosan cuaca", "0000100"),
        ("cuaca senin sampai jumat jam 6", "1111100"),
    ],
)
def test_the_days_are_read(text: str, days: str) -> None:
    assert read(text).days == days


@pytest.mark.parametrize("text", ["kabari kalau hujan di Jakarta", "cuaca tiap pagi di Lembang"])
def test_a_place_outside_is_known_as_such(text: str) -> None:
    assert wish.read(text).outside


def test_the_same_wish_in_other_words_has_the_same_key() -> None:
    one, other = read("kabari kalau hujan deras di Coblong"), read("tell me when it rains in Coblong")
    assert one.key == other.key
    assert one.level != other.level


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("cuaca tiap pagi jam 6", "cuaca tiap sore jam 4"),
        ("kabari kalau hujan di Coblong", "kabari kalau hujan di Gedebage"),
        ("peringatan dini Antapani", "peringatan dini cuaca"),
    ],
)
def test_another_place_or_hour_is_another_wish(one: str, other: str) -> None:
    assert read(one).key != read(other).key


def test_an_aqi_is_noted_as_another_index() -> None:
    assert wish.read("kabari kalau aqi di atas 150").other_index
    assert not wish.read("kabari kalau ispu di atas 150").other_index


def test_a_change_is_told_from_a_second_wish() -> None:
    assert wish.read("ganti cuaca jadi jam 7 pagi").changes
    assert not wish.read("cuaca jam 7 pagi").changes


def test_a_quake_is_for_the_whole_city() -> None:
    assert read("kabari kalau ada gempa di Coblong") == Wish(Kind.QUAKE)


def test_endless_and_odd_words_are_read_quickly() -> None:
    assert wish.read("kabari " * 2000 + "\x00\ud800 hujan").kind is None
    assert wish.read("").kind is None
