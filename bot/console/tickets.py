"""Tickets: the filtered table, one ticket, its moves and notes."""

from aiohttp import web

from bot.console import words
from bot.console.pages import page
from bot.console.state import ROOT, Visit
from core import ticket_desk, tickets
from core.errors import ConflictError
from core.ticket_desk import Filter
from core.tickets import Status


async def show_all(visit: Visit) -> web.StreamResponse:
    wanted = Filter(
        status=visit.query("status") if visit.query("status") in set(Status) else "",
        category=visit.query("category"),
        kecamatan=visit.query("kecamatan"),
        agency=visit.query("agency"),
        late=visit.query("late") == "1",
    )
    number = visit.page()
    async with visit.db.read() as session:
        rows = await ticket_desk.listed(session, wanted, visit.now, page=number)
        choices = await ticket_desk.choices(session)
    return page(
        visit,
        "tickets.html",
        rows=rows,
        wanted=wanted,
        choices=choices,
        statuses=list(Status),
        number=number,
        has_more=len(rows) == ticket_desk.PAGE,
        is_late=lambda ticket: ticket_desk.is_late(ticket, visit.now),
    )


async def _one(visit: Visit, status: int = 200, *, problem: str = "", note: str = "") -> web.Response:
    async with visit.db.read() as session:
        detail = await ticket_desk.detail(session, visit.request.match_info["number"], visit.now)
    moves = tickets.next_statuses(Status(detail.ticket.status))
    return page(visit, "ticket.html", status, detail=detail, moves=moves, problem=problem, note=note)


async def show(visit: Visit) -> web.StreamResponse:
    return await _one(visit)


async def move(visit: Visit) -> web.StreamResponse:
    wanted, seen, note = (visit.form.get(name, "") for name in ("status", "seen", "note"))
    if wanted not in set(Status) or seen not in set(Status):
        return await _one(visit, 400, problem="Pilih status berikutnya.", note=note)
    number = visit.request.match_info["number"]
    try:
        async with visit.db.write() as session:
            await ticket_desk.move(session, number, seen, Status(wanted), note, visit.me.staff_id, visit.now)
    except ConflictError:
        problem = (
            f"Belum diubah: tiket ini tidak bisa pindah dari “{words.status(seen)}” ke "
            f"“{words.status(wanted)}”, sudah diubah rekan Anda, "
            f"atau catatannya lebih dari {ticket_desk.LONGEST_NOTE} karakter."
        )
        return await _one(visit, 409, problem=problem, note=note)
    visit.console.said()  # the reporter is told
    raise _back(visit)


async def add_note(visit: Visit) -> web.StreamResponse:
    note = visit.form.get("note", "")
    try:
        async with visit.db.write() as session:
            await ticket_desk.add_note(
                session, visit.request.match_info["number"], note, visit.me.staff_id, visit.now
            )
    except ConflictError:
        problem = f"Catatan belum disimpan: isi 1 sampai {ticket_desk.LONGEST_NOTE} karakter."
        return await _one(visit, 400, problem=problem)
    raise _back(visit)


def _back(visit: Visit) -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"{ROOT}/tickets/{visit.request.match_info['number']}")
