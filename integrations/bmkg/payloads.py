"""What BMKG sends, checked for its documented shape and otherwise left as it came."""

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.errors import BadAnswerError

_CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"
_ITEM_FIELDS = ("title", "link", "description", "category", "guid", "pubDate")
_ALERT_FIELDS = ("identifier", "sent", "status", "msgType", "references")
_INFO_FIELDS = (
    "event",
    "urgency",
    "severity",
    "certainty",
    "effective",
    "expires",
    "headline",
    "description",
)
_CODE = re.compile(r"/([A-Z]{3}\d{11})_alert\.xml$")
_MAX_ITEMS = 200
_MAX_INFOS = 20
_MAX_POLYGONS = 300
_MAX_TEXT = 100_000


def check_forecast(document: Any) -> dict[str, Any]:
    """The document when it is a forecast with at least one step.

    Raises:
        BadAnswerError: any other shape.
    """
    match document:
        case {"data": [{"cuaca": list() as days}, *_]} if any(isinstance(day, list) and day for day in days):
            return dict(document)
    raise BadAnswerError("not a forecast document")


def check_quakes(document: Any) -> dict[str, Any]:
    """The document when it holds one earthquake or a list of them.

    Raises:
        BadAnswerError: any other shape.
    """
    match document:
        case {"Infogempa": {"gempa": dict() | list()}}:
            return dict(document)
    raise BadAnswerError("not an earthquake document")


def read_feed(body: bytes) -> list[dict[str, Any]]:
    """The items of the warnings feed as plain texts; an empty feed is a good answer.

    Raises:
        BadAnswerError: not an RSS document.
    """
    channel = _xml(body).find("channel")
    if channel is None:
        raise BadAnswerError("not an RSS document")
    return [_texts(item, _ITEM_FIELDS) for item in channel.findall("item")[:_MAX_ITEMS]]


def read_alert(body: bytes) -> dict[str, Any]:
    """A CAP warning as plain texts; ``polygons`` stay "lat,lon lat,lon ...", latitude first.

    One document may warn of several things in several areas: those after the first are under "further".

    Raises:
        BadAnswerError: not a CAP 1.2 document.
    """
    root = _xml(body)
    if root.tag != f"{_CAP}alert":
        raise BadAnswerError("not a CAP document")
    infos = _in_one_language(root.findall(f"{_CAP}info"))
    first, *further = [_info(info) for info in infos] or [_info(root)]
    return _texts(root, _ALERT_FIELDS, _CAP) | first | ({"further": further} if further else {})


def _in_one_language(infos: list[Element]) -> list[Element]:
    """Those in Indonesian, or in the language of the first: the others only translate them."""
    languages = [_text(info, f"{_CAP}language")[:2].casefold() for info in infos]
    wanted = "id" if "id" in languages else languages[0] if languages else ""
    return [info for info, language in zip(infos, languages, strict=True) if language == wanted][:_MAX_INFOS]


def _info(info: Element) -> dict[str, Any]:
    polygons = [(node.text or "").strip()[:_MAX_TEXT] for node in info.iter(f"{_CAP}polygon")]
    return _texts(info, _INFO_FIELDS, _CAP) | {"polygons": polygons[:_MAX_POLYGONS]}


def alert_code(item: dict[str, Any]) -> str | None:
    """The code of a feed item's CAP document; the link's host is never followed."""
    match = _CODE.search(str(item.get("link", "")))
    return match[1] if match else None


def mark(item: dict[str, Any]) -> tuple[str, ...]:
    """What tells one version of a warning in the feed from another."""
    return tuple(str(item.get(name)) for name in ("link", "pubDate", "title", "description"))


def details(feed: Any) -> dict[tuple[str, ...], dict[str, Any]]:
    """The CAP documents of a feed that was read before, by the marks of their items."""
    items = feed if isinstance(feed, list) else []
    return {mark(item): item["cap"] for item in items if isinstance(item, dict) and item.get("cap")}


def is_west_java(item: dict[str, Any]) -> bool:
    code = alert_code(item) or ""
    return code.startswith("CJB") or "jawa barat" in str(item.get("title", "")).casefold()


def _xml(body: bytes) -> Element:
    try:
        return fromstring(body.strip(), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError, RecursionError) as error:
        raise BadAnswerError("not XML we read") from error


def _texts(node: Element, names: tuple[str, ...], prefix: str = "") -> dict[str, Any]:
    return {name: _text(node, prefix + name) for name in names}


def _text(node: Element, name: str) -> str:
    return (node.findtext(name) or "").strip()[:_MAX_TEXT]
