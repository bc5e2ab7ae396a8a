"""The time a citizen means, asked on Thursday 24 September 2026 at 14.30 in Bandung."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.jakarta import JAKARTA
from core.weather.window import Window, when

NOW = datetime(2026, 9, 24, 7, 30, tzinfo=UTC)


def told(window: Window) -> str:
    start, end = window.start.astimezone(JAKARTA), window.end.astimezone(JAKARTA)
    return f"{start:%d %H.%M}-{end:%d %H.%M}"


def late(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, 24, hour, minute, tzinfo=JAKARTA)


CASES = [
    ("cuaca antapani gimana", "hari ini", "24 14.30-25 00.00"),
    ("will it rain tomorrow?", "besok", "25 00.00-26 00.00"),
    ("rain in dago tonight", "nanti malam", "24 18.00-25 00.00"),
    ("weather this afternoon", "siang ini", "24 14.30-24 15.00"),
    ("is it going to rain on friday", "Jumat", "25 00.00-26 00.00"),
    ("weather this weekend", "akhir pekan", "26 00.00-28 00.00"),
    ("the next 3 days", "3 hari ke depan", "24 14.30-27 00.00"),
    ("rain in 2 hours?", "2 jam lagi", "24 16.30-24 17.30"),
    ("at 4 pm", "nanti jam 16.00", "24 16.00-24 17.00"),
    ("tomorrow at 7am", "besok jam 07.00", "25 07.00-25 08.00"),
    ("tomorrow 8 pm", "besok jam 20.00", "25 20.00-25 21.00"),
    ("the day after tomorrow", "lusa", "26 00.00-27 00.00"),
    ("hujan ga hari ini", "hari ini", "24 14.30-25 00.00"),
    ("skrg hujan?", "sekarang", "24 14.30-24 15.30"),
    ("nanti sore ujan ga", "nanti sore", "24 15.00-24 18.00"),
    ("ntar mlm", "nanti malam", "24 18.00-25 00.00"),
    ("siang ini", "siang ini", "24 14.30-24 15.00"),
    ("pagi ini", "pagi ini", "24 05.00-24 11.00"),
    ("pagi hujan ga", "besok pagi", "25 05.00-25 11.00"),
    ("besok hujan nggak di antapani?", "besok", "25 00.00-26 00.00"),
    ("besoook siang", "besok siang", "25 11.00-25 15.00"),
    ("bsk siang sampe sore", "besok siang sampai sore", "25 11.00-25 18.00"),
    ("malam ini sampai besok pagi", "nanti malam sampai besok pagi", "24 18.00-25 11.00"),
    ("dini hari", "besok dini hari", "25 00.00-25 05.00"),
    ("lusa pagi", "lusa pagi", "26 05.00-26 11.00"),
    ("besok dan lusa", "besok dan lusa", "25 00.00-27 00.00"),
    ("jam 4 sore", "nanti jam 16.00", "24 16.00-24 17.00"),
    ("hujan ga jam 4", "nanti jam 16.00", "24 16.00-24 17.00"),
    ("besok jam 7", "besok jam 07.00", "25 07.00-25 08.00"),
    ("besok jam 1 siang", "besok jam 13.00", "25 13.00-25 14.00"),
    ("besok jam 12 siang", "besok jam 12.00", "25 12.00-25 13.00"),
    ("jam 7 pagi", "besok jam 07.00", "25 07.00-25 08.00"),
    ("pukul 19.30", "nanti jam 19.30", "24 19.30-24 20.30"),
    ("jam setengah 5 sore", "nanti jam 16.30", "24 16.30-24 17.30"),
    ("jam 4-6 sore", "nanti jam 16.00–18.00", "24 16.00-24 18.00"),
    ("jam 12 malam", "besok jam 00.00", "25 00.00-25 01.00"),
    ("jam 1 malam", "besok jam 01.00", "25 01.00-25 02.00"),
    ("jam 99", "hari ini", "24 14.30-25 00.00"),
    ("jam berapa hujannya", "hari ini", "24 14.30-25 00.00"),
    ("akhir pekan", "akhir pekan", "26 00.00-28 00.00"),
    ("weekend aman ga", "akhir pekan", "26 00.00-28 00.00"),
    ("sabtu minggu cerah ga", "Sabtu dan Minggu", "26 00.00-28 00.00"),
    ("hari minggu ini", "Minggu", "27 00.00-28 00.00"),
    ("malam minggu hujan ga", "Sabtu malam", "26 18.00-27 00.00"),
    ("malem jumat", "nanti malam", "24 18.00-25 00.00"),
    ("jumat sore", "Jumat sore", "25 15.00-25 18.00"),
    ("kamis", "hari ini", "24 14.30-25 00.00"),
    ("kamis depan", "Kamis, 1 Okt", "01 00.00-02 00.00"),
    ("minggu depan", "minggu depan", "28 00.00-05 00.00"),
    ("minggu ini", "minggu ini", "24 14.30-28 00.00"),
    ("bulan depan", "bulan depan", "01 00.00-29 00.00"),
    ("tanggal 27", "Minggu", "27 00.00-28 00.00"),
    ("tgl 27/11", "Jumat, 27 Nov", "27 00.00-28 00.00"),
    ("27 november", "Jumat, 27 Nov", "27 00.00-28 00.00"),
    ("hujan di rt 03/05 ga", "hari ini", "24 14.30-25 00.00"),
    ("2 jam lagi", "2 jam lagi", "24 16.30-24 17.30"),
    ("sejam lagi", "1 jam lagi", "24 15.30-24 16.30"),
    ("6 jam ke depan", "6 jam ke depan", "24 14.30-24 20.30"),
    ("3 hari kedepan", "3 hari ke depan", "24 14.30-27 00.00"),
    ("2 hari lagi", "lusa", "26 00.00-27 00.00"),
    ("seminggu ke depan", "1 minggu ke depan", "24 14.30-01 00.00"),
    ("bentar lagi hujan?", "sebentar lagi", "24 14.30-24 16.30"),
    ("kemarin hujan ga", "kemarin", "23 00.00-24 00.00"),
    ("tadi pagi hujan ga", "tadi pagi", "24 00.00-24 14.30"),
    ("kapan hujan", "3 hari ke depan", "24 14.30-27 14.30"),
    ("senin kemarin hujan", "Senin, 21 Sep", "21 00.00-22 00.00"),
    ("semalem hujan", "tadi malam", "23 18.00-24 00.00"),
    ("malam min, besok hujan ga?", "besok", "25 00.00-26 00.00"),
    ("selamat pagi, cuaca hari ini?", "hari ini", "24 14.30-25 00.00"),
    ("pagi, hujan ga hari ini?", "hari ini", "24 14.30-25 00.00"),
]
SUNDANESE = [
    ("ayeuna hujan teu", "sekarang", "24 14.30-24 15.30"),
    ("isukan isuk-isuk", "besok pagi", "25 05.00-25 11.00"),
    ("isuk hujan teu di dago", "besok", "25 00.00-26 00.00"),
    ("énjing sonten", "besok sore", "25 15.00-25 18.00"),
    ("engké peuting", "nanti malam", "24 18.00-25 00.00"),
    ("ke sore bakal hujan moal", "nanti sore", "24 15.00-24 18.00"),
    ("dinten ieu", "hari ini", "24 14.30-25 00.00"),
    ("pagéto", "lusa", "26 00.00-27 00.00"),
    ("tabuh opat sonten", "nanti jam 16.00", "24 16.00-24 17.00"),
    ("saptu peuting", "Sabtu malam", "26 18.00-27 00.00"),
    ("wilujeng enjing, engke sonten hujan teu?", "nanti sore", "24 15.00-24 18.00"),
]


@pytest.mark.parametrize(("text", "label", "hours"), CASES + SUNDANESE, ids=lambda value: value)
def test_words_of_time_are_understood(text: str, label: str, hours: str) -> None:
    window = when(text, NOW)
    assert (window.label, told(window)) == (label, hours)


def test_late_in_the_evening_tomorrow_is_meant() -> None:
    assert told(when("hujan ga ya", late(21, 30))) == "25 05.00-26 00.00"


def test_today_named_late_is_still_today() -> None:
    assert told(when("hari ini hujan ga", late(22))) == "24 22.00-25 00.00"


def test_an_hour_already_begun_is_still_meant() -> None:
    assert told(when("jam 4", late(16, 20))) == "24 16.00-24 17.00"


def test_an_hour_alone_is_the_next_one() -> None:
    assert told(when("jam 4", late(18))) == "25 04.00-25 05.00"


def test_this_night_after_midnight_ends_at_dawn() -> None:
    assert told(when("malam ini hujan ga", late(2))) == "24 02.00-24 05.00"


def test_weekend_asked_on_sunday_is_that_sunday() -> None:
    sunday = datetime(2026, 9, 27, 9, tzinfo=JAKARTA)
    assert told(when("akhir pekan", sunday)) == "27 09.00-28 00.00"


@pytest.mark.parametrize("text", ["", "🌧️", "jam jam jam", "-" * 5000, "tanggal 99", "31/31", "\x00\ud800"])
def test_strange_texts_mean_the_rest_of_today(text: str) -> None:
    assert told(when(text, NOW)) == "24 14.30-25 00.00"


WORDS = (
    "besok,lusa,kemarin,hari ini,tadi,nanti,sekarang,pagi,siang,sore,malam,dini,subuh,jam,1,4,12,24,31,99,"
    "setengah,sampai,lagi,ke depan,minggu,sabtu,lalu,akhir pekan,bulan,depan,tanggal,27,november,isuk,kapan"
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    words=st.lists(st.sampled_from(WORDS.split(",")), max_size=7),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  zone added
)
def test_any_words_in_any_order_give_a_stretch_of_time(words: list[str], now: datetime) -> None:
    window = when(" ".join(words), now)
    assert window.start < window.end
    assert window.label
