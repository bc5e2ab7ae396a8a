"""A ticket number asks for the ticket, unless something is said of it."""

import pytest

from bot.nlu.ticket_talk import certain_intent, key

TAUGHT = {
    key("ikut laporan BDG-4821-0934"): "join_report",
    key("BDG-4821-0934 udah beres"): "confirm_fixed",
    key("cek tiket BDG-4821-0934"): "check_ticket",
    key("berhenti"): "stop_news",
}


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("ikut laporan bdg 7718 2093", "join_report"),
        ("BDG-7718-2093 UDAH beres", "confirm_fixed"),
        ("cek tiket BDG-7718-2093", "check_ticket"),
        ("BDG-7718-2093", "check_ticket"),
        ("udah sampai mana BDG-7718-2093", "check_ticket"),
        ("77182093", "check_ticket"),
        ("BERHENTI", "stop_news"),
        ("halo", None),
    ],
)
def test_a_number_asks_for_its_ticket_unless_taught_otherwise(text: str, intent: str | None) -> None:
    assert certain_intent(text, TAUGHT, {}) == intent


@pytest.mark.parametrize(
    ("name", "confidence", "intent"),
    [("deny_fixed", 0.6, None), ("deny_fixed", 0.4, "check_ticket"), ("report_problem", 0.9, "check_ticket")],
)
def test_the_model_decides_only_when_it_is_sure(name: str, confidence: float, intent: str | None) -> None:
    vote = {"name": name, "confidence": confidence}
    assert certain_intent("masih bolong nih BDG-7718-2093", TAUGHT, vote) == intent
