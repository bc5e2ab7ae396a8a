"""What each message and photo takes on disk, and what cleaning up costs: `python -m bench.storage`.

Rows are made by the functions that make them in service, in a SQLite file; the sizes are from SQLite's own
account of its pages, indexes included. The figures go into docs/storage.md.
"""

import argparse
import asyncio
import io
import json
import sqlite3
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PIL import Image, ImageFilter
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bench.figures import OUT, load_note, machine, milliseconds, table, with_section
from bot.pace import RATES
from core import attachments, inbox, outbox, retention, sending, tickets, turns
from core.conversations import Said
from core.db import Database
from core.messages import Button, Incoming
from core.models import Message
from core.retention import Chore
from core.schema import upgrade
from core.settings import ROOT
from core.turns import Turn

DOCS = ROOT / "docs" / "storage.md"
MESSAGES = 6000
CITIZENS = 600
AT_ONCE = 100
YEAR = timedelta(days=365)
# As long as the ones of the conversations under tests/product/, on average.
WORDS = "min, lampu jalan di depan SD Cikutra mati sudah seminggu, gelap kalau malam"
ANSWER = (
    "Saya catat dulu laporannya:\n• Masalah: lampu jalan mati\n• Lokasi: Jl. Cikutra, depan SD Cikutra\n"
    "• Sejak: seminggu\nSudah benar? Boleh tambahkan foto atau lokasi supaya petugas cepat menemukannya."
)
BUTTONS = (Button("Kirim", "/submit"), Button("Ubah", "/change"), Button("Batal", "/cancel"))
PIECES = {
    "message": ("inbox",),
    "answer": ("outbox", "sent_parts"),
    "transcript": ("lines",),
    "citizen": ("conversations", "addresses", "chat_paces"),
    "report": ("tickets", "ticket_events", "reporters"),
}

type Figures = dict[str, float]


async def converse(db: Database, count: int, now: datetime) -> None:
    """Messages with their answers, each delivered."""
    for first in range(0, count, AT_ONCE):
        events = [_message(number, now) for number in range(first, first + AT_ONCE)]
        async with db.write(durable=False) as session:
            await inbox.receive(session, events, now)
            query = select(Message).where(Message.state == "received")
            for message in (await session.scalars(query)).all():
                said = Said("bot", ANSWER, BUTTONS)
                await outbox.add(session, str(message.conversation_id), said, now, message_id=message.id)
                await turns.settle(session, Turn([message]), "answered", now)
            await _deliver(session, now)


async def _deliver(session: AsyncSession, now: datetime) -> None:
    for job in await outbox.claim(session, "whatsapp", now, AT_ONCE, RATES["whatsapp"]):
        external_id = f"wamid.HBgNNjI4MTEwMDAwMDAwMBUCABEYEjA2{job.delivery_id:024}"
        await sending.part_sent(session, job, external_id, now, last=True)


def _message(number: int, now: datetime) -> Incoming:
    person = f"62811{number % CITIZENS:07}"
    external_id = f"wamid.HBgNNjI4MTEwMDAwMDAwMBUCABIYFjNF{number:024}"
    return Incoming("whatsapp", external_id, person, now, text=WORDS, sender_name="Asep Sunandar")


async def report(db: Database, count: int, now: datetime) -> None:
    """Tickets as the dialogue makes them."""
    async with db.write(durable=False) as session:
        talk = (await session.scalars(select(Message.conversation_id).limit(1))).one()
        for number in range(count):
            new = tickets.NewTicket(
                f"m{number}", str(talk), "street_light", "Lampu jalan mati", WORDS, "Jl. Cikutra, depan SD",
                kelurahan="Cikutra", kecamatan="Cibeunying Kidul", lat=-6.9, lon=107.6, name="Asep Sunandar",
            )  # fmt: skip
            await tickets.create(session, new, now)


