"""What one more message means for a report."""

import pytest

from core.places import Place
from core.reports import Draft, End, Heard, hear

COMPLAINT = "min, jalan di kopo depan smp 3 bolong gede udah sebulan"


def told(text: str, intent: str = "report_problem", **more: object) -> Heard:
    facts = {"category": "road_damage", "category_confidence": 0.8, **more}
    return Heard(intent=intent, text=text, **facts)  # type: ignore[arg-type]


def after(draft: Draft, heard: Heard) -> Draft:
    result = hear(draft, heard)
    assert result is not None
    return result


@pytest.fixture
def complete() -> Draft:
    return after(Draft(), told(COMPLAINT))


def test_a_complete_first_sentence_leaves_nothing_to_ask(complete: Draft) -> None:
    assert complete.missing is None
    assert complete.place is not None
    assert complete.place.text == "Kopo, depan SMP 3"
    assert complete.category == "road_damage"


def test_a_problem_without_a_place_asks_only_for_the_place() -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    assert draft.missing == "place"
    assert after(draft, told("di antapani kidul", "inform_place")).missing is None


def test_a_bare_place_that_looks_like_a_traffic_question_answers_where() -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    assert after(draft, told("pasteur", "ask_traffic")).place is not None


def test_an_unknown_place_is_kept_in_the_citizens_words() -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    draft = after(draft, told("deket warung bu imas", "inform_place"))
    assert draft.place is not None
    assert draft.place.text == "Dekat warung Bu Imas"


@pytest.mark.parametrize("words", ["gatau", "ga tau namanya", "lupa euy", "teu terang"])
def test_not_knowing_the_place_is_asked_once_more_and_then_accepted(words: str) -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    draft = after(draft, told(words, "nlu_fallback"))
    assert draft.missing == "place"
    assert after(draft, told(words, "nlu_fallback")).missing is None


def test_the_city_alone_is_no_place() -> None:
    assert after(Draft(), told("sampah numpuk di bandung", category="waste")).missing == "place"


def test_a_question_aside_leaves_the_draft_alone(complete: Draft) -> None:
    assert hear(complete, told("besok hujan ga di antapani?", "ask_weather")) is None


def test_a_photo_joins_whatever_else_is_said(complete: Draft) -> None:
    draft = after(complete, Heard(intent="share_media", files=("f1",)))
    assert draft.files == ("f1",)
    assert after(draft, told("makasih", "thank", files=("f2",))).files == ("f1", "f2")


def test_a_pin_keeps_the_words_of_the_place(complete: Draft) -> None:
    draft = after(complete, Heard(intent="share_location", location={"lat": -6.9468, "lon": 107.5942}))
    assert draft.place is not None
    assert draft.place.text == "Kopo, depan SMP 3"
    assert draft.place.kecamatan is not None
    assert draft.place.lat == pytest.approx(-6.9468)


@pytest.mark.parametrize("intent", ["send_report", "affirm"])
def test_sending_ends_a_complete_report(complete: Draft, intent: str) -> None:
    assert after(complete, Heard(intent=intent)).end is End.SEND


def test_sending_an_incomplete_report_asks_again() -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    again = after(draft, Heard(intent="send_report"))
    assert again.end is None
    assert again.tries == 1


def test_a_no_to_the_summary_asks_what_to_change(complete: Draft) -> None:
    assert after(complete, Heard(intent="deny", text="bukan")).changing == "ask"


@pytest.mark.parametrize(
    "words",
    ["salah, bukan di kopo tapi cibaduyut", "lokasinya harusnya di cibaduyut", "ralat: di cibaduyut ya"],
)
def test_a_corrected_place_replaces_the_old_one(complete: Draft, words: str) -> None:
    draft = after(complete, told(words, "correct"))
    assert draft.place is not None
    assert "cibaduyut" in draft.place.text.lower()


def test_a_change_button_waits_for_the_new_place(complete: Draft) -> None:
    draft = after(complete, Heard(intent="correct", part="place"))
    assert draft.changing == "place"
    draft = after(draft, told("di jalan braga", "inform_place"))
    assert draft.place is not None
    assert "Braga" in draft.place.text
    assert draft.changing is None


def test_a_chosen_category_replaces_the_guess(complete: Draft) -> None:
    assert after(complete, Heard(intent="correct", chosen="waste")).category == "waste"


