"""Files that citizens give: judged by content, stripped of hidden data, kept outside the database."""

import asyncio
import io
import os
import struct
import threading
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps
from sqlalchemy import Select, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Database
from core.errors import PayloadError
from core.messages import Media, MediaKind
from core.models import Attachment, Conversation

MAX_BYTES = 10 * 1024**2
MAX_SIDE = 2048  # pixels: enough to see a pothole, small enough to send on
MAX_PIXELS = 64_000_000  # a bomb of more pixels is refused, not unpacked
MAX_PIXELS_UNPACKED = 25_000_000  # of formats that can only be unpacked whole (100 MB)
CLAIM = timedelta(minutes=2)

_IMAGES = ("JPEG", "PNG", "WEBP")
_MP3_FRAMES = {b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2", b"\xff\xe3", b"\xff\xe2"}
_MP4_BRANDS = (b"iso", b"mp4", b"avc1", b"M4V", b"MSNV", b"dash", b"3gp", b"mmp4", b"f4v")
# What Pillow raises over hostile files, besides its own OSError
_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, OverflowError, MemoryError,
    struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning,
)  # fmt: skip
_one_at_a_time = threading.Lock()  # pictures in memory: two large ones are a quarter of a gigabyte
_EXTENSIONS = {
    "image/jpeg": "jpg",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "video/mp4": "mp4",
    "application/pdf": "pdf",
}


@dataclass(frozen=True)
class Clean:
    """A file that is safe to keep."""

    kind: MediaKind
    content_type: str
    data: bytes


def inspect(data: bytes) -> Clean:
    """Decide by content what a file is; images are re-encoded, which drops EXIF and anything hidden.

    Raises:
        PayloadError: not one of JPEG, PNG, WebP, OGG, MP3, M4A, MP4, PDF, or damaged.
    """
    if data.startswith(b"OggS"):
        return Clean(MediaKind.VOICE, "audio/ogg", data)
    if data.startswith(b"ID3") or data[:2] in _MP3_FRAMES:
        return Clean(MediaKind.VOICE, "audio/mpeg", data)
    if data[4:8] == b"ftyp":
        return _iso_media(data)
    if data.startswith(b"%PDF-"):
        return Clean(MediaKind.DOCUMENT, "application/pdf", data)
    return Clean(MediaKind.PHOTO, "image/jpeg", _reencode(data))


def _iso_media(data: bytes) -> Clean:
    brand = data[8:12]
    if brand.startswith(b"M4A"):
        return Clean(MediaKind.VOICE, "audio/mp4", data)
    if brand.startswith(_MP4_BRANDS):
        return Clean(MediaKind.VIDEO, "video/mp4", data)
    raise PayloadError("a relative of MP4 that browsers do not show (HEIC, AVIF, MOV)")


