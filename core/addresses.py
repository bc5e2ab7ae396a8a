"""Whose conversation a message belongs to: found by any address of its sender, opened when there is none."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import cast

from sqlalchemy import Table, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import insert_into
from core.models import Address, Conversation

_TABLE = cast(Table, Address.__table__)

type Link = tuple[str, str]  # channel and address


@dataclass(frozen=True)
class Person:
    """Whom a message is from, as its channel names them."""

    channel: str
    address: str
    aliases: tuple[str, ...] = ()
    is_group: bool = False

    @property
    def links(self) -> list[Link]:
        return [(self.channel, each) for each in (self.address, *self.aliases)]


async def find_or_open(
    session: AsyncSession, people: Sequence[Person], now: datetime
) -> Sequence[Conversation]:
    """The conversation of each, opened where there is none; all locked, in one order for all processes."""
    known = _known(session)
    wanted = {link for person in people for link in person.links}
    while True:
        known |= await _linked(session, wanted - known.keys())
        opened, links = _plan(people, known, now)
        if not links or await _store(session, opened, links):
            known |= links
            return [known[person.links[0]] for person in people]


def held(session: AsyncSession) -> set[str]:
    """The conversations that this transaction has locked."""
    ids: set[str] = session.info.setdefault("locked", set())
    return ids


def hold(session: AsyncSession, locked: Sequence[Conversation]) -> None:
    """Note that this transaction has locked these; kept, so that the session need not read them again."""
    held(session).update(conversation.id for conversation in locked)
    session.info.setdefault("held_rows", []).extend(locked)


def _known(session: AsyncSession) -> dict[Link, Conversation]:
    """The links that this transaction has looked up."""
    known: dict[Link, Conversation] = session.info.setdefault("links", {})
    return known


async def _linked(session: AsyncSession, wanted: Collection[Link]) -> dict[Link, Conversation]:
    """Which conversations these lead to already; all of them locked."""
    if not wanted:
        return {}
    channels, addresses = zip(*wanted, strict=True)
    query = (
        select(Address.channel, Address.address, Conversation)
        .join(Conversation, Conversation.id == Address.conversation_id)
        .where(Address.channel.in_(set(channels)), Address.address.in_(set(addresses)))
        .order_by(Conversation.id)  # two processes that lock in one order never wait for each other
        .with_for_update(of=Conversation)
    )
    found = {(row.channel, row.address): row.Conversation for row in await session.execute(query)}
    held(session).update(conversation.id for conversation in found.values())
    return found


def _plan(
    people: Sequence[Person], known: Mapping[Link, Conversation], now: datetime
) -> tuple[list[Conversation], dict[Link, Conversation]]:
    """The conversations to open, and the links to make, to them and to those that are there."""
    opened: list[Conversation] = []
    links: dict[Link, Conversation] = {}
    for person in people:
        found = [known.get(link) or links.get(link) for link in person.links]
        conversation = next(filter(None, found), None)
        if conversation is None:
            conversation = _open(person, now)
            opened.append(conversation)
        links |= {link: conversation for link, each in zip(person.links, found, strict=True) if each is None}
    return opened, links


def _open(person: Person, now: datetime) -> Conversation:
    return Conversation(
        id=uuid.uuid4().hex,
        channel=person.channel,
        address=person.address,
        is_group=person.is_group,
        created_at=now,
    )


async def _store(
    session: AsyncSession, opened: Sequence[Conversation], links: Mapping[Link, Conversation]
) -> bool:
    """Store these; False, and nothing is opened, when another process made one of the links this instant."""
    session.add_all(opened)
    await session.flush()
    rows = [
        {"channel": channel, "address": address, "conversation_id": conversation.id}
        for (channel, address), conversation in sorted(links.items(), key=itemgetter(0))
    ]
    statement = insert_into(session, _TABLE).on_conflict_do_nothing().returning(_TABLE.c.address)
    stored = (await session.execute(statement, rows)).all()
    ids = [conversation.id for conversation in opened]
    if len(stored) == len(rows):
        held(session).update(ids)
        return True
    await session.execute(delete(_TABLE).where(_TABLE.c.conversation_id.in_(ids)))
    for conversation in opened:
        await session.delete(conversation)
    await session.flush()
    return False
