"""Answers in both formats of GeoReport v2: one value, written as JSON or as XML."""

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any, Literal
from xml.etree import ElementTree

from aiohttp import web

type Format = Literal["json", "xml"]

_TYPES: dict[Format, str] = {"json": "application/json", "xml": "text/xml"}
_ITEMS = {  # the elements of a list, by the element around them
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_IN_THREAD = 64 * 1024  # bytes: compressing more would stop the loop


@dataclass(frozen=True)
class Answer:
    """``value`` as JSON has it; ``root`` is the element around it in XML."""

    root: str
    value: Any

    def body(self, form: Format) -> bytes:
        if form == "json":
            return json.dumps(self.value, ensure_ascii=False, separators=(",", ":")).encode()
        root = ElementTree.Element(self.root)
        _fill(root, self.value)
        written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
        return written


def _fill(element: ElementTree.Element, value: Any) -> None:
    if isinstance(value, dict):
        for name, part in value.items():
            _fill(ElementTree.SubElement(element, name), part)
    elif isinstance(value, list):
        for part in value:
            _fill(ElementTree.SubElement(element, _ITEMS[element.tag]), part)
    elif isinstance(value, bool):
        element.text = "true" if value else "false"
    elif value is not None:  # what is not known keeps its element, empty
        element.text = _NOT_IN_XML.sub("", str(value))


def respond(answer: Answer, form: Format, *, status: int = 200) -> web.Response:
    """The answer in this format."""
    return written(answer.body(form), form, status=status)


def written(body: bytes, form: Format, *, status: int = 200) -> web.Response:
    """An answer that is written already."""
    return web.Response(
        body=body,
        status=status,
        content_type=_TYPES[form],
        charset="utf-8",
        zlib_executor_size=_IN_THREAD,
    )


def cached(request: web.Request, response: web.Response, seconds: int) -> web.Response:
    """The same, for caches to keep; nothing but its tag when the client has it already."""
    body = response.body
    assert isinstance(body, bytes)  # noqa: S101  `respond` made it
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'  # weak: the same text may travel compressed
    if tag.removeprefix("W/") in request.headers.get("If-None-Match", ""):
        response = web.Response(status=304)
    else:
        response.enable_compression()
    response.headers.update(
        {"ETag": tag, "Cache-Control": f"public, max-age={seconds}", "Vary": "Accept-Encoding"}
    )
    return response
