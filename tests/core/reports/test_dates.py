"""When it happened, as told; said on Tuesday, 24 November 2026, at 10.00 in Bandung unless stated."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.jakarta import JAKARTA
from core.reports.dates import Event, event_date

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
TOLD = [
    ("tadi malam lampu mati", "2026-11-23", False),
    ("tadi malem", "2026-11-23", False),
    ("semalem jam 9 ada balapan liar", "2026-11-23", False),
    ("semalam jam 2 ada yang buang sampah", "2026-11-24", False),
    ("jam 1 malam tadi tembok roboh", "2026-11-24", False),
    ("tadi peuting tangkal rungkad", "2026-11-23", False),
    ("kemarin malam pukul 20.30", "2026-11-23", False),
    ("malam tadi", "2026-11-23", False),
    ("kamari peuting", "2026-11-23", False),
    ("last night", "2026-11-23", False),
    ("lampu mati ti peuting", "2026-11-23", True),
    ("dari semalam air mati", "2026-11-23", True),
    ("sejak tadi malam", "2026-11-23", True),
    ("tadi pagi pohon tumbang", "2026-11-24", False),
    ("tadi subuh", "2026-11-24", False),
    ("pagi tadi", "2026-11-24", False),
    ("pagi ini", "2026-11-24", False),
    ("isuk tadi", "2026-11-24", False),
    ("tadi isuk", "2026-11-24", False),
    ("tadi sore got mampet", "2026-11-23", False),
    ("barusan pohon tumbang", "2026-11-24", False),
    ("baru aja kejadian", "2026-11-24", False),
    ("nembe pisan", "2026-11-24", False),
    ("hari ini sampah ga diangkut", "2026-11-24", False),
    ("dinten ieu", "2026-11-24", False),
    ("dari tadi macet", "2026-11-24", True),
    ("dari tadi pagi air mati", "2026-11-24", True),
    ("sejak subuh banjir", "2026-11-24", True),
    ("ti isuk cai pareum", "2026-11-24", True),
    ("kemarin jalan ambles", "2026-11-23", False),
    ("kemaren sore", "2026-11-23", False),
    ("kmrn siang", "2026-11-23", False),
    ("kamari", "2026-11-23", False),
    ("ti kamari", "2026-11-23", True),
    ("dari kemarin air keruh", "2026-11-23", True),
    ("yesterday", "2026-11-23", False),
    ("kemarin lusa", "2026-11-22", False),
    ("mangkukna", "2026-11-22", False),
    ("2 hari lalu", "2026-11-22", False),
    ("dua hari yang lalu", "2026-11-22", False),
    ("2 hari kemarin", "2026-11-22", False),
    ("tilu poe katukang", "2026-11-21", False),
    ("tilu poe ka tukang", "2026-11-21", False),
    ("sejak 3 hari lalu", "2026-11-21", True),
    ("sejak tiga hari yg lalu", "2026-11-21", True),
    ("udah 3 hari sampah numpuk", "2026-11-21", True),
    ("sudah lebih dari 3 hari", "2026-11-21", True),
    ("geus tilu poe", "2026-11-21", True),
    ("tos 3 dinten", "2026-11-21", True),
    ("3 hari belum diangkut", "2026-11-21", True),
    ("udah 3harian", "2026-11-21", True),
    ("4 hari terakhir", "2026-11-20", True),
    ("udah seminggu", "2026-11-17", True),
    ("udah semingguan", "2026-11-17", True),
    ("seminggu ini gelap", "2026-11-17", True),
    ("geus saminggu", "2026-11-17", True),
    ("sudah 2 minggu lebih", "2026-11-10", True),
    ("2 mgg lalu", "2026-11-10", False),
    ("minggu lalu", "2026-11-17", False),
    ("minggu kemarin", "2026-11-17", False),
    ("dari minggu lalu", "2026-11-17", True),
    ("udah sebulan", "2026-10-24", True),
    ("udah mau sebulan bolong", "2026-10-24", True),
    ("hampir 2 bulan", "2026-09-24", True),
    ("1,5 bulan lalu", "2026-10-09", False),
    ("dari bulan lalu", "2026-10-24", True),
    ("sejak bulan kemarin", "2026-10-24", True),
    ("awal bulan ini", "2026-11-01", False),
    ("sejak akhir bulan lalu", "2026-10-31", True),
    ("sejak awal tahun", "2026-01-01", True),
    ("setahun lalu", "2025-11-24", False),
    ("sudah 2 tahun rusak", "2024-11-24", True),
    ("sejak tahun 2024", "2024-01-01", True),
    ("sejak agustus", "2026-08-01", True),
    ("dari bulan oktober", "2026-10-01", True),
    ("dari desember", "2025-12-01", True),
    ("tanggal 12", "2026-11-12", False),
    ("tgl 30 kemarin", "2026-10-30", False),
    ("sejak tanggal 20", "2026-11-20", True),
    ("12/11", "2026-11-12", False),
    ("tgl 12/11/2026", "2026-11-12", False),
    ("12-11-26", "2026-11-12", False),
    ("2026-11-12", "2026-11-12", False),
    ("12 November 2026", "2026-11-12", False),
    ("12 nop", "2026-11-12", False),
    ("3 maret", "2026-03-03", False),
    ("31/8", "2026-08-31", False),
    ("senin kemarin", "2026-11-23", False),
    ("hari selasa kemarin", "2026-11-17", False),
    ("hari minggu", "2026-11-22", False),
    ("malam minggu", "2026-11-21", False),
    ("malam minggu kemarin jam 8", "2026-11-21", False),
    ("sejak jumat", "2026-11-20", True),
    ("poe salasa kamari", "2026-11-17", False),
    ("dari hari sabtu", "2026-11-21", True),
    ("since monday", "2026-11-23", True),
    ("3 days ago", "2026-11-21", False),
    ("for a week", "2026-11-17", True),
    ("2 jam lalu", "2026-11-24", False),
    ("udah 12 jam air mati", "2026-11-23", True),
    ("kemarin sudah lapor RT, jalan bolong sejak 2 bulan lalu", "2026-09-24", True),
]
NO_DAY = [
    "sudah 9 tahun kerja di pabrik itu",
    "kemarin saya lapor ke kelurahan",
    "sampai sekarang belum diperbaiki",
    "sampai hari ini gelap",
    "besok ada pasar",
    "seminggu sekali diangkut",
    "anak umur 3 tahun jatuh",
    "3 hari lagi lebaran",
    "setiap senin macet",
    "tiap malam minggu balapan",
    "jalan 17 agustus bolong",
    "rt 02/07",
    "no 12/5",
    "buka 24/7",
    "1/2 badan jalan",
    "senin depan",
    "jl kopo no 12 bolong",
    "13 Desember 2026",
    "31/02/2026",
    "jalan bolong di kopo",
    "bertahun-tahun",
    "pasar minggu",
    "",
]
HOURS = [  # what people mean by a word depends on the hour at which they say it
    ("tadi malam", "2026-11-24T01:00", "2026-11-23"),
    ("tadi malam", "2026-11-24T23:00", "2026-11-23"),
    ("semalam jam 2", "2026-11-24T01:00", "2026-11-23"),
    ("semalam jam 1", "2026-11-24T03:00", "2026-11-24"),
    ("tadi pagi", "2026-11-24T01:00", "2026-11-23"),
    ("tadi siang", "2026-11-24T00:30", "2026-11-23"),
    ("tadi sore", "2026-11-24T22:00", "2026-11-24"),
    ("sejak sore", "2026-11-24T10:00", "2026-11-23"),
    ("tadi", "2026-11-24T00:30", "2026-11-24"),
    ("barusan", "2026-11-24T00:05", "2026-11-24"),
    ("kemarin", "2026-11-24T00:05", "2026-11-23"),
    ("2 jam lalu", "2026-11-24T01:00", "2026-11-23"),
    ("31 desember", "2027-01-01T00:10", "2026-12-31"),
    ("tanggal 31", "2026-03-01T09:00", "2026-01-31"),
    ("sebulan lalu", "2026-03-31T09:00", "2026-02-28"),
    ("udah setahun", "2028-02-29T09:00", "2027-02-28"),
]
WORDS = """sejak dari udah kemarin tadi malam pagi jam 2 12 31 0 99 1999 tanggal /11 12/11 senin minggu lalu
    hari bulan tahun awal akhir seminggu setengah 1,5 desember feb 29 semalam lusa 2026-02-31 999 ti poe"""


@pytest.mark.parametrize(("text", "on", "since"), TOLD)
def test_the_day_is_read(text: str, on: str, since: bool) -> None:
    event = event_date(text, NOW)
    assert event is not None
    assert (event.on.isoformat(), event.since) == (on, since)


@pytest.mark.parametrize("text", NO_DAY)
def test_no_day_is_made_up(text: str) -> None:
    assert event_date(text, NOW) is None


@pytest.mark.parametrize(("text", "now", "on"), HOURS)
def test_the_hour_of_speaking_counts(text: str, now: str, on: str) -> None:
    event = event_date(text, datetime.fromisoformat(now).replace(tzinfo=JAKARTA))
    assert event is not None
    assert event.on.isoformat() == on


def test_the_words_of_the_citizen_are_kept() -> None:
    event = event_date("jalan bolong di kopo  sejak 3 hari\nlalu, tolong", NOW)
    assert event == Event(date(2026, 11, 21), since=True, said="sejak 3 hari lalu")


MOMENTS = st.integers(0, 15 * 366 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(st.lists(st.sampled_from(WORDS.split()), max_size=9).map(" ".join) | st.text(), MOMENTS)
def test_no_words_name_a_day_to_come(text: str, now: datetime) -> None:
    event = event_date(text, now)
    assert event is None or event.on <= (now + timedelta(hours=7)).date()
