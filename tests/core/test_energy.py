"""Which facts about energy answer which question, each with its source."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from core import agencies, energy
from core.city_files import FOLDER
from core.energy import EnergyFact
from core.reports import Draft, problems, summary


@pytest.mark.parametrize(
    ("question", "facts"),
    [
        ("bandung net zero gimana", ["iea"]),
        ("apa itu net zero", ["meaning"]),
        ("net zero teh naon", ["meaning"]),
        ("bener ga bandung masuk laporan IEA", ["iea"]),
        ("what is the city doing about net zero", ["iea"]),
        ("apa yang dilakukan pemkot soal energi", ["iea", "green_building"]),
        ("aturan gedung hijau di bandung", ["green_building"]),
        ("tips hemat listrik", ["ac", "lamp", "standby"]),
        ("cara ngirit listrik", ["ac", "lamp", "standby"]),
        ("how can i save electricity at home", ["ac", "lamp", "standby"]),
        ("AC disetel berapa biar hemat", ["ac"]),
        ("kulkas biar irit gimana", ["fridge"]),
        ("lampu led beneran hemat?", ["lamp"]),
        ("charger dicolok terus boros ga", ["standby"]),
        ("rice cooker seharian", ["water"]),
        ("setrika biar hemat", ["laundry"]),
        ("hemat energi di kantor", ["office"]),
        ("token listrik ga bisa masuk", ["token"]),
        ("tagihan listrik naik", ["bill"]),
        ("tambah daya gimana", ["power"]),
        ("jadwal pemadaman", ["outage"]),
        ("listrik mati lapor kemana", ["outage"]),
        ("listrik rumah padam ngadu ke siapa", ["outage"]),
        ("listrik pareum lapor ka mana", ["outage"]),
        ("power outages where do i report", ["outage"]),
        ("lampu gedung pemerintah nyala terus lapor kemana", ["report_waste"]),
        ("how is bandung saving energy", ["iea", "green_building"]),
        ("jadwal listrik pareum aya teu", ["outage"]),
        ("panel surya di atap", ["solar"]),
        ("lampu jalan nyala siang lapor kemana", ["report_waste"]),
        ("where do i report street lights left on", ["report_waste"]),
        ("", ["iea", "ac", "report_waste"]),
    ],
)
def test_the_facts_fit_the_question(question: str, facts: list[str]) -> None:
    assert [fact.id for fact in energy.chosen(question)] == facts


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("bandung net zero", ("IEA", "G20", "faktabandungraya.com", "Jul 2021")),
        ("gedung hijau", ("1023/2016", "5.615", "68.381 MWh", "Sep 2019")),
        ("token listrik", ("PLN 123", "PLN Mobile", "bukan Pemkot")),
        ("tagihan listrik", ("PLN 123", "Angka tarif terbaru tidak kami punya")),
        ("listrik padam", ("PLN 123", "112")),
        ("hemat AC", ("24–26 °C", "pengetahuan umum")),
    ],
)
def test_the_answer_holds_what_it_should(question: str, told: tuple[str, ...]) -> None:
    answer = energy.answer(question, "id")
    assert [words for words in told if words not in answer] == []


@pytest.mark.parametrize("language", ["id", "su", "en"])
@pytest.mark.parametrize("question", ["", "net zero", "hemat listrik", "token", "lapor boros"])
def test_every_answer_ends_with_source_and_day(question: str, language: str) -> None:
    last = energy.answer(question, language).splitlines()[-1]
    assert last.startswith("Source: " if language == "en" else "Sumber: ")
    assert "2026" in last


def test_pln_is_explained_in_english() -> None:
    for fact in energy.file().facts:
        if fact.kind == "pln":
            assert "state electricity company" in fact.text["en"], fact.id


def test_what_happened_once_grows_no_older() -> None:
    assert "old, please confirm" not in energy.answer("net zero", "en")


@pytest.mark.parametrize(
    "change",
    [{"kind": "gosip"}, {"checked_on": None}, {"source": "x"}, {"as_of": None}, {"text": {"id": "a"}}],
)
def test_a_fact_without_source_or_kind_is_refused(change: dict[str, Any]) -> None:
    row = json.loads((FOLDER / "energy.json").read_text("utf-8"))["facts"][0]
    with pytest.raises(ValidationError):
        EnergyFact.model_validate(row | change)


@pytest.mark.parametrize(
    ("category", "text", "agency"),
    [
        ("street_light", "lampu jalan nyala siang hari di jl kopo", "dishub"),
        ("street_light", "lampu jalan depan kantor kelurahan dago nyala siang", "dishub"),
        ("street_light", "street lights on jalan dago burn at noon", "dishub"),
        ("street_light", "lampu kantor kelurahan nyala terus", "kecamatan"),
        ("public_facility", "lampu kantor kelurahan nyala terus semalaman", "kecamatan"),
        ("public_facility", "AC gedung pemkot nyala padahal kosong", "diciptabintar"),
        ("public_facility", "city hall lights are on at 3 am", "diciptabintar"),
        ("public_facility", "lampu stadion nyala tengah hari", "dispora"),
    ],
)
def test_waste_of_public_energy_finds_its_agency(category: str, text: str, agency: str) -> None:
    assert agencies.route(category, text).id == agency
    assert not agencies.power_cut(text)


@pytest.mark.parametrize(
    "text",
    [
        "lampu jalan nyala siang hari di jl kopo",
        "PJU di jalan riau hurung beurang beurang, boros",
        "pju hidup terus siang malam di jalan lodaya",
    ],
)
def test_a_lamp_burning_by_day_is_a_street_light(text: str) -> None:
    [found] = problems.split(text)
    assert found.category == "street_light"
    assert found.place is not None


def test_the_summary_of_a_lamp_by_day_reads_well() -> None:
    draft = Draft(text="lampu jalan nyala siang hari di jl kopo", category="street_light")
    told = summary(draft, "id")
    assert "• Masalah: Lampu jalan – “Lampu jalan nyala siang hari di jl kopo”" in told
    assert "• Diteruskan ke: Dishub" in told