def test_a_category_may_be_corrected_in_words(complete: Draft) -> None:
    assert after(complete, told("itu masalah sampah, bukan jalan", "correct")).category == "waste"


def test_new_text_replaces_the_old_after_the_text_button(complete: Draft) -> None:
    draft = after(complete, Heard(intent="correct", part="text"))
    draft = after(draft, told("trotoarnya ambles sampai orang jatuh"))
    assert draft.text == "trotoarnya ambles sampai orang jatuh"
    assert draft.place is not None


def test_more_detail_is_added_to_the_text(complete: Draft) -> None:
    draft = after(complete, told("tadi pagi ada motor jatuh gara-gara lubang itu"))
    assert draft.text.startswith(COMPLAINT)
    assert "motor jatuh" in draft.text


def test_words_that_mean_nothing_change_nothing(complete: Draft) -> None:
    draft = after(complete, told("asdf", "nlu_fallback"))
    assert draft.text == COMPLAINT
    assert draft.tries == 1


@pytest.mark.parametrize(
    ("intent", "privacy"),
    [("make_anonymous", "anonymous"), ("make_secret", "secret"), ("make_public", "public")],
)
def test_privacy_is_a_wish_away(complete: Draft, intent: str, privacy: str) -> None:
    assert after(complete, Heard(intent=intent)).privacy == privacy


def test_a_name_may_be_given(complete: Draft) -> None:
    assert after(complete, told("atas nama rina wulandari", "inform_name")).name == "Rina Wulandari"


def test_wanting_to_report_says_nothing_yet() -> None:
    heard = told("mau lapor", "start_report", category_confidence=0.2)
    assert after(Draft(), heard).missing == "text"


def test_wanting_to_report_with_content_is_the_report() -> None:
    assert after(Draft(), told("mau lapor jalan bolong di kopo depan smp 3", "start_report")).missing is None


def test_a_greeting_is_not_the_problem() -> None:
    assert after(Draft(), told("halo", "greet")).missing == "text"


def test_the_clearest_words_decide_the_category() -> None:
    draft = after(Draft(), told("ada masalah di jalan braga", category="other", category_confidence=0.3))
    assert after(draft, told("sampahnya numpuk berhari-hari", category="waste")).category == "waste"


def test_a_draft_survives_the_slots(complete: Draft) -> None:
    draft = complete.with_(files=("f1",), name="Rina", privacy="secret", changing="ask", tries=2)
    assert Draft.from_slots(draft.as_slots()) == draft


def test_empty_slots_are_an_empty_draft() -> None:
    assert Draft.from_slots({}) == Draft()


def test_at_most_ten_files_are_kept(complete: Draft) -> None:
    many = tuple(f"f{n}" for n in range(14))
    assert len(after(complete, Heard(intent="share_media", files=many)).files) == 10


def test_words_after_a_pin_keep_its_point() -> None:
    pin = {"lat": -6.9468, "lon": 107.5942}
    draft = after(Draft(), Heard(intent="share_location", location=pin))
    draft = after(draft, told("jalan bolong gede banget"))
    draft = after(draft, told("depan bengkel pak ujang", "inform_place"))
    assert isinstance(draft.place, Place)
    assert draft.place.lat == pytest.approx(-6.9468)
    assert "Ujang" in draft.place.text


def test_a_place_said_with_another_intent_replaces_the_place(complete: Draft) -> None:
    draft = after(complete, told("eh sukagalih deng", "nlu_fallback"))
    assert draft.place is not None
    assert draft.place.text == "Sukagalih"


def test_an_addition_keeps_the_place_and_says_where_more_exactly(complete: Draft) -> None:
    draft = after(complete, told("tepatnya depan kantor pos, udah 3 hari"))
    assert draft.place is not None
    assert draft.place.text == "Kopo, depan SMP 3, depan kantor Pos"
    assert "udah 3 hari" in draft.text


def test_a_place_from_small_talk_gives_way_to_the_place_in_the_story() -> None:
    draft = after(Draft(), told("dago", "inform_place"))
    draft = after(draft, told("trotoar rusak di jalan braga"))
    assert draft.place is not None
    assert draft.place.text == "Jalan Braga"


def test_a_wish_within_the_story_hides_the_name() -> None:
    draft = after(Draft(), told("nama saya Budi tapi tolong dirahasiakan, ada pungli di kelurahan gumuruh"))
    assert draft.privacy == "anonymous"
    assert "Budi" not in draft.text