def sizes(path: Path) -> Mapping[str, int]:
    """Bytes of each table with its indexes."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return dict(
            connection.execute(
                "SELECT tbl_name, sum(pgsize) FROM dbstat JOIN sqlite_master USING (name) GROUP BY tbl_name"
            )
        )


async def clean(db: Database, chore: Chore, moment: datetime) -> tuple[int, float, float]:
    """Rows removed, seconds in all, and seconds of the longest step: so long a webhook may wait."""
    removed, after, longest, began = 0, 0, 0.0, time.perf_counter()
    while True:
        step_began = time.perf_counter()
        async with db.write(durable=False) as session:
            step = await chore(session, after, moment)
        longest = max(longest, time.perf_counter() - step_began)
        removed += step.removed
        if step.after is None:
            return removed, time.perf_counter() - began, longest
        after = step.after


def photo() -> int:
    """Bytes kept of a 12-megapixel photo: a street with grain, as phones take it at dusk."""
    street = Image.open(ROOT / "tests" / "product" / "pothole.jpg").convert("RGB").resize((4000, 3000))
    grain = Image.effect_noise((4000, 3000), 40).filter(ImageFilter.GaussianBlur(1)).convert("RGB")
    taken = io.BytesIO()
    Image.blend(street, grain, 0.25).save(taken, "JPEG", quality=92)
    return len(attachments.inspect(taken.getvalue()).data)


async def measure(folder: Path, count: int) -> Figures:
    """Bytes of one of each, and what cleaning all of them costs."""
    path, now = folder / "sobat.db", datetime.now(UTC)
    db = Database(f"sqlite+aiosqlite:///{path}")
    await upgrade(db)
    empty = sizes(path)
    await converse(db, count, now)
    await report(db, count // 5, now)
    full = sizes(path)
    grown = {piece: sum(full[t] - empty[t] for t in names) for piece, names in PIECES.items()}
    shares = {"citizen": CITIZENS, "report": count // 5}
    figures: Figures = {piece: size / shares.get(piece, count) for piece, size in grown.items()}
    later = now + YEAR
    for name, chore, moment in (
        ("contents", retention.forget_contents, later),
        ("deliveries", retention.remove_deliveries, later),
        ("messages", retention.remove_messages, later),
    ):
        removed, seconds, longest = await clean(db, chore, moment)
        figures |= {f"{name}_removed": removed, f"{name}_seconds": seconds, f"{name}_longest": longest}
    await db.close()
    return figures | {"photo": photo()}


def text(figures: Figures) -> str:
    rows = [
        ("a message in the inbox", f"{figures['message']:,.0f} bytes", "RETENTION_DAYS; its words 8 days"),
        ("an answer in the outbox", f"{figures['answer']:,.0f} bytes", "RETENTION_DAYS"),
        ("both in the transcript", f"{figures['transcript']:,.0f} bytes", "for good"),
        ("a citizen", f"{figures['citizen']:,.0f} bytes", "for good"),
        ("a report", f"{figures['report']:,.0f} bytes", "for good"),
        ("a photo (12 megapixels, grainy)", f"{figures['photo']:,.0f} bytes", "for good"),
    ]
    cleaning = [
        (name, f"{figures[f'{key}_removed']:,.0f}", f"{figures[f'{key}_seconds']:.1f} s",
         milliseconds(figures[f"{key}_longest"]))
        for name, key in (("words", "contents"), ("outbox", "deliveries"), ("inbox", "messages"))
    ]  # fmt: skip
    return (
        f"{table(('one', 'takes', 'stays'), rows)}\n\n"
        f"{table(('cleaning', 'rows', 'took', 'longest step'), cleaning)}"
    )


def main() -> None:
    """Print the figures, and write them into docs/storage.md unless it was a quick run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="fewer rows; changes no document")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        figures = asyncio.run(measure(Path(folder), 1000 if quick else MESSAGES))
    print(f"\n{text(figures)}\n")
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "storage.json").write_text(json.dumps({"quick": quick, **figures}, indent=2) + "\n")
    if not quick:
        stamped = f"{datetime.now(UTC):%Y-%m-%d}, {machine()}{load_note()}.\n\n{text(figures)}"
        DOCS.write_text(with_section(DOCS.read_text("utf-8"), "storage", stamped), "utf-8")


if __name__ == "__main__":
    main()
