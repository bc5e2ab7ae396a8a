"""Reads what a browser posts: small, urlencoded, nothing else."""

from collections.abc import Mapping
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_exceptions import HTTPBadRequest, HTTPRequestEntityTooLarge, HTTPUnsupportedMediaType

MAX_BYTES = 64 * 1024
_MAX_FIELDS = 50


async def read_form(request: web.Request) -> Mapping[str, str]:
    """The fields of a form; of a repeated one the last counts.

    Raises:
        HTTPException: too large, unreadable, or no form.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise HTTPUnsupportedMediaType
    body = await _read(request)
    try:
        pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError as error:
        raise HTTPBadRequest from error
    return {name: value.replace("\r\n", "\n") for name, value in pairs}


async def _read(request: web.Request) -> bytes:
    body = bytearray()
    try:
        async for chunk in request.content.iter_chunked(16 * 1024):
            body += chunk
            if len(body) > MAX_BYTES:
                raise HTTPRequestEntityTooLarge(max_size=MAX_BYTES, actual_size=len(body))
    except (web.RequestPayloadError, HttpProcessingError) as error:  # a body that is not what its headers say
        raise HTTPBadRequest from error
    return bytes(body)
