"""Check digit, spelling and look-alikes of ticket numbers."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ticket_number import Reading, is_valid, new, read, show


def seeded(seed: int) -> random.Random:
    return random.Random(seed)


VALID = new(seeded(7))
A, B = VALID[:4], VALID[4:]
BROKEN = VALID[:-1] + str((int(VALID[-1]) + 1) % 10)
seeds = st.integers(min_value=0, max_value=10**9)


@given(seeds)
def test_new_numbers_are_eight_digits_and_valid(seed: int) -> None:
    number = new(seeded(seed))
    assert len(number) == 8
    assert number[0] != "0"
    assert is_valid(number)


def test_new_numbers_come_from_a_secure_source_and_differ() -> None:
    assert len({new() for _ in range(200)}) > 190


@given(seeds, st.integers(0, 7), st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(seed: int, place: int, shift: int) -> None:
    number = new(seeded(seed))
    wrong = number[:place] + str((int(number[place]) + shift) % 10) + number[place + 1 :]
    assert not is_valid(wrong)


@given(seeds)
def test_every_swap_of_neighbours_is_noticed(seed: int) -> None:
    number = new(seeded(seed))
    swapped = [number[:i] + b + a + number[i + 2 :] for i, (a, b) in enumerate(pairwise(number)) if a != b]
    assert not any(is_valid(other) for other in swapped)


def test_number_is_shown_in_two_halves() -> None:
    assert show("48210934") == "BDG-4821-0934"


@pytest.mark.parametrize(
    "text",
    [
        VALID,
        show(VALID),
        f"bdg {A} {B}",
        f"BDG{VALID}",
        f"BDG-{VALID} gimana kabarnya?",
        f"no tiket {A}.{B}",
        f"cek {A} {B} dong",
        f"status laporan saya {VALID}, makasih",
        f"bdg {A} {B} 2 hari lalu",
        f"#{VALID}",
        f"({VALID})",
        f"bdg_{A}_{B}",
        f"BDG–{A}–{B}",
        "".join(chr(ord(digit) + 0xFEE0) for digit in VALID),
        f"hp 081234567890 tiket {VALID}",
        f"salah {BROKEN} maksudnya {VALID}",
    ],
)
def test_number_is_read_in_any_spelling(text: str) -> None:
    assert read(text) == Reading(VALID)


@pytest.mark.parametrize(
    "text",
    [
        BROKEN,
        show(BROKEN),
        f"bdg {BROKEN[:4]} {BROKEN[4:]}",
        f"tiket {BROKEN[:4]}-{BROKEN[4:]}",
        f"BDG-{VALID[:7]}",
        f"BDG-{A}-{B}7",
        "BDG-0821-0934",
    ],
)
def test_mistyped_number_is_told_and_never_opened(text: str) -> None:
    assert read(text) == Reading(None, mistyped=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "halo min",
        "081234567890",
        "0812 3456 7890",
        "+62 812 3456 7890",
        "3273012503900001",
        "-6.91474400,107.60981000",
        "-6.914744,107.609810",
        "20241208",
        "08122024",
        "2024-2025",
        "tahun 2024 2025",
        "Rp 15000000",
        "Rp10250300",
        "12 12 2024",
        "kode pos 40132",
        "bdg 40132",
        "https://maps.example/48210934",
        "rt 02 rw 07 no 123",
        "lapor jalan rusak",
        "telepon 112",
        "harga 1250 1350 rupiah",
    ],
)
def test_other_numbers_are_no_ticket_numbers(text: str) -> None:
    assert read(text) == Reading(None)


class Scripted:
    def __init__(self, *numbers: int) -> None:
        self._numbers = iter(numbers)

    def randrange(self, start: int, stop: int, /) -> int:
        return next(self._numbers)


DATE_LIKE = next(n for n in range(2024010, 2024013) for d in range(10) if is_valid(f"{n}{d}") and d)


def test_new_numbers_never_look_like_a_date() -> None:
    assert new(Scripted(DATE_LIKE, 4821093)).startswith("4821093")
