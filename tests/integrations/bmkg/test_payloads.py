"""BMKG's XML as it was recorded."""

import pytest

from core.errors import BadAnswerError
from integrations.bmkg import payloads
from tests.forecasts import fixture


def test_recorded_feed_has_its_items() -> None:
    items = payloads.read_feed(fixture("bmkg/feed.xml").encode())
    assert [payloads.alert_code(item) for item in items] == [
        "CGT20260924002",
        "CSK20260924001",
        "CBB20260924001",
    ]
    assert items[0]["title"] == "Hujan Lebat disertai Petir di Gorontalo"


def test_empty_feed_is_a_good_answer() -> None:
    assert payloads.read_feed(fixture("bmkg/feed_empty_invented.xml").encode()) == []


def test_recorded_alert_is_read() -> None:
    alert = payloads.read_alert(fixture("bmkg/cap_gorontalo.xml").encode())
    assert (alert["status"], alert["expires"]) == ("Actual", "2026-09-24T17:27:00+08:00")
    assert len(alert["polygons"]) == 4
    assert alert["polygons"][1] == "0.480,122.130 0.478,122.125 0.481,122.125 0.480,122.130"


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({"link": "https://www.bmkg.go.id/alerts/nowcast/id/CJB20260925001_alert.xml"}, True),
        ({"title": "Hujan Lebat disertai Petir di Jawa Barat", "link": "x"}, True),
        ({"title": "Hujan Lebat di Jawa Tengah"}, False),
        ({}, False),
    ],
)
def test_west_javas_items_are_known_by_code_or_title(item: dict[str, str], expected: bool) -> None:
    assert payloads.is_west_java(item) is expected


def test_link_with_a_path_in_its_code_is_no_code() -> None:
    assert payloads.alert_code({"link": "http://127.0.0.1/../../CJB2026_alert.xml"}) is None


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff\xfe", b"<rss>", b"<alert/>", b'<?xml version="1.0" encoding="nonsense"?><a/>'],
)
def test_what_is_no_cap_document_is_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        payloads.read_alert(body)


def _info(language: str, event: str, polygon: str) -> str:
    return (
        f"<info><language>{language}</language><event>{event}</event><expires>2026-09-25T16:10:00+07:00</expires>"
        f"<area><areaDesc>x</areaDesc><polygon>{polygon}</polygon></area></info>"
    )


def _cap(*infos: str) -> bytes:
    start = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><status>Actual</status>'
    return (start + "".join(infos) + "</alert>").encode()


RAIN, WIND = _info("id-ID", "Hujan Lebat", "1,2 3,4 5,6 1,2"), _info("id-ID", "Angin", "7,8 9,1 2,3 7,8")


def test_every_part_of_a_warning_is_kept() -> None:
    alert = payloads.read_alert(_cap(RAIN, WIND))
    assert (alert["event"], alert["polygons"]) == ("Hujan Lebat", ["1,2 3,4 5,6 1,2"])
    assert [(one["event"], one["polygons"]) for one in alert["further"]] == [("Angin", ["7,8 9,1 2,3 7,8"])]


def test_a_translation_is_no_further_part() -> None:
    alert = payloads.read_alert(_cap(_info("en-US", "Heavy Rain", "1,2"), RAIN))
    assert (alert["event"], "further" in alert) == ("Hujan Lebat", False)


def test_a_flood_of_parts_and_polygons_is_cut() -> None:
    many = _info("id", "Hujan", "1,2").replace("</area>", "<polygon>1,2</polygon>" * 1000 + "</area>")
    alert = payloads.read_alert(_cap(*[many] * 50))
    assert (len(alert["further"]), len(alert["polygons"])) == (19, 300)


def test_entities_are_refused() -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss><channel>&b;</channel></rss>'
    with pytest.raises(BadAnswerError):
        payloads.read_feed(bomb)
