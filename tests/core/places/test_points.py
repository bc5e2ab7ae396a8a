"""Coordinates are read in every usual spelling, and nothing else is taken for one."""

import pytest

from core.places import as_answer, find, unread_link
from core.places.points import find_point

SPOT = (-6.9147, 107.6098)


@pytest.mark.parametrize(
    "text",
    [
        "-6.9147,107.6098",
        "-6.9147 107.6098",
        "-6.9147, 107.6098",
        "(-6.9147, 107.6098)",
        "6.9147 S, 107.6098 E",
        "6.9147° S, 107.6098° E",
        "6.9147°S 107.6098°E",
        "S 6.9147 E 107.6098",
        "S6.9147, E107.6098",
        "6.9147 LS 107.6098 BT",
        "6,9147 LS, 107,6098 BT",
        "-6.9147/107.6098",
        "lat -6.9147 long 107.6098",
        "lat: -6.9147, lng: 107.6098",
        "latitude=-6.9147 longitude=107.6098",
        "Lat -6,9147 Long 107,6098",
        "lat -6,9147, long 107,6098",
        "long 107.6098 lat -6.9147",
        "lintang -6,9147 bujur 107,6098",
        "koordinat -6.9147 dan 107.6098",
        "-6,9147, 107,6098",
        "-6,9147 107,6098",
        "-6,9147;107,6098",
        "6°54'52.9\"S 107°36'35.3\"E",
        "6° 54' 52.9\" S, 107° 36' 35.3\" E",
        "6º54'52,9\"LS 107º36'35,3\"BT",
        "S6°54'52.9\" E107°36'35.3\"",
        "S 6° 54.882' E 107° 36.588'",
        "6°54.882'S 107°36.588'E",
        "6°54′52.9″S 107°36′35.3″E",
        "-6° 54' 52.9\", 107° 36' 35.3\"",
        "6 derajat 54 menit 52,9 detik LS 107 derajat 36 menit 35,3 detik BT",
        "https://www.google.com/maps/@-6.9147,107.6098,17z",
        "https://www.google.com/maps/place/6%C2%B054'52.9%22S+107%C2%B036'35.3%22E/",
        "https://www.google.com/maps/place/Jl.+Braga/@-6.95,107.58,17z/data=!3m1!4b1!4m5!3d-6.9147!4d107.6098",
        "https://www.google.co.id/maps/place/Braga/@-6.9147,107.6098,17z",
        "https://maps.google.com/?q=-6.9147,107.6098",
        "https://maps.google.com/maps?q=-6.9147%2C107.6098&z=17&hl=id",
        "maps.google.com/maps?q=loc:-6.9147+107.6098",
        "https://www.google.com/maps/search/-6.9147,+107.6098?entry=tts",
        "https://www.google.com/maps/dir/?api=1&destination=-6.9147,107.6098",
        "https://www.google.com/maps/dir//-6.9147,107.6098",
        "https://www.openstreetmap.org/#map=18/-6.9147/107.6098",
        "https://www.openstreetmap.org/?mlat=-6.9147&mlon=107.6098#map=18/-6.95/107.63",
        "https://maps.apple.com/?ll=-6.9147,107.6098&q=Braga",
        "https://maps.apple.com/?q=-6.9147,107.6098",
        "https://maps.apple.com/place?coordinate=-6.9147,107.6098&name=Pin",
        "https://waze.com/ul?ll=-6.9147,107.6098&navigate=yes",
        "https://ul.waze.com/ul?ll=-6.9147%2C107.6098&navigate=yes",
        "https://www.waze.com/live-map/directions?to=ll.-6.9147%2C107.6098",
        "https://www.waze.com/livemap?ll=-6.9147,107.6098",
        "https://share.here.com/l/-6.9147,107.6098",
        "https://www.bing.com/maps?cp=-6.9147~107.6098&lvl=17",
        "geo:-6.9147,107.6098",
        "geo:0,0?q=-6.9147,107.6098(Rumah)",
        "geo:-6.9147,107.6098;u=35",
        "107.6098, -6.9147",
        "6.9147, 107.6098",
        "lokasi -6.9147,107.6098 depan warung",
        "3JP5+4W",
        "3jp5+4w Braga, Kota Bandung",
        "6P593JP5+4W",
        "-6,9147,107,6098",
        "https://waze.com/ul/hqqu88tpnfn",
        "https://osm.org/go/tbSEZrR1D--?m=",
    ],
)
def test_point_is_read_in_this_spelling(text: str) -> None:
    point = find_point(text)
    assert point is not None
    assert (point.lat, point.lon) == pytest.approx(SPOT, abs=2e-4)


@pytest.mark.parametrize(
    "text",
    [
        "-6.9,107.6",
        "6.9 S 107.6 E",
        "-6,9 107,6",
        "-6,9, 107,6",
        "6°54'S 107°36'E",
        "6°54'LS, 107°36'BT",
        "lat -6.9 long 107.6",
        "di titik -6.9 , 107.6 kak",
    ],
)
def test_rough_point_is_read_near_the_city(text: str) -> None:
    point = find_point(text)
    assert point is not None
    assert (point.lat, point.lon) == pytest.approx((-6.9, 107.6))


@pytest.mark.parametrize(
    "text",
    [
        "lebar 6.5, panjang 107.5 meter",
        "jam 7.30, 10.45",
        "rt 3/5 rw 6.7",
        "ip 10.6.9.107",
        "tgl 6.9.2026, 107.6 FM",
        "0812-6.9147",
        "harga 6,5 sampai 7,5",
        "2345+22",
        "0,0",
        "https://maps.google.com/?q=0,0",
    ],
)
def test_other_numbers_are_no_point(text: str) -> None:
    assert find_point(text) is None


def test_short_link_is_told_apart_and_kept_as_written() -> None:
    link = "https://maps.app.goo.gl/AbC123xyz"
    assert unread_link(f"lampu mati di {link} min") == link
    assert (as_answer(link).text, as_answer(link).kind, as_answer(link).lat) == (link, "free", None)


@pytest.mark.parametrize(
    "text", ["jl kopo", "https://maps.google.com/?q=-6.9,107.6", "https://bandung.go.id/a"]
)
def test_other_links_are_no_short_links(text: str) -> None:
    assert unread_link(text) is None


def test_words_beside_a_short_link_are_the_place() -> None:
    place = find("lampu mati di jl braga https://maps.app.goo.gl/AbC123xyz")
    assert place is not None
    assert place.street == "Braga"


@pytest.mark.parametrize(
    "link", ["https://www.google.com/maps/place/Gedung+Sate/", "https://maps.google.com/?q=Gedung%20Sate"]
)
def test_link_that_only_names_a_place_is_read(link: str) -> None:
    place = find(link)
    assert place is not None
    assert (place.name, place.kecamatan, place.end) == ("Gedung Sate", "Bandung Wetan", len(link))
