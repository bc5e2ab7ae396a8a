"""What the words of one message say by themselves."""

import pytest

from core.reports import said


@pytest.mark.parametrize(
    "text",
    [
        "saluran mampet di jalan pagarsih depan masjid",
        "jalan bypass depan carrefour kiaracondong bolong",
        "sdn di daerah cicaheum narik uang perpisahan",
        "lampu pareum di jalan sukagalih",
        "jalan jelek di jalan cibaduyut raya",
    ],
)
def test_a_problem_is_more_than_its_place(text: str) -> None:
    assert said.tells_problem(text)


@pytest.mark.parametrize("text", ["jalan pagarsih depan masjid", "dago", "deket pasar kosambi", "mau lapor"])
def test_a_place_alone_tells_no_problem(text: str) -> None:
    assert not said.tells_problem(text)


@pytest.mark.parametrize("text", ["eh sukagalih deng", "di jalan gatot subroto yang bener", "ya di antapani"])
def test_fillers_around_a_place_say_nothing_more(text: str) -> None:
    assert said.is_bare_place(text)


@pytest.mark.parametrize("text", ["lampu mati di antapani", "bandung", "iya kirim", ""])
def test_anything_else_is_no_bare_place(text: str) -> None:
    assert not said.is_bare_place(text)


@pytest.mark.parametrize(
    "text", ["kalo di cibiru?", "terus kalau arah dago gimana", "mun di gedebage kumaha"]
)
def test_the_same_question_may_be_asked_for_another_place(text: str) -> None:
    assert said.is_follow_up(text)


@pytest.mark.parametrize("text", ["kalau hujan banjir di pagarsih", "di cibiru", "jalan kalong"])
def test_not_every_if_is_a_question(text: str) -> None:
    assert not said.is_follow_up(text)


def test_an_addition_names_the_spot() -> None:
    assert said.refinement("tepatnya depan kantor pos, udah 3 hari") == "Depan kantor Pos"
    assert said.refinement("udah 3 hari") is None


def test_a_landmark_is_taken_from_somebody_who_does_not_know() -> None:
    place = said.place_despite_not_knowing("gatau ih pokoknya deket sekolah")
    assert place is not None
    assert place.text == "Deket sekolah"
    assert said.place_despite_not_knowing("gatau") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("atas nama rina wulandari", "Rina Wulandari"), ("rina", "Rina"), ("ga tau namanya", None)],
)
def test_a_name_is_read_from_an_answer(text: str, name: str | None) -> None:
    assert said.name_given(text) == name


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("nama saya Yanti, mau lapor got mampet", "Yanti", "mau lapor got mampet"),
        ("got mampet. nama saya Budi Santoso dari RW 3", "Budi Santoso", "got mampet.  dari RW 3"),
        ("nama saya jangan disebut", None, "nama saya jangan disebut"),
        ("got mampet", None, "got mampet"),
    ],
)
def test_an_introduction_leaves_the_text(text: str, name: str | None, rest: str) -> None:
    assert said.introduced(text) == (name, rest)


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("tolong rahasiakan nama saya, tetangga bikin bangunan liar", "anonymous"),
        ("nama saya jangan disebut ya", "anonymous"),
        ("identitas abdi punten disumputkeun", "anonymous"),
        ("saya lapor anonim", "anonymous"),
        ("laporan rahasia ya, oknum minta jatah", "secret"),
        ("isi laporannya jangan dipublikasikan", "secret"),
        ("lampu jalan mati di dago", None),
        ("nama jalannya saya lupa", None),
    ],
)
def test_a_wish_to_stay_hidden_is_heard_inside_the_story(text: str, level: str | None) -> None:
    assert said.privacy_wished(text) == level


@pytest.mark.parametrize(
    "text", ["bentar saya foto dulu", "jangan dikirim dulu", "tunggu ya", "antosan sakedap"]
)
def test_waiting_is_neither_yes_nor_no(text: str) -> None:
    assert said.asks_to_wait(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [("lokasinya", "place"), ("kategorinya", "category"), ("isi laporan", "text"), ("salah", None)],
)
def test_a_part_to_change_may_be_named(text: str, part: str | None) -> None:
    assert said.part_named(text) == part


def test_the_right_half_of_a_correction_is_meant() -> None:
    assert said.meant("bukan di kopo tapi cibaduyut") == "cibaduyut"


@pytest.mark.parametrize(
    "text", ["eh bukan holis, tapi di jalan caringin", "ralat di braga", "eh salah di dago"]
)
def test_a_correction_is_known_by_its_words(text: str) -> None:
    assert said.corrects(text)


@pytest.mark.parametrize("text", ["lubangnya bukan cuma satu", "di jalan braga", "salahnya siapa"])
def test_not_every_no_corrects(text: str) -> None:
    assert not said.corrects(text)


@pytest.mark.parametrize("text", ["sini lah", "depan rumah saya", "disini min"])
def test_here_is_no_place(text: str) -> None:
    assert said.says_only_here(text)


def test_a_landmark_is_more_than_here() -> None:
    assert not said.says_only_here("depan rumah makan ampera")
