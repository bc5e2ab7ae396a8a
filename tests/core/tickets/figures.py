"""What can be counted and must hold after a month, read from the rows alone."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from string import Formatter

from sqlalchemy import select

from core import deadlines, notices, ticket_number
from core.db import Database
from core.models import Conversation, Line, News, Ticket, TicketEvent
from core.tickets import Status, flow
from tests.core.tickets.month import Month

TOLD = (
    *("verified", "forwarded", "in_progress", "on_hold", "not_ours", "archived", "answered", "closed"),
    *("closed_silent", "reopened", "rerouted", "late", "extended", "asked_again", "hold_again", "hold_over"),
)
_OF_EVENT = {"reopened": "reopened", "routed": "rerouted", "promised": "extended", "late": "late"}


def _pattern(template: str) -> str:
    """A sentence of ours as a pattern that names the ticket's number."""
    parts = []
    for words, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(words))
        parts.append({None: "", "number": r"(?P<number>BDG-\d{4}-\d{4})"}.get(name, ".*?"))
    return "".join(parts)


_PATTERNS = [
    (kind, re.compile(_pattern(notices.text.__globals__["_TEXTS"][f"ticket_{kind}"][language]), re.DOTALL))
    for kind in TOLD
    for language in ("id", "su")
]


def _read(piece: str) -> tuple[str, str]:
    """The number and the kind of one piece of news."""
    for kind, pattern in _PATTERNS:
        if found := pattern.fullmatch(piece):
            return found["number"], kind
    raise AssertionError(f"unknown news: {piece}")


type Heard = Counter[tuple[str, str, str]]  # conversation, number, kind


@dataclass
class Rows:
    """Everything that was stored."""

    tickets: Sequence[Ticket]
    events: Mapping[int, Sequence[TicketEvent]]
    lines: Sequence[Line]
    waiting: int = 0
    heard: Heard = field(default_factory=Counter)


async def read(db: Database, erased: set[str]) -> Rows:
    """All rows; who had their data erased has no transcript any more."""
    async with db.read() as session:
        events: defaultdict[int, list[TicketEvent]] = defaultdict(list)
        for event in await session.scalars(select(TicketEvent).order_by(TicketEvent.id)):
            events[event.ticket_id].append(event)
        lines = (
            select(Line)
            .join(Conversation, Conversation.id == Line.conversation_id)
            .where(Line.author == "system", Conversation.id.not_in(erased))
        )
        rows = Rows(
            tickets=(await session.scalars(select(Ticket).order_by(Ticket.id))).all(),
            events=events,
            lines=(await session.scalars(lines)).all(),
            waiting=len((await session.scalars(select(News.id).where(News.said_at.is_(None)))).all()),
        )
    for line in rows.lines:
        rows.heard.update((line.conversation_id, *_read(piece)) for piece in line.text.split("\n\n"))
    return rows


def figures(rows: Rows) -> dict[str, object]:
    """What leadership would be told."""
    kinds = Counter(event.kind for each in rows.events.values() for event in each)
    levels = Counter(e.detail["to"] for each in rows.events.values() for e in each if e.kind == "escalated")
    days = [
        (deadlines.today(each.closed_at) - deadlines.today(each.created_at)).days
        for each in rows.tickets
        if each.closed_at is not None
    ]
    news: Counter[str] = Counter()
    for (_, _, kind), number in rows.heard.items():
        news[kind] += number
    return {
        "states": dict(sorted(Counter(each.status for each in rows.tickets).items())),
        "news": dict(sorted(news.items())),
        "late": kinds["late"],
        "escalated": dict(sorted(levels.items())),
        "joined": kinds["joined"],
        "reopened": sum(each.reopened for each in rows.tickets),
        "closed_in_silence": sum(
            e.kind == Status.DONE and e.author == "system" for each in rows.events.values() for e in each
        ),
        "erased": kinds["erased"],
        "median_days": median(days),
    }


def replayed(events: Sequence[TicketEvent]) -> str:
    """The state that a history leads to.

    Raises:
        AssertionError: one of its steps is not in the flow.
    """
    status = Status.RECEIVED
    for event in events:
        if event.kind == "reopened":
            assert status in (Status.ANSWERED, Status.DONE)
            status = Status.IN_PROGRESS
        elif event.kind == "routed":
            status = Status(event.detail["status"])
        elif event.kind in set(Status) and "into" in event.detail:  # goes on as part of another one
            assert status in flow.OPEN
            status = Status(event.kind)
        elif event.kind in set(Status):
            assert flow.may_move(status, Status(event.kind)), f"{status} -> {event.kind}"
            status = Status(event.kind)
    return status


def days_of(ticket: Ticket) -> Iterator[date]:
    yield from filter(None, (ticket.due_on, ticket.promised_on, ticket.step_due_on))


def _news_of(event: TicketEvent) -> str | None:
    """What reporters must hear of an event; None for what stays among staff."""
    if event.kind == "reminded":
        return "hold_again" if event.detail["of"] == "hold" else "asked_again"
    if event.kind == Status.DONE:
        return "closed_silent" if event.author == "system" else "closed"
    if event.kind == Status.ARCHIVED:
        return "hold_over" if event.author == "system" else "archived"
    if event.kind in set(Status) and event.author == "staff":
        return event.kind
    return _OF_EVENT.get(event.kind)


def must_hear(month: Month, rows: Rows) -> Heard:
    """Each step of each ticket, once for everyone who was a reporter then and did not cause it."""
    wanted: Heard = Counter()
    for ticket in rows.tickets:
        mine = {citizen: since for (of, citizen), since in month.since.items() if of == ticket.id}
        for event in rows.events[ticket.id]:
            kind = _news_of(event)
            hearing = [each for each, since in mine.items() if since < event.id]
            for citizen in hearing if kind else ():
                if month.judged.get(event.id) != citizen and citizen not in month.stopped | month.erased:
                    wanted[citizen, ticket_number.show(ticket.number), str(kind)] += 1
    return wanted
