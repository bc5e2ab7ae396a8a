"""The camera links that answer "macet ga di ...?"."""

from urllib.parse import urlsplit

import pytest

from core.cameras import CameraHit, known, nearest, on_the_way, pages
from core.journeys import places_asked
from core.places import Place, find, locate
from core.places.gazetteer import read

LOCATIONS = read("cameras.json")["locations"]


def names(hits: list[CameraHit]) -> list[str]:
    return [hit.name for hit in hits]


@pytest.mark.parametrize(
    ("say", "first"),
    [
        ("macet ga di simpang pasteur cihampelas", "Simpang Pasteur – Cihampelas"),
        ("perempatan buah batu soekarno hatta", "Simpang Soekarno-Hatta – Buah Batu"),
        ("simpang samsat", "Simpang Samsat (Soekarno-Hatta – Ibrahim Adjie)"),
        ("deket pvj macet?", "Sukajadi, PVJ"),
        ("pasar kosambi", "Pasar Kosambi"),
        ("jl jakarta", "Jalan Jakarta, HKBP"),
    ],
)
def test_named_camera_comes_first(say: str, first: str) -> None:
    assert names(nearest(find(say)))[0] == first


@pytest.mark.parametrize(
    ("say", "first"),
    [
        ("macet nggak di Pasteur?", "Simpang Pasteur – Pasirkaliki"),
        ("tol pasteur antri ga", "Pasteur (Dr. Djunjunan), BTC"),
        ("exit tol moh toha macet", "Simpang Soekarno-Hatta – Moh. Toha"),
        ("gerbang tol kopo padat", "Kopo Bizpark, depan BRI"),
        ("gerbang tol pasir koja", "Simpang Soekarno-Hatta – Pasir Koja"),
        ("jl asia afrika macet ga", "Simpang Asia Afrika – Braga"),
        ("kumaha kaayaan jalan asia afrika", "Simpang Asia Afrika – Braga"),
        ("perempatan buah batu soetta", "Simpang Soekarno-Hatta – Buah Batu"),
        ("simpang buahbatu soekarno hatta lancar?", "Simpang Soekarno-Hatta – Buah Batu"),
        ("samsat kircon macet", "Simpang Samsat (Soekarno-Hatta – Ibrahim Adjie)"),
        ("liat kamera simpang lima", "Simpang Lima, Asia Afrika"),
        ("prapatan simpang lima asia afrika", "Simpang Lima, Asia Afrika"),
        ("how's the traffic on asia afrika street", "Simpang Asia Afrika – Braga"),
        ("cikapayang padet ga", "Simpang Dago – Cikapayang"),
        ("gasibu macet?", "Simpang Surapati – Sentot Alibasyah (Gasibu)"),
        ("pusdai rame ga", "Pusdai"),
        ("braga naripan", "Braga – Naripan"),
        ("alun-alun ujungberung macet", "Alun-alun Ujungberung"),
        ("pasar baru macet ga", "Pasar Baru"),
        ("otista macet gak siang bolong gini", "Simpang Peta – Otista"),
        ("itc kebon kalapa", "ITC Kebon Kalapa"),
        ("tolong cek jl peta", "Simpang Peta – Otista"),
        ("simpang bkr moh toha", "Simpang BKR – Moh. Toha"),
        ("bkr sriwijaya", "Simpang BKR – Sriwijaya"),
        ("moh toha macet g", "Simpang Soekarno-Hatta – Moh. Toha"),
        ("leuwipanjang padet pisan", "Flyover Kopo – Leuwipanjang"),
        ("flyover kopo rame", "Flyover Kopo – Leuwipanjang"),
        ("miko mall macet", "Kopo, seberang Miko Mall"),
        ("rs bandung kiwari", "Kopo, RS Bandung Kiwari"),
        ("caringin macet", "Simpang Soekarno-Hatta – Caringin"),
        ("pasar caringin", "Simpang Soekarno-Hatta – Caringin"),
        ("gardujati", "Simpang Sudirman – Gardujati"),
        ("rajawali macet ga", "Rajawali"),
        ("pasar ciroyom", "Pasar Ciroyom"),
        ("flyover cimindi", "Flyover Cimindi"),
        ("cijerah padat", "Cijerah, Pal Tilu"),
        ("simpang pajajaran", "Simpang Pajajaran"),
        ("kebon kawung", "Kebon Kawung – Pasirkaliki"),
        ("balai kota", "Wastukencana, Balai Kota"),
        ("bec rame", "Purnawarman, BEC"),
        ("bip macet", "Simpang Merdeka – Aceh"),
        ("yogya junction", "Riau (RE Martadinata), Yogya Junction"),
        ("laswi mampet", "Ahmad Yani – Laswi"),
        ("gatsu padet ga min jam segini", "Gatot Subroto, Trans Studio Mall"),
        ("bsm macet ga", "Gatot Subroto, Trans Studio Mall"),
        ("binong", "Simpang Kiaracondong – Binong"),
        ("flyover kiaracondong rame ga", "Flyover Kiaracondong, perlintasan kereta"),
        ("pasar kiaracondong", "Pasar Kiaracondong"),
        ("jl jakarta lancar?", "Jalan Jakarta, HKBP"),
        ("antapani macet", "Antapani, Terminal Antapani"),
        ("cicadas padat", "Simpang Cicadas – Kiaracondong"),
        ("macet parah ga di cicaheum", "Depan Terminal Cicaheum"),
        ("terminal cicaheum", "Depan Terminal Cicaheum"),
        ("phh mustofa", "Simpang PHH Mustofa – Cikutra"),
        ("surapati", "Simpang Surapati – Sentot Alibasyah (Gasibu)"),
        ("pasupati merayap ga sore ini", "Pasteur, Jembatan Pasupati"),
        ("mau liat cctv tamansari barusan ada apa", "Tamansari, Unisba"),
        ("unisba", "Tamansari, Unisba"),
        ("itb macet", "Tamansari, ITB dan Kebun Binatang"),
        ("unikom", "Dipati Ukur, Unikom"),
        ("rs borromeus", "Dago, RS Borromeus"),
        ("cihampelas macét parah euy", "Cihampelas, Skywalk"),
        ("ciwalk rame", "Cihampelas, Skywalk"),
        ("surya sumantri", "Simpang Pasteur – Surya Sumantri"),
        ("rshs macet ga", "Sukajadi, RSHS"),
        ("setiabudi macet weekend", "Setiabudi – Gegerkalong"),
        ("terminal ledeng", "Setiabudi, depan Terminal Ledeng"),
        ("sport jabar arcamanik", "SOR Arcamanik"),
        ("pasir impun", "Simpang AH Nasution – Pasir Impun"),
        ("cijambe", "Simpang AH Nasution – Cijambe"),
        ("rsud ujungberung", "Simpang RS Ujungberung"),
        ("simpang gedebage", "Simpang Soekarno-Hatta – Gedebage"),
        ("gbla macet ga ada persib", "Rancanumpang"),
        ("derwati", "Gedebage Selatan – Derwati, pantau genangan"),
        ("buahbatu kordon", "Simpang Kordon"),
        ("terusan buah batu", "Terusan Buah Batu, jembatan tol"),
        ("martanegara", "Martanegara, Satpol PP"),
        ("talaga bodas", "Simpang Pelajar Pejuang – Talaga Bodas"),
        ("kosambi macet", "Pasar Kosambi"),
        ("kel. cigadung", "Cigadung"),
        ("kec cinambo", "Rumah Sakit – Cinambo"),
        ("cingised", "Cingised, pantau genangan"),
        ("soetta arah cibiru", "Simpang Soekarno-Hatta – Gedebage"),
        ("saparua", "Ambon – Saparua"),
        ("sarijadi", "Sutami"),
    ],
)
def test_a_question_finds_its_camera(say: str, first: str) -> None:
    assert names(nearest(places_asked(say)[0]))[0] == first


