"""Rivers, junctions and public places by their namesakes, and the one of several places that is meant."""

import pytest

from core.places import find


@pytest.mark.parametrize(
    ("say", "name"),
    [
        ("sampah nyangkut di walungan citepus", "Sungai Citepus"),
        ("limbah pabrik mengalir ke sungai cinambo", "Sungai Cinambo"),
        ("kali cipamokolan meluap lagi", "Sungai Cipamokolan"),
        ("walungan Cikapundung Kolot geus deet", "Sungai Cikapundung Kolot"),
        ("Cikapundung meluap", "Sungai Cikapundung"),
        ("TPS Cikutra meluber", "TPS Cikutra"),
        ("puskesmas sekeloa tutup", "Puskesmas Sekeloa"),
        ("stopan samsat padat", "Simpang Samsat"),
        ("jalan ka cipaganti poek", "Cipaganti"),
        ("heavy traffic around braga", "Braga"),
    ],
)
def test_place_is_called_after_what_it_serves(say: str, name: str) -> None:
    place = find(say)
    assert place is not None
    assert name in (place.name, place.text)


@pytest.mark.parametrize(
    "say",
    [
        "sudah dua kali lapor belum ada jawaban",
        "pertama kali lapor",
        "jalan jadi sungai kalau hujan",
        "kali aja bisa dibantu",
        "kereta KA Turangga telat",
    ],
)
def test_everyday_words_are_no_river_or_way(say: str) -> None:
    assert find(say) is None


@pytest.mark.parametrize(
    ("say", "name"),
    [
        ("Terima kasih sudah mengaspal Jalan Kopo. Sayangnya Jalan Jamika masih berlubang.", "Jamika"),
        ("Saya biasa jualan di Pasar Cihapit. Aspal di Jalan Riau rusak.", "RE Martadinata"),
        ("tolong perbaiki Jalan Kopo, terima kasih", "Kopo"),
        ("angkot mangkal di Pasar Cihapit", "Pasar Cihapit"),
        ("lampu mati di RW 03 Cigadung Kulon", "Cigadung"),
    ],
)
def test_place_of_what_is_wrong_is_meant(say: str, name: str) -> None:
    place = find(say)
    assert place is not None
    assert place.name == name
