"""Earthquakes, told from Bandung's point of view."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import quake_answers, quakes
from core.quakes import Quake
from tests.forecasts import fixture

NOW = datetime(2026, 9, 23, 13, tzinfo=UTC)  # 20.00 in Bandung
LATEST = quakes.parse(json.loads(fixture("bmkg/quake_latest.json")))
FELT = quakes.parse(json.loads(fixture("bmkg/quakes_felt.json")))


def local(**changes: Any) -> Quake:
    facts: dict[str, Any] = {
        "at": NOW - timedelta(hours=1),
        "magnitude": 5.1,
        "where": "di darat 32 km selatan Bandung",
    }
    return Quake(**facts | {"depth": 10, "felt": "III-IV Kota Bandung, III Kab. Garut"} | changes)


def test_recorded_quake_is_read() -> None:
    assert (
        Quake(
            at=datetime(2026, 9, 23, 12, 16, 56, tzinfo=UTC),
            magnitude=1.8,
            where="di darat 24 km barat daya Lembata",
            depth=12,
            felt="II-III Kab. Lembata",
            potential="Gempa ini dirasakan untuk diteruskan pada masyarakat",
            lat=-8.51,
            lon=123.27,
        ),
    ) == LATEST


def test_felt_list_is_newest_first() -> None:
    assert [quake.magnitude for quake in FELT] == [4.7, 4.6]


def test_latest_quake_is_told_with_place_time_depth_and_who_felt_it() -> None:
    assert quakes.answer(LATEST, FELT, "id", NOW, NOW).splitlines() == [
        "Gempa terakhir: M1,8, 19.16 WIB (43 menit lalu), di darat 24 km barat daya Lembata, kedalaman "
        "12 km, sekitar 1735 km dari Bandung. Dirasakan: II-III Kab. Lembata.",
        "Tidak ada laporan dirasakan di Bandung. Guncangan yang baru saja terjadi mungkin belum tercatat.",
        "BMKG, dicek 20.00 WIB",
    ]


def test_quake_felt_in_bandung_comes_first_even_when_another_is_newer() -> None:
    lines = quakes.answer(
        LATEST, [*FELT, local(potential="Tidak berpotensi tsunami")], "id", NOW, NOW
    ).splitlines()
    assert lines == [
        "Gempa M5,1 dirasakan di Bandung (III-IV Kota Bandung), 19.00 WIB (1 jam lalu): di darat 32 km "
        "selatan Bandung, kedalaman 10 km.",
        "Kira-kira terasa oleh banyak orang di dalam rumah, jendela dan pintu berbunyi.",
        "Tidak berpotensi tsunami.",
        "Kalau bangunan retak, jangan masuk dulu; darurat telepon 112.",
        "BMKG, dicek 20.00 WIB",
    ]


def test_quake_felt_in_bandung_days_ago_is_no_news() -> None:
    old = local(at=NOW - timedelta(days=2))
    assert quakes.answer(LATEST, [old], "id", NOW, NOW).startswith("Gempa terakhir: M1,8")


@pytest.mark.parametrize("felt", ["III Kab. Bandung Barat", "II-III Lembang, III bandung"])
def test_neighbouring_bandungs_count_and_are_named(felt: str) -> None:
    assert local(felt=felt).is_felt_in_bandung


def test_tsunami_warning_is_passed_on_untouched() -> None:
    quake = local(felt="", potential="BERPOTENSI TSUNAMI, ikuti arahan")
    assert "BERPOTENSI TSUNAMI, ikuti arahan" in quakes.answer([quake], [], "id", NOW, NOW)


def test_sundanese() -> None:
    answer = quakes.answer(LATEST, FELT, "su", NOW, NOW)
    assert answer.startswith("Lini pamungkas: M1,8")
    assert answer.endswith("BMKG, dipariksa 20.00 WIB")


def test_kept_copy_says_its_age_while_bmkg_is_down() -> None:
    answer = quakes.answer(LATEST, FELT, "id", NOW, NOW - timedelta(hours=3), live=False)
    assert answer.endswith("BMKG, dicek 17.00 WIB (3 jam lalu; BMKG sedang tidak bisa dihubungi)")


@pytest.mark.parametrize(
    "document",
    [
        {},
        None,
        {"Infogempa": []},
        {"Infogempa": {"gempa": [None, "x", {"Magnitude": "5"}]}},
        {"Infogempa": {"gempa": {"DateTime": "x", "Magnitude": "5", "Wilayah": "y"}}},
        {
            "Infogempa": {
                "gempa": {"DateTime": "2026-09-23T12:16:56+00:00", "Magnitude": "99", "Wilayah": "y"}
            }
        },
    ],
)
def test_unreadable_document_says_where_to_look(document: Any) -> None:
    found = quakes.parse(document)
    assert found == ()
    assert quakes.answer(found, (), "id", NOW, NOW).endswith("https://www.bmkg.go.id")


# --- questions


def ask(
    question: str, *, language: str = "id", live: bool = True, minutes: int = 0, **options: Any
) -> list[str]:
    latest, felt = options.get("latest", LATEST), options.get("felt", FELT)
    fetched_at = NOW - timedelta(minutes=minutes)
    told = quake_answers.answer_question(question, latest, felt, language, NOW, fetched_at, live=live)
    return told.splitlines()


HOURS_OLD = (replace(LATEST[0], at=NOW - timedelta(hours=5)),)


@pytest.mark.parametrize("question", ["barusan gempa ya?", "tadi gempa?", "kok goyang ya", "gempa ga min"])
def test_nothing_new_is_said_with_the_time_of_checking(question: str) -> None:
    lines = ask(question, latest=HOURS_OLD)
    assert lines[0] == "Belum ada gempa baru di data BMKG sampai 20.00 WIB."
    assert "5 jam lalu" in lines[1]


def test_nothing_new_is_never_said_while_bmkg_is_down() -> None:
    lines = ask("barusan gempa ya?", latest=HOURS_OLD, live=False, minutes=90)
    assert lines[0] == "Belum bisa saya pastikan: BMKG sedang tidak bisa dihubungi."
    assert lines[-1].startswith("BMKG, dicek 18.30 WIB (1 jam lalu")


def test_a_quake_of_the_last_minutes_is_a_yes_even_far_away() -> None:
    assert ask("barusan gempa?")[0] == "Ya, BMKG mencatat gempa 43 menit lalu."


def test_a_quake_felt_here_is_a_yes() -> None:
    lines = ask("barusan gempa ya?", felt=[local()])
    assert lines[0] == "Ya, tercatat gempa yang terasa di Bandung."
    assert lines[1].startswith("Gempa M5,1 dirasakan di Bandung (III-IV Kota Bandung)")


def test_news_without_a_question_has_no_yes_before_it() -> None:
    assert ask("info gempa terkini")[0].startswith("Gempa terakhir: M1,8")


def test_a_place_that_is_listed_gets_its_own_quake() -> None:
    garut = local(at=NOW - timedelta(hours=9), where="di darat 20 km selatan Garut", felt="III Garut")
    lines = ask("gempa garut tadi berapa", felt=[garut])
    assert lines[0].startswith("M5,1, 11.00 WIB (9 jam lalu), di darat 20 km selatan Garut")


def test_a_place_that_is_not_listed_is_told_so() -> None:
    assert ask("gempa cianjur lagi?")[0] == "Tidak ada gempa Cianjur di daftar BMKG yang saya baca."


def test_a_question_about_a_tsunami_is_answered_first() -> None:
    quake = local(felt="", potential="Tidak berpotensi tsunami")
    assert ask("berpotensi tsunami ga?", latest=[quake], felt=[])[0] == "Tidak berpotensi tsunami."
    assert ask("berpotensi tsunami ga?")[0] == "BMKG tidak menyebut potensi tsunami untuk gempa ini."


def test_nobody_is_promised_or_denied_a_quake_to_come() -> None:
    assert ask("bakal ada gempa besar bulan ini?")[0].startswith("Gempa tidak bisa diramalkan")


def test_a_list_is_newest_first_and_short() -> None:
    lines = ask("daftar gempa hari ini")
    assert lines[0] == "Gempa yang tercatat terakhir:"
    assert [line.split(",", 1)[0] for line in lines[1:4]] == ["M1", "M4", "M4"]


@pytest.mark.parametrize(
    ("felt", "expected"),
    [
        ("II Bandung", "sedikit orang"),
        ("III Kota Bandung", "truk lewat"),
        ("III-IV Bandung, V Garut", "jendela dan pintu"),
        ("VI Bandung", "rusak ringan"),
        ("IX Bandung", "orang keluar rumah"),
    ],
)
def test_the_intensity_in_bandung_is_put_in_words(felt: str, expected: str) -> None:
    assert expected in "\n".join(ask("gempa", felt=[local(felt=felt)]))


def test_a_felt_list_without_intensity_invents_none() -> None:
    assert not any(line.startswith("Kira-kira") for line in ask("gempa", felt=[local(felt="Bandung")]))


@pytest.mark.parametrize("missing", ["Dirasakan", "Coordinates", "Kedalaman", "Potensi", "Shakemap"])
def test_a_missing_field_costs_only_itself(missing: str) -> None:
    document = json.loads(fixture("bmkg/quake_latest.json"))
    del document["Infogempa"]["gempa"][missing]
    (quake,) = quakes.parse(document)
    told = "\n".join(ask("gempa", latest=[quake], felt=[]))
    assert told.startswith("Gempa terakhir: M1,8, 19.16 WIB")
    assert "None" not in told


def test_time_in_words_is_read_when_the_exact_one_is_missing() -> None:
    document = json.loads(fixture("bmkg/quake_latest.json"))
    del document["Infogempa"]["gempa"]["DateTime"]
    assert quakes.parse(document)[0].at == LATEST[0].at


@pytest.mark.parametrize(("day", "clock"), [("31 Feb 2026", "19:16:56 WIB"), ("kemarin", "sore"), (None, 7)])
def test_a_time_that_cannot_be_read_drops_the_quake(day: object, clock: object) -> None:
    document = json.loads(fixture("bmkg/quake_latest.json"))
    document["Infogempa"]["gempa"] |= {"DateTime": "x", "Tanggal": day, "Jam": clock}
    assert quakes.parse(document) == ()


@pytest.mark.parametrize("magnitude", [5.2, "5.2", "5,2", "5.2 SR"])
def test_strength_as_text_or_number(magnitude: object) -> None:
    document = json.loads(fixture("bmkg/quake_latest.json"))
    document["Infogempa"]["gempa"]["Magnitude"] = magnitude
    assert quakes.parse(document)[0].magnitude == 5.2


def test_a_quake_ahead_of_our_clock_gets_no_age() -> None:
    ahead = replace(LATEST[0], at=NOW + timedelta(minutes=20))
    assert "lalu)" not in ask("info gempa", latest=[ahead], felt=[])[0]


@pytest.mark.parametrize("language", ["id", "su", "en"])
@pytest.mark.parametrize(
    "question", ["barusan gempa?", "daftar gempa", "tsunami?", "gempa cianjur", "bakal gempa?"]
)
def test_every_answer_names_bmkg_and_the_time_and_is_short(language: str, question: str) -> None:
    lines = ask(question, language=language)
    assert re.search(r"^BMKG, \w+ 20\.00 WIB$", lines[-1])
    assert len(lines) <= 6


def test_english_and_sundanese_verdicts() -> None:
    assert ask("was that an earthquake just now?", language="en", latest=HOURS_OLD)[0].startswith(
        "BMKG lists no new"
    )
    assert ask("nembe lini?", language="su", latest=HOURS_OLD)[0].startswith("Teu acan aya lini")


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("kalau gempa harus ngapain?", "id", "lindungi kepala"),
        ("apa yang harus dilakukan saat gempa", "id", "112"),
        ("mun lini kudu kumaha?", "su", "lindungi sirah"),
        ("what do i do in an earthquake", "en", "cover your head"),
    ],
)
def test_what_to_do_comes_before_the_latest_quake(question: str, language: str, words: str) -> None:
    told = quake_answers.answer_question(question, LATEST, FELT, language, NOW, NOW).splitlines()
    assert words in told[0]
    assert told[-1].startswith("BMKG, ")


def test_what_is_known_of_a_quake_is_no_question_what_to_do() -> None:
    told = quake_answers.answer_question("what do we know of the quake", LATEST, FELT, "en", NOW, NOW)
    assert "cover your head" not in told
