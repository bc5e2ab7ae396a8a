"""What an edited message means for the draft that its old words are in."""

import pytest

from core import places
from core.reports import Draft, Heard, Rewording, hear, reworded

OLD = "lampu jalan mati di jalan cikutra"


def draft(text: str = OLD, **changes: object) -> Draft:
    """What the form knows after one sentence."""
    heard = hear(Draft(), Heard("report_problem", text, category="street_light", category_confidence=0.8))
    assert heard is not None
    return heard.with_(**changes)


def edited(before: str, now: str, number: int = 5) -> list[Rewording]:
    return [Rewording(number, (before,), now)]


def test_new_words_replace_the_old_ones_and_bring_their_place() -> None:
    after = reworded(draft(), edited(OLD, "lampu jalan mati di jalan cikadut"))
    assert after.text == "lampu jalan mati di jalan cikadut"
    assert after.place is not None
    assert "Cikadut" in after.place.text


def test_other_sentences_of_the_report_stay() -> None:
    longer = draft().with_(text=f"{OLD}\nsudah seminggu\ngelap pisan")
    after = reworded(longer, edited("sudah seminggu", "sudah dua minggu"))
    assert after.text == f"{OLD}\nsudah dua minggu\ngelap pisan"
    assert after.place == longer.place


def test_only_whole_lines_are_the_old_words() -> None:
    assert reworded(draft(), edited("lampu jalan mati", "pohon tumbang")).text == OLD


def test_a_message_of_several_lines_is_found() -> None:
    story = "lampu jalan  mati\n\ndi jalan cikutra"
    after = reworded(draft("lampu jalan mati\ndi jalan cikutra"), edited(story, "lampu mati di cikadut"))
    assert after.text == "lampu mati di cikadut"


def test_an_edit_that_adds_the_place_answers_where() -> None:
    after = reworded(draft("lampu jalan mati"), edited("lampu jalan mati", OLD))
    assert after.missing is None


def test_an_edit_that_drops_the_place_makes_it_missing() -> None:
    assert reworded(draft(), edited(OLD, "lampu jalan mati semua")).missing == "place"


def test_a_place_told_or_pinned_otherwise_stays() -> None:
    kopo = draft(place=places.as_answer("depan smp 3 kopo"))
    assert reworded(kopo, edited(OLD, "lampu jalan mati di jalan cikadut")).place == kopo.place


def test_a_pin_keeps_its_point_and_takes_the_new_words() -> None:
    pinned = hear(draft(), Heard("share_location", location={"lat": -6.9, "lon": 107.64}))
    assert pinned is not None
    after = reworded(pinned, edited(OLD, "lampu jalan mati di jalan cikadut")).place
    assert after is not None
    assert (after.kind, after.lat, "Cikadut" in after.text) == ("pin", -6.9, True)


def test_an_edited_answer_to_where_changes_only_the_place() -> None:
    placed = draft("lampu jalan mati").with_(place=places.as_answer("di jalan cikutra"))
    after = reworded(placed, edited("di jalan cikutra", "di jalan cikadut"))
    assert after.text == "lampu jalan mati"
    assert after.place is not None
    assert "Cikadut" in after.place.text


def test_other_trouble_is_another_category() -> None:
    assert reworded(draft(), edited(OLD, "sampah numpuk di jalan cikutra")).category == "waste"


def test_a_category_that_was_chosen_stays() -> None:
    chosen = draft(category="other", confidence=1.0)
    assert reworded(chosen, edited(OLD, "sampah numpuk di jalan cikutra")).category == "other"


def test_a_wish_to_stay_hidden_counts() -> None:
    after = reworded(draft(), edited(OLD, f"{OLD}, jangan sebut nama saya"))
    assert after.privacy == "anonymous"


def test_a_name_is_taken_out_of_the_new_words() -> None:
    told = "nama saya Yanti, lampu jalan mati di jalan cikutra"
    after = reworded(draft(told), edited(told, "nama saya Yanti, lampu jalan mati di jalan cikadut"))
    assert (after.text, after.name) == ("lampu jalan mati di jalan cikadut", "Yanti")


@pytest.mark.parametrize("text", ["pohon tumbang di dago", "halo"])
def test_words_that_are_not_in_the_draft_change_nothing(text: str) -> None:
    before = draft()
    assert reworded(before, edited(text, "sampah di cicadas")) == before.with_(edits_heard=5)


def test_each_edit_counts_once() -> None:
    """Whoever says the old place again afterwards means it."""
    changes = edited(OLD, "lampu jalan mati di jalan cikadut")
    back = reworded(draft(), changes).with_(place=places.find(OLD))
    assert reworded(back, changes) == back


def test_all_versions_in_between_are_old_words() -> None:
    between = Rewording(6, (OLD, OLD, "lampu mati di cikadut"), "lampu mati di antapani")
    assert reworded(draft("lampu mati di cikadut"), [between]).text == "lampu mati di antapani"
