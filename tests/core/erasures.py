"""A citizen with something of theirs in every table, and a look at all that is stored."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from core import attachments, conversations, data_requests, erasure, inbox, outbox, tickets
from core.attachments import Clean
from core.conversations import Said
from core.db import Base, Database
from core.messages import Button, MediaKind
from core.models import (
    ApiFiling,
    ApiKey,
    Delivery,
    LaporPost,
    LookUpMiss,
    Message,
    News,
    Reporter,
    SentPart,
    Subscription,
    SubscriptionSent,
    Ticket,
    TicketEvent,
    TicketVerdict,
)
from tests.inputs import message

NAME, ADDRESS, WORDS = "Zubaedah", "628999111222", "kukupurieun"  # nothing else contains these
_COLUMNS = "id INTEGER PRIMARY KEY, sender_id TEXT, type_name TEXT, timestamp FLOAT, data TEXT"
_EVENT = "INSERT INTO events VALUES (:id, :sender, 'user', 1.0, :data)"
SENTINELS = (NAME, ADDRESS, WORDS)


@dataclass(frozen=True)
class Citizen:
    """The conversation, and the ticket of each kind."""

    id: str
    tickets: dict[str, int]


async def settle_in(db: Database, folder: Path, now: datetime, *, channel: str = "whatsapp") -> Citizen:
    """Zubaedah wrote, reported four times, joined another's report, judged, and gave files."""
    async with db.write() as session:
        written = message(f"{WORDS} di sini", address=ADDRESS, sender_name=NAME, sent_at=now, channel=channel)
        await inbox.receive(session, [written], now)
        talk = await conversations.by_address(session, channel, ADDRESS)
        assert talk is not None
        other = await conversations.find_or_open(session, channel, "1", now, name="Lain")
        heard = (await session.scalars(select(Message))).one()
        heard.state, heard.settled_at, heard.ref, heard.report = "answered", now, f"ref-{ADDRESS}", "draft"
        heard.external_id = f"wamid-{ADDRESS}"
        heard.location = {"lat": -6.9, "lon": 107.6, "name": WORDS}
        await _speak(session, talk.id, now)
        session.add(LookUpMiss(conversation_id=talk.id, created_at=now))
        key = ApiKey(name="aplikasi", key_hash="h", created_at=now)
        session.add(key)
        await session.flush()
        made = {
            kind: (await _report(session, talk.id, kind, folder, now)).id
            for kind in ("public", "ended", "anonymous", "secret")
        }
        ended = await session.get_one(Ticket, made["ended"])
        ended.status, ended.closed_at = "done", now
        for kind, ticket_id in made.items():
            session.add(TicketEvent(ticket_id=ticket_id, kind="reopened", author="citizen", note=WORDS,
                                    detail={"words": WORDS, "times": 1}, created_at=now))  # fmt: skip
            session.add(ApiFiling(token=kind, key_id=key.id, ticket_id=ticket_id, person={"name": NAME},
                                  media_url=f"https://x/{WORDS}", created_at=now))  # fmt: skip
        session.add(TicketVerdict(ticket_id=made["ended"], conversation_id=talk.id, rating=2, words=WORDS,
                                  created_at=now))  # fmt: skip
        session.add(News(conversation_id=talk.id, ticket_id=made["public"], text=WORDS, due_at=now))
        session.add(
            Subscription(
                conversation_id=talk.id, kind="rain", wish=f"rain/{WORDS}", area=WORDS, created_at=now
            )
        )
        session.add(SubscriptionSent(conversation_id=talk.id, event=f"rain/{WORDS}", sent_at=now))
        joined = await _report(session, other.id, "others", folder, now, said="lubang di jalan")
        session.add(
            Reporter(ticket_id=joined.id, conversation_id=talk.id, name=NAME, words=WORDS, joined_at=now)
        )
        session.add(LaporPost(ticket_id=made["secret"], state="queued", due_at=now, created_at=now))
    return Citizen(talk.id, made | {"others": joined.id})


