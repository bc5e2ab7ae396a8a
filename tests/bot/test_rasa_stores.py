"""Rasa with our channel and tracker store: while a store is away turns fail, and nothing is forgotten."""

import json
import subprocess
from typing import Any

import pytest

from core.settings import ROOT

PYTHON = ROOT / ".venv-rasa" / "bin" / "python"


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened in each scene of tests/in_rasa/stores.py."""
    folder = tmp_path_factory.mktemp("stores")
    done = subprocess.run(
        [str(PYTHON), "-W", "ignore", "-m", "tests.in_rasa.stores", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_trackers_that_can_not_be_read_or_written_raise(seen: dict[str, Any]) -> None:
    errors, _ = seen["outage_of_the_database"]
    assert errors == ["OperationalError"] * 5


def test_trackers_are_the_same_after_an_outage(seen: dict[str, Any]) -> None:
    _, kept = seen["outage_of_the_database"]
    assert kept == ["bolong"]


def test_what_citizens_wrote_is_not_in_the_errors_of_the_store(seen: dict[str, Any]) -> None:
    assert "CHECK constraint failed" in seen["words_in_errors"]
    assert "parameters hidden" in seen["words_in_errors"]


def test_store_that_can_not_be_made_is_not_replaced_by_memory(seen: dict[str, Any]) -> None:
    assert seen["store_without_a_driver"] == "the tracker store cannot be made"


def test_words_of_a_saved_turn_are_answered(seen: dict[str, Any]) -> None:
    assert seen["good_turn"] == [[200, [{"recipient_id": "c", "text": "Baik."}]]]


def test_turn_that_could_not_be_saved_says_nothing(seen: dict[str, Any]) -> None:
    assert seen["unsaved_turn"] == [[503, {"status": "failure", "reason": "OperationalError"}]]


def test_turn_that_breaks_by_itself_is_no_outage(seen: dict[str, Any]) -> None:
    assert seen["broken_turn"] == [[500, {"status": "failure", "reason": "KeyError"}]]


def test_locks_out_of_reach_are_an_outage(seen: dict[str, Any]) -> None:
    [[status, body]], probed = seen["no_locks"]
    assert (status, body["reason"], probed) == (503, "LockError", 503)


def test_turn_without_its_action_server_leaves_no_trace(seen: dict[str, Any]) -> None:
    [[status, _]], kept = seen["no_action_server"]
    assert (status, kept) == (503, ["bolong"])


def test_failure_of_a_turn_does_not_stick_to_the_next(seen: dict[str, Any]) -> None:
    answers, kept = seen["next_turn"]
    assert [status for status, _ in answers] == [503, 200]
    assert kept == ["bolong", "kirim"]


def test_readiness_follows_the_tracker_store(seen: dict[str, Any]) -> None:
    assert seen["readiness"] == [200, 503]


def test_a_long_talk_keeps_its_last_turns_and_the_state_the_others_left(seen: dict[str, Any]) -> None:
    talk = seen["long_talk"]
    assert talk["events"] <= 400
    assert talk["state"] == ["session_started", "awal", "kategori", "lain", "action"]
    assert talk["words"] == [f"kata {number}" for number in range(200 - len(talk["words"]), 200)]
    assert len(talk["words"]) >= 30


def test_a_slot_that_was_emptied_stays_empty_in_a_long_talk(seen: dict[str, Any]) -> None:
    assert seen["forgotten_slots"] == [True, []]
