"""What goes out is well-formed whatever a citizen wrote; what comes back is read with care."""

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadAnswerError
from integrations.sp4n_lapor.payloads import Receipt, Report, Topic, build, parse_receipt, parse_topics

BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><lapor><trackingid>&b;</trackingid></lapor>"""
FILE = (
    b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><lapor><trackingid>&a;</trackingid></lapor>"""
)


def test_the_body_has_the_known_shape() -> None:
    body = build(Report("Jalan bolong", True, True, "Asep", "Sunandar"), "{T}").decode()

    assert body == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        '<lapor token="{T}"><pelapor><email /><telpon /><namadepan>Asep</namadepan>'
        "<namabelakang>Sunandar</namabelakang></pelapor>"
        '<laporan rahasia="1" anonim="1"><isi>Jalan bolong</isi></laporan></lapor>'
    )


@given(st.text())
def test_any_text_makes_one_well_formed_report(text: str) -> None:
    root = fromstring(build(Report(text), 'a"<&>'))

    assert [child.tag for child in root] == ["pelapor", "laporan"]
    assert root.get("token") == 'a"<&>'
    assert root[1].get("anonim") == "0"


def test_markup_in_a_text_stays_text() -> None:
    text = ']]></isi><isi>palsu</isi><laporan rahasia="0"/>\x00\ud800&amp;'
    root = fromstring(build(Report(text, secret=True), "t"))

    assert root.findtext("laporan/isi") == text.replace("\x00\ud800", "")
    assert len(root.findall(".//isi")) == 1


@pytest.mark.parametrize(
    ("body", "receipt"),
    [
        (b"<lapor><trackingid>6812345</trackingid><transaksiid>99</transaksiid></lapor>",
         Receipt("6812345", "99")),
        (b"<r><data><TrackingID> 6812345 </TrackingID></data></r>", Receipt("6812345")),
        (b'<lapor trackingid="6812345" transaksiid=""/>', Receipt("6812345")),
        (b'<l xmlns="urn:x"><trackingid>6812345</trackingid></l>', Receipt("6812345")),
    ],
)  # fmt: skip
def test_the_ids_are_found_wherever_they_stand(body: bytes, receipt: Receipt) -> None:
    assert parse_receipt(body) == receipt


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{}", b"<html><body>maintenance</body></html>", b"<lapor><trackingid/></lapor>",
        b"<lapor><trackingid>0</trackingid></lapor>", b"<trackingid>gagal: token salah</trackingid>",
        b"\xff\xfe<", b"<a>" * 5000, BOMB, FILE,
    ],
    ids=["empty", "json", "html", "no-id", "zero", "words", "bytes", "deep", "bomb", "file"],
)  # fmt: skip
def test_an_answer_without_an_id_is_no_receipt(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        parse_receipt(body)


@given(st.binary())
def test_any_answer_is_a_receipt_or_a_bad_answer(body: bytes) -> None:
    with pytest.raises(BadAnswerError):
        parse_receipt(body)


def test_topics_are_read_and_nonsense_left_out() -> None:
    rows = [{"id": 7, "parent": "0", "topic_name": "Jalan"}, {"id": None, "parent": 0}, "x", {"parent": 1}]

    assert parse_topics(rows) == [Topic(7, 0, "Jalan")]
    with pytest.raises(BadAnswerError):
        parse_topics({"error": 1})
