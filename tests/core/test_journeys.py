"""Questions about a way: both ends, what lies between, and names that only look like a way."""

import pytest

from core.journeys import places_asked


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("macet ga di pasteur", ["Pasteur"]),
        ("dari dago ke kopo macet?", ["Dago", "Kopo"]),
        ("ti ujungberung ka cibiru macet teu", ["Ujungberung", "Cibiru"]),
        ("how is the traffic from dago to kopo", ["Dago", "Kopo"]),
        ("dari cimahi ke buahbatu lewat mana", ["Cimahi", "Buahbatu"]),
        ("ledeng ke lembang padat ga", ["Ledeng", "Lembang"]),
        ("ti Lembang ka Bandung macet keneh teu", ["Lembang"]),
        ("mau ke jakarta lewat pasteur macet ga", ["Jakarta", "Pasteur"]),
        (
            "alun-alun ke tegallega via otista",
            ["Alun-alun Bandung", "Taman Tegalega", "Otto Iskandardinata"],
        ),
        ("perempatan buah batu dan soetta", ["Simpang Soekarno-Hatta – Buah Batu"]),
        ("soetta arah cibiru", ["Soekarno-Hatta"]),
        ("arah lembang macet ga?", ["Lembang"]),
        ("ke arah cimahi lancar?", ["Cimahi"]),
        ("jurusan jatinangor macet teu", ["Jatinangor"]),
        ("traffic towards lembang", ["Lembang"]),
        ("dari rumah ke rs borromeus", ["RS Borromeus"]),
        ("berangkat ke kantor lewat pasteur macet ga", ["Pasteur"]),
        ("ka, macet ga di gasibu, saya mau ke sana sama anak", ["Lapangan Gasibu"]),
        ("dago ke dago macet", ["Dago"]),
        ("macet ga sekarang", []),
        ("lewat mana ya biar ga macet", []),
        ("jalan ke sekolah macet ga", []),
    ],
)
def test_the_places_of_a_question(said: str, names: list[str]) -> None:
    assert [place.name for place in places_asked(said)] == names


def test_no_answer_looks_at_more_than_three() -> None:
    said = "dari dago ke kopo lewat braga terus laswi terus gedebage"
    assert len(places_asked(said)) == 3