def test_a_wish_never_shows_what_was_hidden(complete: Draft) -> None:
    draft = after(
        complete.with_(privacy="secret"), told("tanpa nama ya, lubangnya dalam sekali", "report_problem")
    )
    assert draft.privacy == "secret"


def test_a_name_given_to_a_hidden_report_stays_hidden(complete: Draft) -> None:
    draft = after(complete.with_(privacy="anonymous"), told("atas nama rina", "inform_name"))
    assert draft.privacy == "anonymous"


def test_a_question_asked_again_for_another_place_is_answered_aside(complete: Draft) -> None:
    assert hear(complete, told("kalo di cibiru?", "inform_place", after="ask_weather")) is None


@pytest.mark.parametrize("intent", ["affirm", "deny", "cancel", "share_media"])
def test_wait_neither_sends_nor_changes(complete: Draft, intent: str) -> None:
    assert after(complete, told("bentar saya cek dulu", intent)) == complete


def test_a_courtesy_is_no_detail(complete: Draft) -> None:
    assert after(complete, told("halo", "greet")).text == complete.text


@pytest.mark.parametrize("words", ["hmm", "asdf"])
def test_a_murmur_is_no_story(words: str) -> None:
    assert after(Draft(), told(words, "nlu_fallback")).missing == "text"


def test_a_photo_forgives_words_that_were_not_understood(complete: Draft) -> None:
    draft = after(complete.with_(tries=1), Heard(intent="share_media", files=("f1",)))
    assert draft.tries == 0


def test_a_coordinate_link_answers_where() -> None:
    draft = after(Draft(), told("tembok kali jebol"))
    draft = after(draft, told("https://maps.google.com/?q=-6.9147,107.6609", "ask_112"))
    assert draft.place is not None
    assert draft.place.kind == "pin"


def test_here_is_asked_again() -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    draft = after(draft, told("sini lah", "inform_place"))
    assert (draft.missing, draft.tries) == ("place", 1)


def test_a_correction_that_looks_like_a_problem_still_corrects(complete: Draft) -> None:
    draft = after(complete, told("eh bukan kopo, tapi di jalan caringin"))
    assert draft.place is not None
    assert draft.place.text == "Jalan Caringin"


def test_a_bare_place_with_a_question_mark_answers_where() -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    assert after(draft, told("di jalan terusan jakarta ya?", "ask_traffic")).missing is None


def test_a_bare_place_taken_for_a_problem_asks_what_happened_there() -> None:
    draft = after(Draft(), told("di jalan lengkong kecil"))
    assert draft.missing == "text"
    assert draft.place is not None


@pytest.mark.parametrize(
    "words",
    ["jalan sukagalih depan masjid, anonim ya", "di jalan kopo depan smp 3, tolong rahasiakan nama saya"],
)
@pytest.mark.parametrize("intent", ["inform_place", "make_anonymous"])
def test_a_wish_beside_the_place_is_heard_with_it(words: str, intent: str) -> None:
    draft = after(Draft(), told("lampu jalan mati udah seminggu"))
    draft = after(draft, told(words, intent))
    assert draft.privacy == "anonymous"
    assert draft.missing is None


def test_a_secret_report_never_becomes_less_secret_by_hiding_the_name(complete: Draft) -> None:
    secret = after(complete, Heard(intent="make_secret"))
    assert after(secret, told("nama saya jangan disebut ya", "make_anonymous")).privacy == "secret"


def test_the_first_named_trouble_decides_the_category() -> None:
    lament = told("min tolong dong warga sini udah resah banget", category="waste", category_confidence=0.9)
    lamp = told("lampu jalan mati semua di jalan sukagalih", category="street_light", category_confidence=0.6)
    assert after(after(Draft(), lament), lamp).category == "street_light"


def test_a_but_that_names_no_place_takes_nothing_away() -> None:
    draft = after(Draft(), told("jalan bolong gede banget"))
    draft = after(draft, told("lokasinya di jalan sukagalih no 5, tapi jangan dibocorin ya", "inform_place"))
    assert draft.place is not None
    assert "Sukagalih" in draft.place.text


def test_a_story_told_with_a_wish_is_kept(complete: Draft) -> None:
    draft = after(complete, told("lubangnya udah makan korban, nama saya jangan disebut", "make_anonymous"))
    assert draft.privacy == "anonymous"
    assert "makan korban" in draft.text
