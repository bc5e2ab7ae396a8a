"""Answering a ticket with proof: files judged by content, kept only with the answer, never lost words."""

import asyncio
import io
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData
from PIL import Image
from sqlalchemy import select

from core import attachments
from core.db import Database
from core.models import Attachment, Ticket, TicketAttachment
from core.settings import Settings
from tests.bot.console.site import Browser, hidden_field, lines, report
from tests.fakes import ManualClock

PDF = b"%PDF-1.4 surat selesai"


def image(kind: str = "PNG") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (8, 8)).save(data, kind)
    return data.getvalue()


@pytest.fixture
async def ticket(talk: str, db: Database, clock: ManualClock) -> Ticket:
    made = await report(db, talk, clock())
    async with db.write() as session:
        (await session.get_one(Ticket, made.id)).status = "in_progress"
    return made


async def answer(browser: Browser, ticket: Ticket, *files: bytes, **fields: str) -> ClientResponse:
    page = await browser.page(f"/tickets/{ticket.number}")
    form = FormData()
    values = {"csrf": hidden_field(page, "csrf"), "seen": hidden_field(page, "seen"), "note": "Ditambal."}
    for name, value in (values | fields).items():
        form.add_field(name, value)
    for number, data in enumerate(files):
        form.add_field("proof", io.BytesIO(data), filename=f"bukti {number}.jpg", content_type="image/jpeg")
    return await browser.client.post(
        f"/console/tickets/{ticket.number}/answer", data=form(), allow_redirects=False
    )


async def kept(db: Database, settings: Settings) -> tuple[list[str | None], int]:
    """The types of the stored files, and how many are on disk."""
    async with db.read() as session:
        types = list(await session.scalars(select(Attachment.content_type).order_by(Attachment.kind)))
    return types, await asyncio.to_thread(_count, settings.attachments_dir)


def _count(folder: Path) -> int:
    return len(list(folder.glob("*/*")))


async def test_note_and_photo_reach_the_reporter(
    officer: Browser, ticket: Ticket, talk: str, db: Database, settings: Settings, told: list[str]
) -> None:
    response = await answer(officer, ticket, image(), PDF)
    assert (response.status, told) == (303, ["said"])
    assert "Ditambal." in (await lines(db, talk))[-1][1]
    assert await kept(db, settings) == (["application/pdf", "image/jpeg"], 2)
    async with db.read() as session:
        purposes = (await session.scalars(select(TicketAttachment.purpose))).all()
    assert purposes == ["proof", "proof"]
    page = await officer.page(f"/tickets/{ticket.number}")
    assert "Bukti penanganan" in page
    assert "Sudah ditanggapi dengan 2 bukti" in page


async def test_proof_is_downloaded_from_the_ticket(officer: Browser, ticket: Ticket) -> None:
    await answer(officer, ticket, PDF)
    response = await officer.get(f"/tickets/{ticket.number}/photos/0")
    assert await response.read() == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("files", "fields", "why"),
    [
        ([], {}, "lampirkan foto atau dokumen"),
        ([b"<html>"], {}, "bukti harus berupa foto"),
        ([b"OggS suara"], {}, "bukti harus berupa foto"),
        ([image(), b"MZ"], {}, "bukti harus berupa foto"),
        ([image()], {"note": " "}, "tulis dulu kabar"),
        ([image()], {"note": "a" * 2001}, "karakter"),
    ],
)
async def test_an_answer_without_words_or_proof_is_refused_and_keeps_no_file(
    files: list[bytes],
    fields: dict[str, str],
    why: str,
    officer: Browser,
    ticket: Ticket,
    db: Database,
    settings: Settings,
) -> None:
    response = await answer(officer, ticket, *files, **fields)
    assert response.status == 400
    assert why in await response.text()
    assert await kept(db, settings) == ([], 0)


async def test_words_survive_a_refused_file(officer: Browser, ticket: Ticket) -> None:
    response = await answer(officer, ticket, b"MZ", note="Lubang <besar> ditambal")
    assert "Lubang &lt;besar&gt; ditambal</textarea>" in await response.text()


async def test_an_empty_file_field_is_no_file(officer: Browser, ticket: Ticket, db: Database) -> None:
    async with db.write() as session:
        (await session.get_one(Ticket, ticket.id)).category = "health"
    assert (await answer(officer, ticket, b"")).status == 303


async def test_too_large_files_are_refused_with_the_words_kept(officer: Browser, ticket: Ticket) -> None:
    response = await answer(officer, ticket, PDF + b"0" * attachments.MAX_BYTES)
    assert response.status == 413
    page = await response.text()
    assert "paling banyak 4 berkas" in page
    assert "Ditambal.</textarea>" in page


async def test_too_many_files_are_refused(officer: Browser, ticket: Ticket) -> None:
    assert (await answer(officer, ticket, *[PDF] * 5)).status == 400


async def test_who_closed_too_early_is_told_so(officer: Browser, ticket: Ticket, db: Database) -> None:
    async with db.write() as session:
        (await session.get_one(Ticket, ticket.id)).barred_id = officer.id
    assert "rekan lain yang menanggapi" in await officer.page(f"/tickets/{ticket.number}")
    response = await answer(officer, ticket, image())
    assert response.status == 400
    assert "Anda yang menutupnya terlalu cepat" in await response.text()


@pytest.mark.parametrize("token", ["", "forged"])
async def test_a_form_with_files_needs_its_token(token: str, officer: Browser, ticket: Ticket) -> None:
    assert (await answer(officer, ticket, image(), csrf=token)).status == 403


async def test_a_visitor_sends_no_files(visitor: Browser, ticket: Ticket) -> None:
    form = FormData({"csrf": "x"})
    form.add_field("proof", image(), filename="a.png")
    response = await visitor.client.post(f"/console/tickets/{ticket.number}/answer", data=form())
    assert response.status == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"--x\r\n", 400),
        (b'--x\r\nContent-Disposition: form-data; name="note"\r\n\r\n' + b"a" * 70_000 + b"\r\n--x--", 413),
        (
            b"".join(
                b'--x\r\nContent-Disposition: form-data; name="n%d"\r\n\r\na\r\n' % n for n in range(60)
            ),
            400,
        ),
        (b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n", 400),
    ],
    ids=["broken", "large", "many", "nested"],
)
async def test_an_unreadable_form_with_files_is_refused(
    body: bytes, status: int, officer: Browser, ticket: Ticket
) -> None:
    sent: dict[str, Any] = {"data": body, "headers": {"Content-Type": "multipart/form-data; boundary=x"}}
    response = await officer.client.post(f"/console/tickets/{ticket.number}/answer", **sent)
    assert response.status == status