async def _speak(session: AsyncSession, conversation_id: str, now: datetime) -> None:
    said = Said("bot", f"Saya catat: {WORDS}", (Button(WORDS, "/x"),), image=f"https://x/{WORDS}")
    await outbox.add(session, conversation_id, said, now, message_id=1)
    await outbox.add(session, conversation_id, Said("system", f"Halo {NAME}"), now)
    first, second = (await session.scalars(select(Delivery).order_by(Delivery.id))).all()
    first.state, first.external_ids = "sent", [f"wamid-out-{ADDRESS}"]
    second.state, second.error = "failed", f"no {ADDRESS}"
    session.add(SentPart(channel="whatsapp", external_id=f"wamid-out-{ADDRESS}", delivery_id=first.id))


async def _report(
    session: AsyncSession, conversation_id: str, kind: str, folder: Path, now: datetime, said: str = WORDS
) -> Ticket:
    clean = Clean(MediaKind.PHOTO, "image/jpeg", f"photo {said} {kind}".encode())
    file = await attachments.add_stored(
        session,
        clean,
        attachments.write(folder, clean),
        now,
        conversation_id=conversation_id,
        filename=f"{said}.jpg",
    )
    privacy = kind if kind in ("anonymous", "secret") else "public"
    new = tickets.NewTicket(
        message_id=f"m-{kind}", conversation_id=conversation_id, category="road_damage", title=f"{said} 1",
        description=f"{said} dan lagi", place_text=f"rumah {said}",
        kelurahan="Kopo", kecamatan="Bojongloa Kaler", street="Jalan Kopo", lat=-6.94, lon=107.58,
        privacy=privacy, name=NAME if said == WORDS else None, attachments=[file.id],
        event_on=date(2026, 11, 20), event_said=f"sejak {said}",
    )  # fmt: skip
    return await tickets.create(session, new, now)


async def erase(
    session: AsyncSession, conversation_id: str, now: datetime, *, staff_id: int | None = None
) -> list[str]:
    """Ask for it, unless that was done, and carry it out; the files to remove."""
    request = await data_requests.ask(session, conversation_id, now)
    return await erasure.erase(session, request.id, now, staff_id=staff_id)


async def run_due(session: AsyncSession, now: datetime) -> list[str]:
    """All that the clock does now, in one transaction; the files to remove."""
    waiting = await erasure.waiting(session, now)
    files = []
    for request_id in (*waiting.due, *waiting.begun, *waiting.ended):
        files += await erasure.go_on(session, request_id, now)
    return files


async def everything(db: Database) -> str:
    """All rows of all tables."""
    found = []
    async with db.read() as session:
        for table in Base.metadata.sorted_tables:
            found += [f"{table.name}: {row}" for row in await session.execute(select(table))]
    return "\n".join(found)


def bytes_in(folder: Path) -> bytes:
    """Every file of a folder, the database's own among them."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def leaks(stored: str | bytes) -> list[str]:
    """Which of the citizen's traces stand there."""
    shown = stored if isinstance(stored, bytes) else stored.encode()
    return [each for each in SENTINELS if each.encode() in shown]


async def remember(db: Database, folder: Path, sender: str) -> None:
    """Rasa's memory of a conversation, and of another: beside the database on SQLite, in it on PostgreSQL."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'rasa.db'}") if db.is_sqlite else db.engine
    async with engine.begin() as connection:
        await connection.execute(text(f"CREATE TABLE events ({_COLUMNS})"))
        await connection.execute(text(_EVENT), {"id": 1, "sender": sender, "data": f"draft {WORDS}"})
        await connection.execute(text(_EVENT), {"id": 2, "sender": "other", "data": "stays"})
    if db.is_sqlite:
        await engine.dispose()


async def remembered(db: Database, folder: Path) -> list[str]:
    """What Rasa still knows."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder / 'rasa.db'}") if db.is_sqlite else db.engine
    async with engine.connect() as connection:
        found = list((await connection.execute(text("SELECT data FROM events ORDER BY id"))).scalars())
    if db.is_sqlite:
        await engine.dispose()
    return found
