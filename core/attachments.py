"""Files that citizens give: judged by content, stripped of hidden data, kept outside the database."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from PIL import Image, ImageOps
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errors import PayloadError
from core.messages import MediaKind
from core.models import Attachment

MAX_BYTES = 10 * 1024**2
MAX_SIDE = 2048  # pixels: enough to see a pothole, small enough to send on
Image.MAX_IMAGE_PIXELS = 60_000_000  # a bomb of more pixels is refused, not unpacked

_IMAGES = {"JPEG", "PNG", "WEBP"}
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
    if data.startswith(b"ID3") or data[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}:
        return Clean(MediaKind.VOICE, "audio/mpeg", data)
    if data[4:8] == b"ftyp":
        audio = data[8:11] == b"M4A"
        return (
            Clean(MediaKind.VOICE, "audio/mp4", data) if audio else Clean(MediaKind.VIDEO, "video/mp4", data)
        )
    if data.startswith(b"%PDF-"):
        return Clean(MediaKind.DOCUMENT, "application/pdf", data)
    return Clean(MediaKind.PHOTO, "image/jpeg", _reencode(data))


def _reencode(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.format not in _IMAGES:
                raise PayloadError("unsupported image")
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((MAX_SIDE, MAX_SIDE))
            out = io.BytesIO()
            upright.save(out, "JPEG", quality=85)
            return out.getvalue()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PayloadError("not a readable file") from error


def write(folder: Path, clean: Clean) -> str:
    """Put the bytes on disk under a random name; returns the path relative to ``folder``."""
    name = uuid4().hex
    relative = Path(name[:2]) / f"{name}.{_EXTENSIONS[clean.content_type]}"
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    partial.write_bytes(clean.data)
    partial.rename(target)  # never half a file under its name, even on a full disk
    return str(relative)


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


async def pending(session: AsyncSession, now: datetime, limit: int = 10) -> list[Attachment]:
    """Files that a platform still holds and that are due for a (further) try."""
    query = (
        select(Attachment)
        .where(Attachment.state == "pending", or_(Attachment.retry_at.is_(None), Attachment.retry_at <= now))
        .order_by(Attachment.created_at)
        .limit(limit)
    )
    return list((await session.scalars(query)).all())


async def store_fetched(session: AsyncSession, attachment_id: str, clean: Clean, path: str) -> None:
    """A pending file has arrived."""
    attachment = await session.get_one(Attachment, attachment_id)
    attachment.state, attachment.path = "stored", path
    attachment.content_type, attachment.size = clean.content_type, len(clean.data)


async def fetch_failed(session: AsyncSession, attachment_id: str, retry_at: datetime | None) -> None:
    """A try failed; without ``retry_at`` it was the last one."""
    attachment = await session.get_one(Attachment, attachment_id)
    attachment.attempts += 1
    attachment.retry_at = retry_at
    if retry_at is None:
        attachment.state = "failed"
