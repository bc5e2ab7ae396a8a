"""What shows that a report was seen to: an officer's photo or document, never a citizen's file."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core import agencies
from core.errors import NotFoundError
from core.messages import MediaKind
from core.models import Attachment, Ticket, TicketAttachment
from core.tickets.flow import Reason, StepError

COMPLAINT = "pengaduan"
PATH = "/bukti/"  # where the gateway shows a photo to whoever was told its unguessable name
KINDS = (MediaKind.PHOTO, MediaKind.DOCUMENT)


def needed(ticket: Ticket) -> bool:
    """Whether words alone do not show that this is fixed."""
    category = agencies.categories().get(ticket.category)
    return ticket.classification == COMPLAINT and category is not None and category.proof == "photo"


async def checked(session: AsyncSession, ticket: Ticket, ids: Sequence[str]) -> Sequence[Attachment]:
    """The files with these ids, as proof for this ticket.

    Raises:
        StepError: there must be one, or one of them cannot be a proof.
    """
    wanted = list(dict.fromkeys(ids))
    if not wanted and needed(ticket):
        raise StepError(Reason.NEEDS_PROOF)
    files = await session.scalars(select(Attachment).where(Attachment.id.in_(wanted)))
    known = {file.id: file for file in files if _is_proof(file)}
    if len(known) < len(wanted):
        raise StepError(Reason.NO_PROOF)
    return [known[each] for each in wanted]


def _is_proof(file: Attachment) -> bool:
    # A citizen's file must not reach the other reporters.
    return file.state == "stored" and file.kind in KINDS and file.conversation_id is None


def address(files: Sequence[Attachment]) -> str | None:
    """Where the first photo among these is shown."""
    return next((f"{PATH}{file.id}" for file in files if file.kind == MediaKind.PHOTO), None)


async def photo(session: AsyncSession, attachment_id: str) -> Attachment:
    """A photo that proves something.

    Raises:
        NotFoundError: there is none with this id.
    """
    is_proof = select(TicketAttachment.ticket_id).where(
        TicketAttachment.attachment_id == attachment_id, TicketAttachment.purpose == "proof"
    )
    query = select(Attachment).where(
        Attachment.id == attachment_id,
        Attachment.kind == MediaKind.PHOTO,
        Attachment.state == "stored",
        is_proof.exists(),
    )
    found = (await session.scalars(query)).first()
    if found is None:
        raise NotFoundError(f"proof {attachment_id}")
    return found
