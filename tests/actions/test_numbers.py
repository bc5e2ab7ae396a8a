"""Questions about 112, numbers and energy as the dialogue answers them."""

from collections.abc import Mapping
from typing import Any

import pytest

from actions.emergency import Action112Show, ActionContactsShow
from actions.energy import ActionEnergyShow
from tests.actions.conftest import Run


async def test_a_question_about_112_is_answered(run: Run) -> None:
    told = await run(Action112Show, "112 bayar ga", intent="ask_112")
    assert told.responses == ["utter_112_answer"]
    assert "gratis" in told.messages[0]["answer"]


@pytest.mark.parametrize("text", ["112 itu apa", ""])
async def test_a_general_question_or_the_button_gets_the_general_words(run: Run, text: str) -> None:
    told = await run(Action112Show, text, intent="ask_112")
    assert told.responses == ["utter_112"]


@pytest.mark.parametrize("action", [Action112Show, ActionContactsShow])
@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("sudah saya telepon 112", "utter_112_called"),
        ("udah lapor 112 tapi belum ada yang datang", "utter_112_waiting"),
    ],
)
async def test_a_call_that_was_told_is_acknowledged(
    run: Run, action: type[Action112Show], text: str, response: str
) -> None:
    told = await run(action, text, intent="ask_112", loop="report_form")
    assert told.responses == [response]


@pytest.mark.parametrize(
    ("language", "words"), [("id", "Sumber"), ("su", "Dipariksa"), ("en", "Checked 23 Nov 2026")]
)
async def test_answers_speak_the_language(run: Run, language: str, words: str) -> None:
    spoken: Mapping[str, Any] = {"language": language}
    about = await run(Action112Show, "112 wa", intent="ask_112", slots=spoken)
    number = await run(ActionContactsShow, "polisi", intent="ask_contact", slots=spoken)
    assert words in about.messages[0]["answer"]
    assert words in number.messages[0]["contacts"]


async def test_an_energy_question_is_answered_with_its_source(run: Run) -> None:
    told = await run(ActionEnergyShow, "net zero bandung gimana", intent="ask_energy")
    assert told.responses == ["utter_energy"]
    assert "IEA" in told.messages[0]["answer"]
    assert "Sumber: " in told.messages[0]["answer"]
