"""One conversation: reading it, taking it, answering, giving it back to the bot."""

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from bot.console import inbox
from bot.console.pages import page
from bot.console.state import ROOT, Visit
from core import concealing, conversations, desk, pulse, staff, ticket_secrecy, transcripts, unmasking
from core.desk import NotMineError, Seen
from core.errors import ConflictError, OvertakenError
from core.unmasking import LONGEST_REASON, SHORTEST_REASON, ReasonError

_OVERTAKEN = (
    "Belum terkirim: ada pesan baru sejak Anda mulai menulis. Baca dulu, lalu kirim lagi bila masih cocok."
)
_NOT_MINE = "Belum terkirim: percakapan ini tidak sedang Anda tangani. Ambil dulu untuk membalas."
_UNUSABLE = f"Belum terkirim: tulis balasan, paling panjang {desk.LONGEST_REPLY} karakter."
_TAKEN = "Petugas lain lebih dulu mengambil percakapan ini."
_REASON = f"Belum dibuka: tulis alasannya, {SHORTEST_REASON} sampai {LONGEST_REASON} karakter."
_NOT_GIVEN_BACK = "Percakapan ini tidak sedang Anda tangani."


def _id(visit: Visit) -> str:
    return visit.request.match_info["id"]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


async def _talk(visit: Visit, conversation_id: str, *, unmasked: bool = False) -> dict[str, Any]:
    """What the transcript and the heading show; ``unmasked`` when somebody gave a reason to read all."""
    before = _number(visit.query("before"))
    async with visit.db.read() as session:
        marks = await pulse.talks(session, [conversation_id])  # before the lines, so that nothing is missed
        talk = await conversations.get(session, conversation_id)
        entries = await transcripts.entries(session, conversation_id, before=before)
        tickets = await ticket_secrecy.of_reporter(session, conversation_id)
        numbers = await ticket_secrecy.protected_numbers(session, [conversation_id])
        lines = [entry.line for entry in entries]
        hidden_lines = await concealing.hidden_lines(session, conversation_id, lines)
        officer = await staff.name_of(session, talk.assigned_to)
    return {
        "talk": talk,
        "entries": entries,
        "tickets": tickets,
        "hidden": frozenset() if unmasked else numbers,
        "hidden_lines": frozenset() if unmasked else hidden_lines,
        "unmasked": unmasked,
        "officer": officer,
        "is_mine": talk.owner == "staff" and talk.assigned_to == visit.me.staff_id,
        "before": before,
        "talk_mark": marks[conversation_id],
    }


async def _whole(
    visit: Visit, status: int = 200, *, draft: str = "", problem: str = "", unmasked: bool = False
) -> web.Response:
    conversation_id = _id(visit)
    shown = await _talk(visit, conversation_id, unmasked=unmasked)
    beside = await inbox.listing(visit, current=conversation_id)
    return page(visit, "conversation.html", status, **beside, **shown, draft=draft, problem=problem)


async def show(visit: Visit) -> web.StreamResponse:
    return await _whole(visit)


async def unmask(visit: Visit) -> web.StreamResponse:
    """The whole transcript, once, for whoever says why; the next look at the page is masked again."""
    try:
        async with visit.db.write() as session:
            await unmasking.unmask_talk(
                session, _id(visit), visit.me.staff_id, visit.form.get("reason", ""), visit.now
            )
    except ReasonError:
        return await _whole(visit, 400, problem=_REASON)
    return await _whole(visit, unmasked=True)


async def show_lines(visit: Visit) -> web.StreamResponse:
    """The transcript alone, for a page that heard of news."""
    return page(visit, "_lines.html", **await _talk(visit, _id(visit)))


async def show_heading(visit: Visit) -> web.StreamResponse:
    """Who has the conversation now, and what can be done with it."""
    return page(visit, "_heading.html", **await _talk(visit, _id(visit)))


async def take(visit: Visit) -> web.StreamResponse:
    seen = Seen(visit.form.get("owner", ""), _number(visit.form.get("officer", "")))
    try:
        async with visit.db.write() as session:
            await desk.take(session, _id(visit), visit.me.staff_id, seen, visit.now)
    except OvertakenError:
        return await _whole(visit, 409, problem=_TAKEN)
    visit.console.said()
    raise _back(visit)


async def reply(visit: Visit) -> web.StreamResponse:
    draft, seq = visit.form.get("text", ""), _number(visit.form.get("seq", ""))
    try:
        async with visit.db.write() as session:
            await desk.reply(
                session, _id(visit), visit.me.staff_id, draft, -1 if seq is None else seq, visit.now
            )
    except OvertakenError:
        return await _whole(visit, 409, draft=draft, problem=_OVERTAKEN)
    except NotMineError:
        return await _whole(visit, 409, draft=draft, problem=_NOT_MINE)
    except ConflictError:
        return await _whole(visit, 400, draft=draft, problem=_UNUSABLE)
    visit.console.said()
    raise _back(visit, sent="1")  # the page then forgets the draft it kept


async def release(visit: Visit) -> web.StreamResponse:
    try:
        async with visit.db.write() as session:
            await desk.release(session, _id(visit), visit.me.staff_id, visit.now)
    except NotMineError:
        return await _whole(visit, 409, problem=_NOT_GIVEN_BACK)
    visit.console.said()
    raise _back(visit)


def _back(visit: Visit, **values: str) -> web.HTTPSeeOther:
    address = urlencode({"tab": inbox.wanted_tab(visit), **values})
    return web.HTTPSeeOther(f"{ROOT}/conversations/{_id(visit)}?{address}")
