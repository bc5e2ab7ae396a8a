"""The flood is what it says, and its judge sees what went wrong."""

import json
from dataclasses import replace

import pytest

from bench.flood import Board, Message, judge, plan, shots
from bench.sender import Hit, Shot

NOWHERE = "http://127.0.0.1:1"


def _message_id(shot: Shot) -> object:
    body = json.loads(shot.body)
    if "update_id" in body:
        return body["update_id"]
    return body["entry"][0]["changes"][0]["value"]["messages"][0]["id"]


def test_one_call_in_twenty_is_a_redelivery_in_other_bytes() -> None:
    messages = plan(200, 4, 40)
    calls = shots(NOWHERE, messages, 200, 4)
    first, again = calls[: len(messages)], calls[len(messages) :]
    known = {_message_id(shot): shot for shot in first}

    assert (len(known), len(again)) == (190, 10)
    assert all(shot.due > known[_message_id(shot)].due for shot in again)
    assert all(shot.body != known[_message_id(shot)].body for shot in again)


def test_the_calls_are_evenly_spread() -> None:
    dues = sorted(shot.due for shot in shots(NOWHERE, plan(100, 2, 10), 100, 2))
    assert dues == pytest.approx([n / 50 for n in range(100)])


WROTE = [Message(1, 7, "halo", 0.0), Message(2, 7, "halo", 0.1)]


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        (["Jawaban #1", "Jawaban #2"], (0, 0, 0)),
        (["Jawaban #2", "Jawaban #1"], (0, 0, 1)),
        (["Jawaban #1", "Jawaban #1", "Jawaban #2"], (0, 1, 0)),
        (["Jawaban #2", "Baik."], (1, 0, 0)),
    ],
)
def test_what_citizens_read_is_judged(read: list[str], expected: tuple[float, float, float]) -> None:
    danger = replace(next(each for each in plan(600, 1, 9) if each.is_danger), person=8)
    board = Board()
    board.read[7] = [(10.0, text) for text in read]
    board.read[8] = [(3.5, "Telepon 112 sekarang."), (9.0, f"Jawaban #{danger.number}")]
    hits = [Hit(0.1, 0.0, 200, 3.0)] * 3

    found = judge(board, [*WROTE, danger], hits)

    assert (found["lost"], found["doubled"], found["out_of_order"]) == expected
    assert (found["dangers"], found["told_longest"]) == (1, 0.5)