@pytest.mark.parametrize(
    ("say", "first"),
    [
        ("macet di lembang", "Setiabudi, depan Terminal Ledeng"),
        ("cimahi macet", "Flyover Cimindi"),
        ("cileunyi padat ga", "Simpang Soekarno-Hatta – Gedebage"),
        ("dayeuhkolot", "Moh. Toha, RS Sartika Asih"),
        ("bojongsoang macet", "Terusan Buah Batu, jembatan tol"),
        ("telkom university macet", "Terusan Buah Batu, jembatan tol"),
        ("melong macet ga", "Simpang Cibeureum"),
        ("polban", "Sutami"),
    ],
)
def test_near_the_border_the_last_camera_inside_is_found(say: str, first: str) -> None:
    assert names(on_the_way(places_asked(say)[0]))[0] == first


@pytest.mark.parametrize("say", ["padalarang", "jakarta", "soreang", "garut", "jatinangor"])
def test_far_outside_there_is_none(say: str) -> None:
    assert on_the_way(places_asked(say)[0]) == []


def test_inside_there_is_no_way_out() -> None:
    place = find("macet di dago")
    assert place is not None
    assert on_the_way(place) == []


def test_a_namesake_across_the_city_is_not_offered() -> None:
    assert "Palasari" not in names(nearest(find("macet di kelurahan palasari")))
    assert "Alun-alun Ujungberung" not in names(nearest(find("alun alun bandung macet")))


