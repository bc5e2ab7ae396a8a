"""What goes to SP4N-LAPOR! and what comes back, in the only shape that is publicly known."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.errors import BadAnswerError

# What XML 1.0 cannot hold, even escaped: most control characters, half characters, U+FFFE and U+FFFF.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ID = re.compile(r"[\w.:-]{1,60}", re.ASCII)


@dataclass(frozen=True)
class Report:
    """What leaves: the words, how they are to be treated, and a name only of who gave it openly."""

    text: str
    secret: bool = False
    anonymous: bool = False
    first_name: str = ""
    last_name: str = ""


@dataclass(frozen=True)
class Receipt:
    """Proof that LAPOR! has the report."""

    tracking_id: str
    transaction_id: str | None = None


@dataclass(frozen=True)
class Topic:
    """A topic of LAPOR!; ``parent`` is 0 for a top one."""

    id: int
    parent: int
    name: str


def build(report: Report, token: str) -> bytes:
    """The body of `addstream`; e-mail and telephone stay empty: we do not pass them on."""
    root = Element("lapor", token=token)
    person = SubElement(root, "pelapor")
    for name, value in (
        ("email", ""), ("telpon", ""), ("namadepan", report.first_name), ("namabelakang", report.last_name),
    ):  # fmt: skip
        SubElement(person, name).text = _NOT_XML.sub("", value)
    flags = {"rahasia": str(int(report.secret)), "anonim": str(int(report.anonymous))}
    SubElement(SubElement(root, "laporan", flags), "isi").text = _NOT_XML.sub("", report.text)
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def parse_receipt(body: bytes) -> Receipt:
    """The ids in the answer, wherever they stand in it.

    Raises:
        BadAnswerError: it is not XML, or holds no tracking id.
    """
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise BadAnswerError("the answer is not XML") from error
    tracking_id = _value(root, "trackingid")
    if tracking_id is None:
        raise BadAnswerError("the answer holds no tracking id")
    return Receipt(tracking_id, _value(root, "transaksiid"))


def _value(root: Any, name: str) -> str | None:
    """The text of the first element or attribute of this name that can be an id."""
    for element in root.iter():
        tag = str(element.tag).rpartition("}")[2].lower()
        attributes = {key.lower(): value for key, value in element.attrib.items()}
        found = (element.text if tag == name else attributes.get(name)) or ""
        if _ID.fullmatch(found.strip()) and found.strip() != "0":
            return str(found.strip())
    return None


def parse_topics(document: object) -> Sequence[Topic]:
    """The topics of `gettopics`; rows that are none are left out.

    Raises:
        BadAnswerError: it is not a list.
    """
    if not isinstance(document, list):
        raise BadAnswerError("not the list of topics")
    return [topic for row in document if (topic := _topic(row)) is not None]


def _topic(row: object) -> Topic | None:
    if not isinstance(row, dict):
        return None
    try:
        return Topic(int(row["id"]), int(row["parent"]), str(row["topic_name"]))
    except (KeyError, TypeError, ValueError):
        return None
