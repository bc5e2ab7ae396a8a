"""How a value is written in either format."""

from defusedxml.ElementTree import fromstring

from bot.open311.answers import Answer


def test_characters_that_xml_has_not_are_left_out() -> None:
    body = Answer("discovery", {"contact": "a\x00b\x0b\ud800\ufffec<&>é"}).body("xml")

    assert fromstring(body)[0].text == "abc<&>é"
