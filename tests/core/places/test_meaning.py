"""What the words around a place say about it."""

import pytest

from core.places import as_answer, door, find


@pytest.mark.parametrize(
    ("say", "kecamatan"),
    [
        ("jl asia afrika no 65", "Sumur Bandung"),
        ("jl asia afrika no 112", "Lengkong"),
        ("jl dago no 12", "Bandung Wetan"),
        ("jl dago no 93", "Coblong"),
        ("Jl. Pasir Kaliki No.25-27", "Andir"),
        ("jl asia afrika no 999", None),
        ("jl asia afrika no 65 kecamatan regol", "Regol"),
    ],
)
def test_house_number_settles_a_long_street(say: str, kecamatan: str | None) -> None:
    assert as_answer(say).kecamatan == kecamatan


@pytest.mark.parametrize(
    ("say", "kelurahan", "kecamatan"),
    [
        ("Jl. Peta No. 229, Suka Asih", "Suka Asih", "Bojongloa Kaler"),
        ("lampu mati di Jl. Cikutra No.278, Neglasari", "Neglasari", "Cibeunying Kaler"),
        ("Jl. Terusan Buah Batu No.5, Batununggal", "Batununggal", "Bandung Kidul"),
        ("Jl. Pasir Subur No.10, Ancol", "Ancol", "Regol"),
        ("Gg. Mawar No. 3, Kb. Lega", "Kebon Lega", "Bojongloa Kidul"),
    ],
)
def test_area_follows_a_written_address(say: str, kelurahan: str, kecamatan: str) -> None:
    place = find(say)
    assert place is not None
    assert (place.kelurahan, place.kecamatan) == (kelurahan, kecamatan)


@pytest.mark.parametrize(
    ("say", "kecamatan"),
    [
        ("depan smp 3", "Regol"),
        ("jl kopo depan smp 3", None),
        ("depan smp 3 di kelurahan derwati", "Rancasari"),
        ("lampu mati di sdn 036 ujungberung", "Ujungberung"),
        ("coretan di tembok sekolah sd cijagra", "Lengkong"),
    ],
)
def test_school_is_a_guess_that_any_other_word_overrules(say: str, kecamatan: str | None) -> None:
    place = find(say)
    assert place is not None
    assert place.kecamatan == kecamatan


@pytest.mark.parametrize(
    ("say", "kecamatan"),
    [
        ("di batununggal, jl waas", "Bandung Kidul"),
        ("sukamulya pasteur", "Sukajadi"),
        ("di batununggal", "Batununggal"),
        ("lampu merah buahbatu soekarno hatta mati", "Bandung Kidul"),
    ],
)
def test_neighbour_tells_places_of_one_name_apart(say: str, kecamatan: str) -> None:
    assert as_answer(say).kecamatan == kecamatan


@pytest.mark.parametrize(
    "say",
    [
        "Jln Gegerkalong Hilir deket polban amblas",
        "macet di setiabudi arah lembang",
        "jalan buahbatu arah bojongsoang bolong",
        "jl cimahi gelap",
        "jalan raya cibiru cileunyi padat",
    ],
)
def test_street_of_the_city_is_not_outside_for_what_it_leads_to(say: str) -> None:
    place = find(say)
    assert place is not None
    assert door(place) is None


@pytest.mark.parametrize(
    ("say", "key"),
    [
        ("jl sersan bajuri no 5 longsor", "kbb"),
        ("jalan rusak di jl bojongsoang", "kab_bandung"),
        ("banjir di jalan raya leuwigajah", "cimahi"),
        ("lubang di kopo sayati", "kab_bandung"),
    ],
)
def test_street_beyond_the_border_is_outside(say: str, key: str) -> None:
    assert door(find(say)) == key


@pytest.mark.parametrize(
    ("say", "kecamatan"),
    [
        ("di kopo, eh, di cibaduyut", "Bojongloa Kidul"),
        ("monumen perjuangan? bukan, gedung sate", "Bandung Wetan"),
        ("deket pasar ciroyom, salah, pasar jatayu", "Cicendo"),
    ],
)
def test_second_thought_counts(say: str, kecamatan: str) -> None:
    assert as_answer(say).kecamatan == kecamatan


@pytest.mark.parametrize(
    ("say", "name"),
    [
        ("kel isla", "Isola"),
        ("suka asih", "Suka Asih"),
        ("kec babakan ciparai", "Babakan Ciparay"),
        ("kec cibeunying kdl", "Cibeunying Kidul"),
        ("di pasir impn lampu mati", "Pasir Impun"),
    ],
)
def test_slip_is_forgiven_where_a_name_must_stand(say: str, name: str) -> None:
    place = as_answer(say)
    assert name in (place.kelurahan, place.kecamatan)


@pytest.mark.parametrize("say", ["kopi saya tumpah", "saya suka maju mundur", "jalan rusak parah"])
def test_everyday_words_are_no_slip_of_a_name(say: str) -> None:
    assert find(say) is None
