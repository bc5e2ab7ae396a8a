"""Joining: one incident, many reporters, each with a privacy of their own."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.db import Database
from core.errors import ConflictError, NotFoundError
from core.messages import MediaKind
from core.models import Attachment, Reporter, Ticket, TicketAttachment, TicketEvent
from core.places import Place
from core.tickets import Status, joining, reporters
from core.tickets.joining import Joined
from tests.core.tickets.test_near import NOW, filed, talk

type Joins = Callable[..., Awaitable[Joined]]


@pytest.fixture
def join(db: Database) -> Joins:
    async def joins(ticket: Ticket, who: str, **given: Any) -> Joined:
        now = given.pop("now", NOW)
        async with db.write() as session:
            return await joining.join(session, ticket.id, who, now, **given)

    return joins


async def row(db: Database, ticket: Ticket, who: str) -> Reporter | None:
    async with db.read() as session:
        return await reporters.one(session, ticket.id, who)


async def kinds(db: Database, ticket: Ticket) -> list[str]:
    async with db.read() as session:
        query = select(TicketEvent.kind).where(TicketEvent.ticket_id == ticket.id).order_by(TicketEvent.id)
        return list(await session.scalars(query))


async def test_whoever_joins_is_counted_in_order(db: Database, join: Joins) -> None:
    ticket = await filed(db, await talk(db))
    two, three = await talk(db, "dua"), await talk(db, "tiga")
    assert (await join(ticket, two)).place == 2
    assert (await join(ticket, three, now=NOW + timedelta(minutes=1))).place == 3
    assert (await join(ticket, two)).place == 2


async def test_joining_twice_is_joining_once(db: Database, join: Joins) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    first, again = await join(ticket, me, words="di sini juga"), await join(ticket, me, words="di sini juga")
    assert (first.new, again.new) == (True, False)
    assert (await kinds(db, ticket)).count("joined") == 1
    reporter = await row(db, ticket, me)
    assert reporter is not None
    assert (reporter.words, reporter.first) == ("di sini juga", False)


async def test_the_event_of_joining_names_nobody(db: Database, join: Joins) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    await join(ticket, me, name="Rina", words="rumah saya no 3")
    async with db.read() as session:
        event = (await session.scalars(select(TicketEvent).where(TicketEvent.kind == "joined"))).one()
    assert (event.author, event.note, event.detail) == ("citizen", "", {"reporters": 2})


@pytest.mark.parametrize(("privacy", "name"), [("public", "Rina"), ("anonymous", None), ("secret", None)])
async def test_each_keeps_a_privacy_of_their_own(
    db: Database, join: Joins, privacy: str, name: str | None
) -> None:
    ticket, me = await filed(db, await talk(db), name="Asep"), await talk(db, "dua")
    joined = await join(ticket, me, privacy=privacy, name="Rina")
    reporter = await row(db, ticket, me)
    assert reporter is not None
    assert (reporter.privacy, reporter.name, joined.ticket.privacy) == (privacy, name, "public")


async def test_files_join_the_ticket(db: Database, join: Joins) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    async with db.write() as session:
        session.add(
            Attachment(id="f", conversation_id=me, kind=MediaKind.PHOTO, state="stored", created_at=NOW)
        )
    await join(ticket, me, attachments=["f"])
    async with db.read() as session:
        assert (await session.scalars(select(TicketAttachment.purpose))).all() == ["report"]


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.DONE, Status.NOT_OURS, Status.ARCHIVED])
async def test_an_ended_ticket_cannot_be_joined(db: Database, join: Joins, status: Status) -> None:
    ticket, me = await filed(db, await talk(db), status=status), await talk(db, "dua")
    with pytest.raises(ConflictError):
        await join(ticket, me)


async def test_a_secret_ticket_cannot_be_joined(db: Database, join: Joins) -> None:
    ticket, me = await filed(db, await talk(db), privacy="secret"), await talk(db, "dua")
    with pytest.raises(NotFoundError):
        await join(ticket, me)
    assert await row(db, ticket, me) is None


async def test_joining_a_merged_ticket_joins_the_one_it_became(db: Database, join: Joins) -> None:
    sender, me = await talk(db), await talk(db, "dua")
    kept = await filed(db, sender)
    merged = await filed(db, sender, merged_into=kept.id)
    assert (await join(merged, me)).ticket.id == kept.id


async def test_who_made_it_adds_to_it(db: Database, join: Joins) -> None:
    me = await talk(db)
    ticket = await filed(db, me)
    joined = await join(ticket, me, words="makin dalam")
    assert (joined.first, joined.new, joined.place) == (True, False, 1)
    assert "makin dalam" in joined.ticket.description


async def test_words_of_somebody_who_joined_stay_with_them(db: Database, join: Joins) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    await join(ticket, me, words="satu")
    async with db.write() as session:
        await joining.add(session, ticket.id, me, NOW, words="dua")
    reporter = await row(db, ticket, me)
    assert reporter is not None
    assert reporter.words == "satu\n\ndua"
    async with db.read() as session:
        assert (await session.get_one(Ticket, ticket.id)).description == "jalan bolong gede"


async def test_a_stranger_adds_nothing(db: Database) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    async with db.write() as session:
        assert not await joining.add(session, ticket.id, me, NOW, words="dua")
        assert not await joining.sign(session, ticket.id, me, "Rina", NOW)
        assert not await joining.leave(session, ticket.id, me, NOW)
        await joining.hide(session, ticket.id, me, "secret", NOW)
    async with db.read() as session:
        kept = await session.get_one(Ticket, ticket.id)
        assert (kept.description, kept.privacy) == ("jalan bolong gede", "public")


async def test_hiding_and_signing_are_about_oneself(db: Database, join: Joins) -> None:
    sender, me = await talk(db), await talk(db, "dua")
    ticket = await filed(db, sender, name="Asep")
    await join(ticket, me)
    async with db.write() as session:
        assert await joining.sign(session, ticket.id, me, "Rina", NOW)
        await joining.hide(session, ticket.id, me, "anonymous", NOW)
        assert not await joining.sign(session, ticket.id, me, "Rina", NOW)
    theirs, mine = await row(db, ticket, sender), await row(db, ticket, me)
    assert theirs is not None
    assert mine is not None
    assert (theirs.name, theirs.privacy, mine.name, mine.privacy) == ("Asep", "public", None, "anonymous")


async def test_leaving_forgets_who_joined(db: Database, join: Joins) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    await join(ticket, me)
    async with db.write() as session:
        assert await joining.leave(session, ticket.id, me, NOW)
    assert await row(db, ticket, me) is None
    assert await kinds(db, ticket) == ["created", "joined", "left"]


async def test_who_made_it_cannot_leave(db: Database) -> None:
    me = await talk(db)
    ticket = await filed(db, me)
    async with db.write() as session:
        assert not await joining.leave(session, ticket.id, me, NOW)
    assert await row(db, ticket, me) is not None


async def test_a_pin_of_who_joined_is_kept_as_words(db: Database, join: Joins) -> None:
    ticket, me = await filed(db, await talk(db)), await talk(db, "dua")
    await join(ticket, me)
    async with db.write() as session:
        pin = Place("titik", "pin", lat=-6.9, lon=107.6)
        assert await joining.add(session, ticket.id, me, NOW, place=pin)
        kept = await session.get_one(Ticket, ticket.id)
        assert (kept.lat, kept.lon) == (ticket.lat, ticket.lon)
    reporter = await row(db, ticket, me)
    assert reporter is not None
    assert reporter.words == "Titik lokasi: -6.9, 107.6"