def test_a_park_comes_after_roads() -> None:
    assert "Taman Lansia" not in names(nearest(find("gedung sate macet")))


def test_silent_cameras_make_room_for_the_next() -> None:
    first = nearest(find("simpang dago"))[0]
    others = nearest(find("simpang dago"), silent={first.page_url})
    assert first.page_url not in {hit.page_url for hit in others}
    assert len(others) == 3


def test_every_camera_can_be_silent() -> None:
    assert nearest(find("simpang dago"), silent=pages()) == []


def test_pages_name_their_cameras() -> None:
    assert len(pages()) == 208
    assert sum(map(len, pages().values())) == len(LOCATIONS)
    assert known() == (450, 211, "2026-02")


def test_neighbours_are_places_outside_and_landmarks_are_listed() -> None:
    outside = {row["name"] for row in read("places/outside.json")["places"]}
    landmarks = {row["name"] for row in read("places/landmarks.json")["landmarks"]}
    assert {row["name"] for row in read("cameras.json")["neighbours"]} <= outside
    assert {name for row in LOCATIONS for name in row.get("near", [])} <= landmarks


@pytest.mark.parametrize(
    ("say", "part"),
    [("kircon macet", "Kiaracondong"), ("moh toha", "Moh. Toha"), ("di riau", "Riau"), ("dago", "Dago")],
)
def test_other_spellings_find_the_street(say: str, part: str) -> None:
    assert all(part in name for name in names(nearest(find(say))))


def test_pin_gets_the_nearest_with_their_distance() -> None:
    hits = nearest(locate(-6.9147, 107.6098))
    distances = [hit.distance_m for hit in hits if hit.distance_m is not None]
    assert distances == sorted(distances)
    assert len(distances) == 3
    assert distances[0] < 100


def test_distance_within_a_wide_place_is_called_rough() -> None:
    assert {hit.rough for hit in nearest(find("macet di antapani"))} == {True}
    assert {hit.rough for hit in nearest(find("macet di gasibu"))} == {False}


def test_kecamatan_without_named_camera_gets_those_around() -> None:
    hits = nearest(Place("Cinambo", "kecamatan", "Cinambo", kecamatan="Cinambo", adm3="32.73.29"))
    assert len(hits) == 3


@pytest.mark.parametrize("place", [None, Place("Bandung", "city", "Bandung")])
def test_whole_city_gets_junctions_of_the_centre(place: Place | None) -> None:
    assert all("Simpang" in name for name in names(nearest(place)))


def test_place_outside_the_city_has_none() -> None:
    assert nearest(find("macet di lembang")) == []


def test_unknown_street_has_none() -> None:
    assert nearest(find("jl melati raya")) == []


def test_limit_is_kept_and_nothing_comes_twice() -> None:
    hits = nearest(find("jl soekarno hatta"), limit=8)
    assert len(hits) == 8
    assert len({hit.name for hit in hits}) == 8


@pytest.mark.parametrize("row", LOCATIONS, ids=lambda row: row["name"])
def test_link_is_an_official_page_never_a_stream(row: dict[str, str]) -> None:
    url = urlsplit(row["page_url"])
    assert (url.scheme, url.port) == ("https", None)
    assert url.hostname in {"pelindung.bandung.go.id", "atcs-dishub.bandung.go.id"}
    assert "m3u8" not in row["page_url"]


@pytest.mark.parametrize("row", LOCATIONS, ids=lambda row: row["name"])
def test_name_is_readable(row: dict[str, str]) -> None:
    assert not row["name"].isupper()
    assert not row["name"].startswith(("TM ", "SP ", "TB ", "JL"))


def test_each_location_is_listed_once_and_no_building_inside() -> None:
    assert len({row["name"] for row in LOCATIONS}) == len(LOCATIONS)
    assert {row["category"] for row in LOCATIONS} == {"junction", "street", "park", "market", "flood_watch"}
