"""Everything that shows tickets to somebody, as text, to look for what must not be in it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.open311 import records
from core import concealing, open311, ticket_desk, ticket_secrecy, tickets
from core.errors import NotFoundError
from core.models import Conversation, LaporPost, Line, Ticket
from core.tickets import lapor_sending, published
from core.tickets.lapor_sending import Leaving


@dataclass(frozen=True)
class Shown:
    """What somebody sees; ``to`` is the conversation that sees it, empty for everybody."""

    where: str
    text: str
    to: str = ""
    of: int = 0  # the ticket, where it is about one


async def everything(session: AsyncSession, now: datetime) -> AsyncIterator[Shown]:
    """All that is shown of all tickets right now."""
    all_tickets = (await session.scalars(select(Ticket).order_by(Ticket.id))).all()
    talks = (await session.scalars(select(Conversation.id).order_by(Conversation.id))).all()
    for line in await session.scalars(select(Line).where(Line.author != "citizen")):
        yield Shown("line", line.text, line.conversation_id)
    for ticket in all_tickets:
        for talk in talks:
            view = await tickets.look_up(session, ticket.number, talk)
            yield Shown("look_up", repr(view), talk, ticket.id)
        yield Shown("page", repr(await published.one(session, ticket.number, now)), of=ticket.id)
        async for shown in _open311(session, ticket):
            yield shown
        yield Shown("console", await _console(session, ticket, now), "staff", ticket.id)
    wanted = published.Wanted()
    yield Shown("list", repr(await published.listed(session, wanted, now, limit=100)))
    yield Shown("map", repr(await published.points(session, wanted)))
    period = open311.Wanted(start=now - timedelta(days=900), end=now)
    yield Shown("open311", repr(records.requests(await open311.published(session, period))))


async def _open311(session: AsyncSession, ticket: Ticket) -> AsyncIterator[Shown]:
    try:
        found = await open311.one(session, ticket.number)
    except NotFoundError:
        return
    yield Shown("open311", repr(records.requests([found])), of=ticket.id)


async def _console(session: AsyncSession, ticket: Ticket, now: datetime) -> str:
    """What the page of a ticket names: no row of a reporter who hides."""
    detail = await ticket_desk.detail(session, ticket.number, now)
    named = [(each.name, each.conversation_id) for each in detail.named]
    steps = [(step.event.kind, step.event.note, step.event.detail, step.officer) for step in detail.steps]
    return repr((named, steps, detail.told, detail.assigned, detail.barred))


async def leaving(session: AsyncSession, now: datetime) -> list[Leaving]:
    """Every ticket as it would go on to LAPOR! now; the caller undoes it."""
    for post in await session.scalars(select(LaporPost)):
        post.state, post.due_at, post.lease_until = "queued", now, None
    found = []
    while (each := await lapor_sending.claim(session, now)) is not None:
        found.append(each)
    return found


async def transcripts(session: AsyncSession) -> dict[str, str]:
    """Every conversation as staff read it."""
    shown: dict[str, str] = {}
    for talk in (await session.scalars(select(Conversation.id))).all():
        query = select(Line).where(Line.conversation_id == talk).order_by(Line.seq)
        lines = (await session.scalars(query)).all()
        hidden = await concealing.hidden_lines(session, talk, lines)
        numbers = await ticket_secrecy.protected_numbers(session, [talk])
        words = [ticket_secrecy.conceal(each.text, numbers) for each in lines if each.seq not in hidden]
        shown[talk] = "\n".join(words)
    return shown
