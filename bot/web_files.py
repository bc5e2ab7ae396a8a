"""The web chat's files: uploads judged by content, and the citizen's own files back."""

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from aiohttp import BodyPartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.problems import Problem
from bot.web_chat import CHANNEL, WebChat, checked_text, external_id
from core import attachments, inbox
from core.errors import PayloadError
from core.messages import Incoming, Media
from core.models import Attachment, Conversation

_FIELDS = ("session", "id", "text")
_MAX_FIELD = 64 * 1024
_CHUNK = 64 * 1024
_IN_MEMORY = 256 * 1024


@dataclass
class _Form:
    fields: dict[str, str] = field(default_factory=dict)
    file: IO[bytes] | None = None
    filename: str | None = None


class _KnownError(Exception):
    """Undoes the transaction of an upload that somebody else has stored meanwhile."""


class WebFiles:
    """Handlers of everything that is a file."""

    def __init__(self, chat: WebChat, folder: Path) -> None:
        self._chat = chat
        self._folder = folder
        self._inspecting = asyncio.Semaphore(2)  # an unpacked photo needs memory

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/channels/web/attachments", self.accept),
            web.get("/channels/web/files/{id}", self.give),
        ]

    async def accept(self, request: web.Request) -> web.Response:
        """POST /channels/web/attachments: one file, with a caption if there is one."""
        if (request.content_length or 0) > attachments.MAX_BYTES + 2 * _MAX_FIELD:
            raise Problem(413, "too_large_file")
        form = await _read_form(request)
        try:
            conversation = await self._chat.conversation(form.fields.get("session"))
            message_id = external_id(conversation.address, form.fields.get("id"))
            text = checked_text(form.fields.get("text"))
            if form.file is None:
                raise Problem(400, "empty_message")
            if not await self._is_known(message_id):
                await self._store(conversation, message_id, text, form)
        finally:
            if form.file is not None:
                form.file.close()
        return web.json_response({"status": "accepted"}, status=202)

    async def _is_known(self, message_id: str) -> bool:
        async with self._chat.db.read(quick=True) as session:
            return await inbox.is_known(session, CHANNEL, message_id)

    async def _store(self, conversation: Conversation, message_id: str, text: str, form: _Form) -> None:
        self._chat.limit_messages(conversation)
        async with self._inspecting:
            clean, path = await asyncio.to_thread(self._keep, form.file)
        now = self._chat.clock()
        try:
            async with self._chat.db.write() as session:
                stored = await attachments.add_stored(
                    session, clean, path, now, conversation_id=conversation.id, filename=form.filename
                )
                media = Media(clean.kind, stored.id, clean.content_type, form.filename, len(clean.data))
                incoming = Incoming(CHANNEL, message_id, conversation.address, now, text=text, media=(media,))
                if not await inbox.receive(session, [incoming], now):
                    raise _KnownError
        except _KnownError:  # the same upload came twice at the same time: the other one has it
            await attachments.discard(self._chat.db, self._folder, path)
        except Exception:
            await attachments.discard(self._chat.db, self._folder, path)
            raise
        self._chat.signals.turns.give()
        self._chat.signals.bell.ring(conversation.id)

    def _keep(self, file: IO[bytes] | None) -> tuple[attachments.Clean, str]:
        assert file is not None  # noqa: S101  checked by the caller
        file.seek(0)
        try:
            clean = attachments.inspect(file.read())
        except PayloadError as error:
            raise Problem(415, "unsupported_file") from error
        return clean, attachments.write(self._folder, clean)

    async def give(self, request: web.Request) -> web.StreamResponse:
        """GET /channels/web/files/{id}: a file of the session's own conversation."""
        conversation = await self._chat.conversation(request.query.get("session"))
        async with self._chat.db.read(quick=True) as session:
            attachment = await session.get(Attachment, request.match_info["id"][:32])
        if attachment is None or attachment.conversation_id != conversation.id or not attachment.path:
            raise Problem(404, "not_found")
        path = self._folder / attachment.path
        if not await asyncio.to_thread(path.is_file):
            raise Problem(404, "not_found")
        headers = {
            "Content-Type": attachment.content_type or "application/octet-stream",
            "Cache-Control": "private, max-age=86400",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        }
        return web.FileResponse(path, headers=headers)


async def _read_form(request: web.Request) -> _Form:
    """The form's fields, and its file on disk; whatever is too large or broken ends here."""
    if not request.content_type.startswith("multipart/"):
        raise Problem(400, "bad_request")
    form = _Form()
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise Problem(400, "bad_request")
            await _read_part(part, form)
    except (ValueError, AssertionError, LookupError, web.RequestPayloadError, HttpProcessingError) as error:
        _close(form)
        raise Problem(400, "bad_request") from error
    except BaseException:
        _close(form)
        raise
    return form


async def _read_part(part: BodyPartReader, form: _Form) -> None:
    if part.name == "file" and form.file is None:
        # a spool stays open beyond this function: `accept` closes it
        form.file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        form.filename = _filename(part.filename)
        await _copy(part, form.file, attachments.MAX_BYTES, "too_large_file")
    elif part.name in _FIELDS:
        with tempfile.SpooledTemporaryFile(_MAX_FIELD) as value:
            await _copy(part, value, _MAX_FIELD, "too_large")
            value.seek(0)
            form.fields[part.name] = value.read().decode()
    else:
        raise Problem(400, "bad_request")


async def _copy(part: BodyPartReader, target: IO[bytes], limit: int, code: str) -> None:
    size = 0
    while chunk := await part.read_chunk(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise Problem(413, code)
        target.write(chunk)


def _filename(name: str | None) -> str | None:
    return "".join(char for char in name if char.isprintable())[:200] or None if name else None


def _close(form: _Form) -> None:
    if form.file is not None:
        form.file.close()
