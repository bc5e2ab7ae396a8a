"""The judge of the storm sees what it is there to see."""

from tests.faults.platforms import Accepted
from tests.faults.storm import Citizen, Verdict, plan

STEPS = plan(0, 3)
ANSWERS = [
    "Cuaca hari ini di Kec. Andir: 20 °C.",
    "Saya catat begini:\n• Masalah: Lampu jalan – “...”\n• Lokasi: Jalan Cikutra",
    "Laporan terkirim\nNomor: BDG-8626-1977",
]


def judged(*texts: str, kills: tuple[float, ...] = ()) -> Verdict:
    chat = [Accepted(float(place), text) for place, text in enumerate(texts)]
    return Verdict.of([Citizen("1", STEPS, chat)], kills)


def test_one_answer_to_each_in_order_is_what_we_want() -> None:
    verdict = judged(*ANSWERS)
    assert (verdict.lost, verdict.doubled, verdict.out_of_order) == ([], [], [])
    assert verdict.numbers == ["BDG-8626-1977"]


def test_a_missing_answer_is_lost() -> None:
    assert judged(*ANSWERS[:2]).lost == ["1: kirim"]


def test_a_second_answer_is_doubled() -> None:
    assert judged(*ANSWERS, ANSWERS[0]).doubled


def test_words_that_nobody_asked_for_are_doubled() -> None:
    assert judged(*ANSWERS, "Maaf, saya belum menangkap maksudnya.").doubled


def test_answers_in_another_order_are_seen() -> None:
    assert judged(ANSWERS[1], ANSWERS[0], ANSWERS[2]).out_of_order


def test_the_notice_of_an_outage_answers_nothing() -> None:
    verdict = judged("Pesan Anda sudah tersimpan dan pasti saya jawab", *ANSWERS)
    assert (verdict.doubled, verdict.out_of_order) == ([], [])


def test_a_repeat_by_a_kill_in_that_instant_is_told_apart() -> None:
    verdict = judged(*ANSWERS, ANSWERS[2], kills=(2.3,))
    assert (verdict.doubled, len(verdict.repeated)) == ([], 1)


def test_a_repeat_long_after_a_kill_is_doubled() -> None:
    assert judged(*ANSWERS, ANSWERS[2], kills=(2.9,)).doubled
