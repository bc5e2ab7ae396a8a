"""Lines of the transcript as the web chat shows them."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from typing import Any
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import pictures
from core.messages import MediaKind
from core.models import Attachment, Conversation, Line

FILES = "/channels/web/files/"


async def shown(session: AsyncSession, lines: Sequence[Line], token: str) -> list[dict[str, Any]]:
    """The JSON of these lines; ``token`` opens the citizen's own files. Each tells the language of now."""
    if not lines:
        return []
    conversation = await session.get(Conversation, lines[0].conversation_id)
    spoken = {"language": conversation.language} if conversation else {}
    ids = [attachment_id for line in lines for attachment_id in line.attachments]
    files: dict[str, Attachment] = {}
    if ids:
        found = await session.scalars(select(Attachment).where(Attachment.id.in_(ids)))
        files = {attachment.id: attachment for attachment in found}
    return [_shown(line, files, token) | spoken for line in lines]


def _shown(line: Line, files: Mapping[str, Attachment], token: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "seq": line.seq,
        "author": line.author,
        "text": line.text,
        "buttons": line.buttons,
        "created_at": line.created_at.astimezone(UTC).isoformat(),
    }
    if line.image is not None:
        item["image"], alt = pictures.split(line.image)
        if alt:
            item["image_alt"] = alt
    for attachment_id in line.attachments:
        file = files.get(attachment_id)
        if file is not None:
            url = f"{FILES}{quote(file.id)}?session={quote(token)}"
            if file.kind == MediaKind.PHOTO:
                item.setdefault("image", url)
            else:
                item["file"] = {"url": url, "name": file.filename, "content_type": file.content_type}
    if line.location is not None:
        item["location"] = {"lat": line.location["lat"], "lon": line.location["lon"]}
    return item
