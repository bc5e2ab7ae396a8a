"""Reads forms that carry files: everything is limited, and what a file is is judged later by its content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web_exceptions import HTTPBadRequest, HTTPRequestEntityTooLarge

from bot.console.forms import MAX_BYTES, read_form
from core import attachments

MOST_FILES = 4
_MAX_BODY = MOST_FILES * attachments.MAX_BYTES + MAX_BYTES
_CHUNK = 64 * 1024
_MOST_FIELDS = 50


@dataclass(frozen=True)
class Upload:
    """A file as the browser sent it; without its data when that was too much."""

    filename: str | None
    data: bytes
    too_large: bool = False


async def read_form_with_files(request: web.Request) -> tuple[Mapping[str, str], Sequence[Upload]]:
    """The fields and the files of a form.

    Raises:
        HTTPException: too large as a whole, unreadable, or no form.
    """
    if request.content_type != "multipart/form-data":
        return await read_form(request), ()
    if (request.content_length or 0) > _MAX_BODY:
        raise HTTPRequestEntityTooLarge(max_size=_MAX_BODY, actual_size=request.content_length or 0)
    form = _Form()
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise HTTPBadRequest
            await form.take(part)
    except (ValueError, AssertionError, LookupError, web.RequestPayloadError, HttpProcessingError) as error:
        raise HTTPBadRequest from error
    return form.fields, form.files


class _Form:
    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.files: list[Upload] = []
        self._size = 0

    async def take(self, part: BodyPartReader) -> None:
        if part.filename is None:
            data, is_whole = await self._read(part, MAX_BYTES)
            if not is_whole:
                raise HTTPRequestEntityTooLarge(max_size=MAX_BYTES, actual_size=MAX_BYTES + 1)
            if len(self.fields) >= _MOST_FIELDS:
                raise HTTPBadRequest
            self.fields[part.name or ""] = data.decode("utf-8", "replace").replace("\r\n", "\n")
            return
        data, is_whole = await self._read(part, attachments.MAX_BYTES)
        if data or not is_whole:  # an empty field of a browser is a file without a name
            self.files.append(Upload(_printable(part.filename), data if is_whole else b"", not is_whole))
        if len(self.files) > MOST_FILES:
            raise HTTPBadRequest

    async def _read(self, part: BodyPartReader, limit: int) -> tuple[bytes, bool]:
        """The part, and whether it is whole; what is above the limit is read and forgotten."""
        body = bytearray()
        is_whole = True
        while chunk := await part.read_chunk(_CHUNK):
            self._size += len(chunk)
            if self._size > _MAX_BODY:
                raise HTTPRequestEntityTooLarge(max_size=_MAX_BODY, actual_size=self._size)
            is_whole = is_whole and len(body) + len(chunk) <= limit
            if is_whole:
                body += chunk
        return bytes(body), is_whole


def _printable(name: str) -> str | None:
    return "".join(char for char in name if char.isprintable())[:200] or None
