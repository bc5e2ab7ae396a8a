"""The class and the day of a report, told in any message; and words that only seem to leave it."""

from datetime import UTC, date, datetime

import pytest

from core.reports import Draft, Heard, Kind, hear
from core.reports.dates import Event


def told(text: str, intent: str = "report_problem", **more: object) -> Heard:
    facts = {"category": "road_damage", "category_confidence": 0.8, **more}
    return Heard(intent=intent, text=text, **facts)  # type: ignore[arg-type]


def after(draft: Draft, heard: Heard) -> Draft:
    result = hear(draft, heard)
    assert result is not None
    return result


@pytest.fixture
def complete() -> Draft:
    return after(Draft(), told("jalan di kopo depan smp 3 bolong gede"))


def at_ten(text: str, intent: str = "report_problem", **more: object) -> Heard:
    return told(text, intent, at=datetime(2026, 11, 24, 3, 0, tzinfo=UTC), **more)


def test_the_day_is_told_in_any_message_and_may_be_corrected() -> None:
    draft = after(Draft(), at_ten("jalan bolong di kopo sejak kemarin"))
    assert draft.event is not None
    draft = after(draft, at_ten("sudah ada motor jatuh"))
    assert draft.event == Event(date(2026, 11, 23), since=True, said="sejak kemarin")
    draft = after(draft, at_ten("bukan kemarin, tapi minggu lalu", "correct"))
    assert draft.event is not None
    assert draft.event.on == date(2026, 11, 17)


@pytest.mark.parametrize("text", ["usul ada bus malam", "min usul ada bus malam di kota bandung"])
def test_a_wish_for_the_whole_city_is_complete(text: str) -> None:
    draft = after(Draft(), told(text))
    assert draft.missing is None
    assert draft.place is not None
    assert draft.place.kind == "city"


def test_a_wish_called_a_complaint_needs_its_place() -> None:
    draft = after(Draft(), told("usul ada bus malam"))
    draft = after(draft, told("ini pengaduan, bukan usulan", "correct"))
    assert (draft.classification, draft.missing) == (Kind.COMPLAINT, "place")


@pytest.mark.parametrize("intent", ["report_problem", "deny", "nlu_fallback", "correct"])
def test_the_class_is_corrected_whatever_the_model_makes_of_it(intent: str) -> None:
    draft = after(Draft(), told("tolong adakan taman bermain di rancasari"))
    draft = after(draft, told("ini bukan usulan, ini pengaduan", intent))
    assert (draft.classification, draft.text) == (Kind.COMPLAINT, "tolong adakan taman bermain di rancasari")


def test_a_wish_is_named_by_its_words() -> None:
    assert after(Draft(), told("usul ada zebra cross di depan sd merdeka")).category == "traffic_parking"


def test_a_question_after_wanting_to_report_is_the_report() -> None:
    question = "kapan jadwal angkut sampah di sukajadi?"
    started = after(Draft(), told("mau lapor", "start_report", category_confidence=0.2))
    draft = after(started, told(question, "ask_service"))
    assert (draft.text, draft.classification) == (question, Kind.QUESTION)
    assert hear(after(Draft(), told("jalan bolong di kopo")), told(question, "ask_service")) is None


def test_erasing_in_the_middle_of_a_report_means_the_report(complete: Draft) -> None:
    assert after(complete, told("hapus aja", "delete_my_data")).changing == "ask"
    assert hear(complete, told("hapus data saya", "delete_my_data")) is None
    assert hear(complete, Heard("delete_my_data")) is None