def _reencode(data: bytes) -> bytes:
    try:
        with _one_at_a_time, Image.open(io.BytesIO(data), formats=_IMAGES) as image:
            limit = MAX_PIXELS if image.format == "JPEG" else MAX_PIXELS_UNPACKED
            if image.width * image.height > limit:
                raise PayloadError("too many pixels")
            # Smaller first, then turned and converted: each of these copies the whole picture.
            image.thumbnail((MAX_SIDE, MAX_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=85)
            return out.getvalue()
    except _DAMAGE as error:
        raise PayloadError("not a readable file") from error


def write(folder: Path, clean: Clean) -> str:
    """Put the bytes on disk under a random name; returns the path relative to ``folder``.

    Raises:
        OSError: there is no room, or no right to write; nothing is left behind.
    """
    name = uuid4().hex
    relative = Path(name[:2]) / f"{name}.{_EXTENSIONS[clean.content_type]}"
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    try:
        with partial.open("wb") as file:
            file.write(clean.data)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(target)  # never half a file under its name, even on a full disk
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    _sync(target.parent)
    return str(relative)


def _sync(folder: Path) -> None:
    """Make a new name in this folder outlive a power cut: the row that tells it is about to be committed."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


async def discard(db: Database, folder: Path, path: str) -> None:
    """The transaction that was to name this file failed: remove it, unless it was committed after all."""
    try:
        async with db.read() as session:
            if (await session.scalars(select(Attachment.id).where(Attachment.path == path))).first():
                return
    except (SQLAlchemyError, OSError):  # nobody can tell: housekeeping finds it later
        return
    await asyncio.to_thread(remove, folder, [path])


def older_files(folder: Path, before: datetime, at_once: int = 200) -> list[list[str]]:
    """The paths of all files last written before this moment, relative to ``folder``, a few together."""
    if not folder.is_dir():
        return []
    limit, found = before.timestamp(), []
    for path in folder.glob("*/*"):
        with suppress(FileNotFoundError):  # a file that is being written loses its first name
            if path.stat().st_mtime < limit:
                found.append(str(path.relative_to(folder)))
    return [found[start : start + at_once] for start in range(0, len(found), at_once)]


def remove(folder: Path, paths: Sequence[str]) -> None:
    """Remove these files; those that are gone already are fine."""
    for path in paths:
        (folder / path).unlink(missing_ok=True)


async def add_stored(
    session: AsyncSession,
    clean: Clean,
    path: str,
    now: datetime,
    *,
    conversation_id: str | None = None,
    filename: str | None = None,
) -> Attachment:
    """Record a file that is already on disk (a web upload)."""
    attachment = Attachment(
        id=uuid4().hex,
        conversation_id=conversation_id,
        kind=clean.kind,
        state="stored",
        content_type=clean.content_type,
        filename=filename[:200] if filename else None,
        path=path,
        size=len(clean.data),
        created_at=now,
    )
    session.add(attachment)
    await session.flush()
    return attachment


@dataclass(frozen=True)
class Pending:
    """A file that its platform still holds."""

    attachment_id: str
    channel: str
    media: Media
    attempts: int
    conversation_id: str | None = None


async def something_pending(session: AsyncSession, channels: Sequence[str], now: datetime) -> bool:
    """Whether `claim_pending` would find anything."""
    return bool(await session.scalar(select(_due(channels, now).exists())))


async def claim_pending(
    session: AsyncSession, channels: Sequence[str], now: datetime, limit: int
) -> list[Pending]:
    """Files of these channels that are due for a (further) try; others leave them alone for `CLAIM`."""
    query = _due(channels, now).order_by(Attachment.created_at).limit(limit)
    found = []
    for attachment, channel in (await session.execute(query)).all():
        attachment.retry_at = now + CLAIM
        media = Media(
            MediaKind(attachment.kind),
            attachment.ref or "",
            attachment.content_type,
            attachment.filename,
            attachment.size,
        )
        found.append(Pending(attachment.id, channel, media, attachment.attempts, attachment.conversation_id))
    return found


def _due(channels: Sequence[str], now: datetime) -> Select[Attachment, str]:
    return (
        select(Attachment, Conversation.channel)
        .join(Conversation, Conversation.id == Attachment.conversation_id)
        .where(Conversation.channel.in_(channels), Attachment.state == "pending")
        .where(or_(Attachment.retry_at.is_(None), Attachment.retry_at <= now))
    )


async def store_fetched(session: AsyncSession, attachment_id: str, clean: Clean, path: str) -> None:
    """A pending file has arrived."""
    attachment = await session.get_one(Attachment, attachment_id)
    attachment.state, attachment.path, attachment.kind = "stored", path, clean.kind
    attachment.content_type, attachment.size = clean.content_type, len(clean.data)


async def fetch_failed(session: AsyncSession, attachment_id: str, retry_at: datetime | None) -> None:
    """A try failed; without ``retry_at`` it was the last one."""
    attachment = await session.get_one(Attachment, attachment_id)
    attachment.attempts += 1
    attachment.retry_at = retry_at
    if retry_at is None:
        attachment.state = "failed"


async def fetch_later(session: AsyncSession, attachment_id: str, at: datetime) -> None:
    """A try could not be made for a reason of our own; it does not count."""
    attachment = await session.get_one(Attachment, attachment_id)
    attachment.retry_at = at


async def kinds(session: AsyncSession, ids: Sequence[str]) -> set[str]:
    """What sorts of files these are: photo, voice, video, document."""
    query = select(Attachment.kind).where(Attachment.id.in_(ids))
    return set((await session.scalars(query)).all())
