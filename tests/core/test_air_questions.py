"""What is asked is answered first: yes or no, a figure, a place, another time."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import air
from core.air import Kind, Reading
from core.air.stations import Part

NOW = datetime(2026, 11, 24, 3, 10, tzinfo=UTC)  # Tuesday, 10.10 WIB
MIDNIGHT = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOURS = tuple((MIDNIGHT + timedelta(hours=h), 20.0 + h % 24) for h in range(-24, 72))
MODEL = Reading(Kind.MODEL, "Bandung", NOW - timedelta(minutes=10), pm25=30.0, pm25_day=31.5, hours=HOURS)


def station(index: int = 79, name: str = "Cihapit", **facts: Any) -> Reading:
    given = {"city": "Kota Bandung", "lat": -6.907, "lon": 107.626, **facts}
    return Reading(Kind.INDEX, name, NOW - timedelta(minutes=10), index=index, **given)


def say(text: str, *readings: Reading, language: str = "id", **where: Any) -> list[str]:
    return air.answer(readings or (station(),), text, language, NOW, **where).splitlines()


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("udara di ujungberung gimana", "air"),
        ("aman lari sekarang ga?", "safe"),
        ("anak asma boleh main di luar?", "safe"),
        ("mau gowes, udaranya ok ga", "safe"),
        ("jendela mending dibuka apa ditutup?", "air"),
        ("should i keep the windows shut", "air"),
        ("suami sakit jantung, gapapa keluar?", "safe"),
        ("is the air okay for a newborn to go out", "safe"),
        ("udara gedebage dibanding dago bagusan mana", "compare"),
        ("bandung lebih bersih dari jakarta ga", "compare"),
        ("wates aman polusi teh sabaraha", "limits"),
        ("baku mutu pm2.5 24 jam berapa", "limits"),
        ("iraha hawa pangsaéna kanggo olahraga", "hours"),
        ("data udaranya terakhir jam berapa", "air"),
        ("ispu itu apaan", "explain"),
        ("warna biru di ispu artinya apa", "explain"),
        ("budak meunang ulin di luar teu", "safe"),
        ("is it safe to run outside", "safe"),
        ("can my kids play outside today", "safe"),
        ("perlu masker?", "mask"),
        ("kudu make masker teu ka luar teh?", "mask"),
        ("do I need a mask", "mask"),
        ("polusi ga hari ini", "bad"),
        ("udara lagi kotor ya", "bad"),
        ("hawa ayeuna goréng teu", "bad"),
        ("is the air bad today", "bad"),
        ("udara hari ini sehat ga", "good"),
        ("hawana saé teu ayeuna", "good"),
        ("udaranya tidak sehat ya?", "bad"),
        ("polusi terparah di mana", "worst"),
        ("daerah mana yang paling bersih udaranya", "best"),
        ("sensor udara di bandung dipasang di mana aja", "stations"),
        ("batas aman pm25 berapa sih", "limits"),
        ("kalo angka 120 itu aman atau bahaya", "meaning"),
        ("jam berapa polusi paling tinggi", "hours"),
        ("apa itu ispu", "explain"),
        ("AQI berapa", "air"),
        ("pm2.5 sekarang", "air"),
    ],
)
def test_kind_of_question(text: str, about: str) -> None:
    assert air.ask(text, NOW).about == about


@pytest.mark.parametrize(
    ("text", "tense"),
    [
        ("udara gimana", "now"),
        ("udara sekarang", "now"),
        ("hari ini aman ga", "now"),
        ("besok udaranya gimana", "ahead"),
        ("isukan hawana kumaha", "ahead"),
        ("nanti sore aman lari?", "ahead"),
        ("air tomorrow morning?", "ahead"),
        ("kemarin udaranya gimana", "past"),
        ("tadi malam polusinya tinggi?", "past"),
        ("kamari hawana kumaha", "past"),
        ("last night's air", "past"),
        ("seminggu terakhir gimana", "history"),
        ("bulan lalu polusinya berapa", "history"),
        ("tiap taun membaik ga", "history"),
        ("aman jogging pagi ini?", "now"),
        ("tenggorokan seret dari pagi, polusi naik?", "now"),
        ("polusi pasupati pagi pagi setinggi apa", "now"),
    ],
)
def test_time_of_a_question(text: str, tense: str) -> None:
    assert air.ask(text, NOW).tense == tense


@pytest.mark.parametrize(
    "who",
    ["anak asma", "nenek", "my kids",
     "bayi 3 bulan", "ibu hamil", "lansia", "budak kuring", "nu nuju ngandeg",
     "someone with asthma", "sakit jantung", "pun biang sepuh"],
)  # fmt: skip
def test_sensitive_people_are_heard(who: str) -> None:
    assert air.ask(f"{who} boleh keluar?", NOW).sensitive


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("kalo ispu 87 itu sedang ya?", 87),
        ("iqair bandung 160, yang resmi berapa", 160),
        ("150 itu merah ya? artinya apa", 150),
        ("naon hartosna ISPU 90 teh", 90),
        ("kalau ispu 135 masuk kategori apa", 135),
        ("ISPU 120 kalebet naon", 120),
        ("what does ispu 130 mean", 130),
        ("di hp saya aqi 155, kalau versi ispu berapa", 155),
        ("udara jam 10 pagi", None),
        ("pm 2.5 berapa", None),
        ("pm10 sekarang", None),
        ("bayi 3 bulan boleh keluar?", None),
        ("mau lari 5k aman?", None),
        ("udara di rw 10 gimana", None),
    ],
)
def test_index_that_a_citizen_names(text: str, number: int | None) -> None:
    assert air.ask(text, NOW).number == number


@pytest.mark.parametrize(
    ("index", "general", "sensitive", "mask"),
    [
        (50, "Ya, aman.", "Ya, aman.", "Tidak perlu masker."),
        (51, "Ya, boleh.", "Boleh, asal tidak terlalu lama atau berat.", "Belum perlu masker."),
        (100, "Ya, boleh.", "Boleh, asal tidak terlalu lama atau berat.", "Belum perlu masker."),
        (101, "Kurang aman.", "Sebaiknya jangan.", "Ya, sebaiknya pakai masker di luar."),
        (201, "Tidak aman.", "Jangan dulu.", "Ya, pakai masker kalau harus ke luar."),
        (301, "Tidak, jangan ke luar dulu.", "Tidak, jangan ke luar dulu.",
         "Ya, pakai masker kalau terpaksa ke luar."),
    ],
)  # fmt: skip
def test_yes_or_no_comes_first_by_category(index: int, general: str, sensitive: str, mask: str) -> None:
    assert say("aman lari sekarang?", station(index))[0] == general
    assert say("anak asma boleh main di luar?", station(index))[0] == sensitive
    assert say("perlu masker?", station(index))[0] == mask


def test_sensitive_people_get_their_own_advice() -> None:
    assert say("ibu hamil boleh jalan kaki?")[2].startswith(
        "Untuk yang sensitif (asma, anak, lansia, ibu hamil)"
    )


def test_word_on_masks_is_called_our_own() -> None:
    assert "Soal masker itu saran hati-hati dari kami; anjuran kategorinya:" in say("perlu masker?")


@pytest.mark.parametrize(("language", "first"), [("su", "Muhun, tiasa."), ("en", "Yes, that is fine.")])
def test_yes_or_no_in_the_other_languages(language: str, first: str) -> None:
    assert say("aman lari?", language=language)[0] == first


def test_question_whether_it_is_bad_is_answered_the_other_way_round() -> None:
    assert say("polusi ga hari ini", station(30))[0] == "Tidak, udaranya baik."
    assert say("udara hari ini sehat ga", station(30))[0] == "Ya, udaranya baik."


def test_pollutant_that_is_asked_for_comes_first_with_its_unit() -> None:
    read = station(parts=(Part("pm25", 79, 38.4), Part("co", 18)))
    assert say("pm2.5 sekarang", read)[0] == "PM2.5: ISPU 79, Sedang (38,4 µg/m³, rata-rata 24 jam)."
    assert say("pm2.5 now", read, language="en")[0].endswith("(38.4 µg/m³, 24-hour mean).")
    assert say("kadar co berapa", read)[0] == "CO: ISPU 18, Baik."
    assert say("pm10 sama pm2.5 berapa", read)[:2] == [
        "PM2.5: ISPU 79, Sedang (38,4 µg/m³, rata-rata 24 jam).",
        "Angka PM10 belum ada di stasiun itu.",
    ]
    assert say("co normal ga", read)[0] == "CO: ISPU 18, Baik."
    assert say("ozon berapa", read)[0] == "Angka O3 belum ada di stasiun itu."


def test_far_station_says_so() -> None:
    far = say("udara di ujungberung gimana", near=(-6.9054, 107.7055), place="Ujungberung")
    assert "Stasiun terdekat sekitar 9 km dari Ujungberung, jadi udara di sana bisa berbeda." in far
    near = say("udara di dago", near=(-6.8746, 107.6157), place="Dago")
    assert "Itu stasiun terdekat, sekitar 4 km dari Dago." in near


def test_pin_without_a_name_has_its_distance_too() -> None:
    assert any("km dari lokasi itu" in line for line in say("udara", near=(-6.9, 107.6)))


def test_station_of_the_regency_is_named_as_such() -> None:
    lines = say("udara", station(60, "Soreang", city="Kabupaten Bandung"))
    assert "Stasiun ini di Kabupaten Bandung, bukan di Kota Bandung." in lines


def test_place_outside_is_not_given_bandungs_air_as_its_own() -> None:
    assert say("udara jakarta", outside="Jakarta")[0].startswith("Jakarta di luar Kota Bandung")


def test_place_outside_that_has_a_station_is_answered_by_it() -> None:
    soreang = station(60, "Soreang", city="Kabupaten Bandung")
    lines = say("udara soreang", station(), soreang, outside="Soreang")
    assert lines[0].startswith("Udara di stasiun Soreang: ISPU 60")


def test_worst_place_needs_two_stations() -> None:
    assert say("polusi terparah di mana")[0].startswith("Baru satu stasiun yang melapor")
    two = say("polusi terparah di mana", station(), station(120, "Gedebage"))
    assert two[0] == "Paling tinggi sekarang di stasiun Gedebage."
    assert two[1] == (
        "Stasiun ISPU yang melapor sekarang: Gedebage (ISPU 120, Tidak Sehat), Cihapit (ISPU 79, Sedang)."
    )
    assert say("udara paling bersih di mana", station(), station(120, "Gedebage"))[0].endswith("Cihapit.")


def test_index_that_is_named_is_explained_and_a_foreign_one_not_translated() -> None:
    assert say("kalo ispu 120 itu aman?")[0] == "ISPU 120 termasuk Tidak Sehat (kuning)."
    foreign = say("iqair bandung 160, parah ya?")
    assert "US AQI, bukan ISPU" in foreign[0]
    assert not any("160 termasuk" in line for line in foreign)


def test_limits_are_the_regulations() -> None:
    assert say("batas aman pm2.5 berapa") == [
        "Batas PM2.5, rata-rata 24 jam dalam µg/m³: Baik sampai 15,5, Sedang sampai 55,4, Tidak Sehat sampai "
        "150,4, Sangat Tidak Sehat sampai 250,4, Berbahaya di atas 250,4.",
        "Permen LHK P.14/2020",
    ]


def test_limits_and_meanings_need_no_source() -> None:
    assert air.answer((), "ispu baik itu berapa sampai berapa", "id", NOW).startswith(
        "Kategori ISPU: Baik sampai 50"
    )
    assert air.answer((), "kalo ispu 87 artinya apa", "id", NOW).startswith("ISPU 87 termasuk Sedang")


def test_tomorrow_is_the_models_estimate_and_says_that_stations_have_none() -> None:
    lines = say("besok aman lari ga", station(), MODEL)
    assert lines[0] == "Menurut perkiraan: ya, boleh."
    assert lines[1] == "Perkiraan model besok: PM2.5 rata-rata 32 µg/m³, tertinggi 43 sekitar jam 23.00."
    assert lines[2] == "Rata-rata hari itu kira-kira setara kategori Sedang."
    assert "Stasiun ISPU tidak punya prakiraan untuk besok." in lines
    assert lines[-1].startswith("Open-Meteo (model CAMS), 10.00 WIB. Bukan hasil ukur")


def test_tomorrow_without_a_model_is_not_invented() -> None:
    lines = say("besok udaranya gimana")
    assert lines[0] == "Stasiun ISPU tidak punya prakiraan untuk besok."
    assert lines[1] == "Perkiraan model untuk besok juga belum ada."
    assert lines[2].startswith("Udara di stasiun Cihapit: ISPU 79")


def test_day_beyond_the_models_hours_is_not_invented() -> None:
    assert say("minggu depan udara gimana", station(), MODEL)[1].startswith(
        "Perkiraan model untuk minggu depan juga"
    )


def test_few_hours_of_a_day_have_no_category() -> None:
    short = Reading(Kind.MODEL, "Bandung", NOW, pm25=30.0, hours=HOURS[:24] + HOURS[48:58])
    lines = say("besok pagi aman lari ga", short)
    assert not any("kategori" in line for line in lines)
    assert lines[0].startswith("Perkiraan model besok pagi: PM2.5 rata-rata")


@pytest.mark.parametrize(
    ("text", "when", "mean"),
    [("kemarin udaranya gimana", "kemarin", 32), ("tadi malam polusinya", "tadi malam", 40)],
)
def test_past_is_the_models_and_the_stations_is_not_kept(text: str, when: str, mean: int) -> None:
    lines = say(text, station(), MODEL)
    assert lines[0].startswith(f"Perkiraan model {when}: PM2.5 rata-rata {mean} µg/m³")
    assert f"Catatan stasiun untuk {when} tidak saya simpan." in lines


def test_longer_history_is_said_to_be_missing() -> None:
    assert say("rata-rata seminggu terakhir berapa")[0].startswith("Saya hanya punya data terbaru")


def test_hours_of_the_day_come_from_the_model() -> None:
    lines = say("jam berapa polusi paling rendah", station(), MODEL)
    assert lines[0] == (
        "Perkiraan model hari ini: PM2.5 terendah 20 µg/m³ sekitar jam 00.00, tertinggi 43 sekitar jam 23.00."
    )


def test_hours_of_tomorrow_are_tomorrows() -> None:
    later = Reading(Kind.MODEL, "", NOW, pm25=30.0, hours=(*HOURS[:48], (HOURS[48][0], 5.0), *HOURS[49:]))
    lines = say("besok jam berapa polusi paling rendah", station(), later)
    assert lines[0].startswith("Perkiraan model besok: PM2.5 terendah 5 µg/m³ sekitar jam 00.00")
    assert say("besok jam berapa polusi paling rendah")[0].startswith("Stasiun ISPU tidak punya prakiraan")


def test_late_at_night_a_question_without_a_time_is_about_now() -> None:
    late = NOW.replace(hour=15)  # 22.00 WIB
    assert air.ask("udara gimana", late).tense == "now"
    assert air.ask("besok gimana", late).tense == "ahead"


def test_only_other_times_need_hours() -> None:
    assert air.ask("besok gimana", NOW).needs_hours
    assert not air.ask("udara gimana", NOW).needs_hours
