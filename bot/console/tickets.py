"""Tickets: the filtered table, one ticket, and everything an officer does with it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from aiohttp import web
from sqlalchemy.ext.asyncio import AsyncSession

from bot.console import ticket_words
from bot.console.pages import page
from bot.console.state import ROOT, Visit
from core import agencies, attachments, places, ticket_acts, ticket_desk, ticket_number, ticket_table, tickets
from core.agencies import Agency
from core.attachments import Clean
from core.errors import ConflictError, OvertakenError, PayloadError
from core.ticket_acts import Act
from core.ticket_table import Filter, Mark
from core.tickets import Reason, Status, StepError, proof, revealing

type Do = Callable[[AsyncSession, Act], Awaitable[None]]


async def show_all(visit: Visit) -> web.StreamResponse:
    wanted = Filter(
        status=_known(visit.query("status"), set(Status)),
        category=visit.query("category"),
        kecamatan=visit.query("kecamatan"),
        agency=visit.query("agency"),
        mark=Mark(visit.query("mark")) if visit.query("mark") in set(Mark) else None,
        staff_id=visit.me.staff_id,
    )
    number = visit.page()
    async with visit.db.read() as session:
        rows = await ticket_table.listed(session, wanted, visit.now, page=number)
    return page(
        visit,
        "tickets.html",
        rows=rows,
        wanted=wanted,
        categories=agencies.categories().values(),
        kecamatan=sorted(places.districts()),
        offices=_offices(),
        statuses=list(Status),
        marks=ticket_words.MARKS,
        number=number,
        has_more=len(rows) == ticket_table.PAGE,
        is_late=lambda ticket: ticket_table.is_late(ticket, visit.now),
        is_flagged=ticket_table.is_flagged,
        due=ticket_words.due,
    )


def _known(value: str, known: set[Status]) -> str:
    return value if value in known else ""


async def show(visit: Visit) -> web.StreamResponse:
    return await _one(visit)


async def _one(visit: Visit, status: int = 200, *, problem: str = "", opened: str = "") -> web.Response:
    """The page of a ticket; after a refusal with what was written, in the form ``opened``."""
    async with visit.db.read() as session:
        detail = await ticket_desk.detail(session, _number(visit), visit.now)
    ticket = detail.ticket
    moves = tickets.choices(ticket)
    return page(
        visit,
        "ticket.html",
        status,
        detail=detail,
        moves=moves,
        wording=revealing.wording(ticket),
        steps=ticket_words.buttons(ticket, moves),
        may_answer=Status.ANSWERED in tickets.next_statuses(Status(ticket.status)),
        needs_proof=proof.needed(ticket),
        is_open=ticket.status in tickets.OPEN,
        is_barred=ticket.barred_id == visit.me.staff_id,
        said=ticket_words,
        offices=_offices(),
        categories=agencies.categories().values(),
        doors=_doors(),
        problem=problem,
        opened=opened,
        written=visit.form,
    )


def _offices() -> Sequence[Agency]:
    """The city's agencies, by name."""
    ours = [each for each in agencies.offices().values() if not each.outside_city]
    return sorted(ours, key=lambda each: each.name)


def _doors() -> Sequence[str]:
    """Whom citizens are sent to when the matter is not the city's."""
    outside = [each for each in agencies.offices().values() if each.outside_city]
    calls = [f"{each.name} ({each.contacts[0].value})" if each.contacts else each.name for each in outside]
    return [*places.neighbours(), *calls]


def _number(visit: Visit) -> str:
    return visit.request.match_info["number"]


async def move(visit: Visit) -> web.StreamResponse:
    wanted = visit.form.get("status", "")
    if wanted not in set(Status):
        return await _one(visit, 400, problem="Belum disimpan: pilih langkah berikutnya.")
    door = visit.form.get("door", "")
    return await _done(visit, lambda s, act: ticket_acts.move(s, act, Status(wanted), door), wanted)


async def reroute(visit: Visit) -> web.StreamResponse:
    agency = visit.form.get("agency", "")
    return await _done(visit, lambda s, act: ticket_acts.reroute(s, act, agency), "reroute")


async def recategorise(visit: Visit) -> web.StreamResponse:
    category = visit.form.get("category", "")
    with_agency, with_due = visit.form.get("new_agency") == "1", visit.form.get("new_due") == "1"
    return await _done(
        visit,
        lambda s, act: ticket_acts.recategorise(s, act, category, new_agency=with_agency, new_due=with_due),
        "category",
    )


async def merge(visit: Visit) -> web.StreamResponse:
    into = ticket_number.read(visit.form.get("into", "")).number or ""
    return await _done(visit, lambda s, act: ticket_acts.merge(s, act, into), "merge")


async def promise(visit: Visit) -> web.StreamResponse:
    try:
        day = date.fromisoformat(visit.form.get("day", ""))
    except ValueError:
        return await refused(visit, StepError(Reason.BAD_DAY), "promise")
    return await _done(visit, lambda s, act: ticket_acts.promise(s, act, day), "promise")


async def add_note(visit: Visit) -> web.StreamResponse:
    return await _done(visit, ticket_acts.add_note, "note")


async def answer(visit: Visit) -> web.StreamResponse:
    if any(file.too_large for file in visit.files):
        return await _one(visit, 413, problem=ticket_words.TOO_LARGE, opened="answer")
    try:
        clean = [await asyncio.to_thread(_inspect, file.data) for file in visit.files]
    except PayloadError:
        return await refused(visit, StepError(Reason.NO_PROOF), "answer")
    folder = visit.console.settings.attachments_dir
    paths = [await asyncio.to_thread(attachments.write, folder, each) for each in clean]

    async def with_proof(session: AsyncSession, act: Act) -> None:
        files = [
            await attachments.add_stored(session, each, path, visit.now, filename=file.filename)
            for each, path, file in zip(clean, paths, visit.files, strict=True)
        ]
        await ticket_acts.answer(session, act, [file.id for file in files])

    try:
        return await _done(visit, with_proof, "answer")
    finally:  # keeps what was committed
        for path in paths:
            await attachments.discard(visit.db, folder, path)


def _inspect(data: bytes) -> Clean:
    clean = attachments.inspect(data)
    if clean.kind not in proof.KINDS:
        raise PayloadError("not a proof")
    return clean


async def _done(visit: Visit, do: Do, form: str) -> web.StreamResponse:
    """Do it on the ticket as the officer saw it; a refusal is shown in the form that it came from."""
    act = Act(_number(visit), _seen(visit), visit.me.staff_id, visit.now, visit.form.get("note", ""))
    try:
        async with visit.db.write() as session:
            await do(session, act)
    except ConflictError as error:
        return await refused(visit, error, form)
    visit.console.said()  # the reporters may have been told
    raise web.HTTPSeeOther(f"{ROOT}/tickets/{_number(visit)}")


async def refused(visit: Visit, error: ConflictError, form: str) -> web.Response:
    """The ticket as it is now, with why nothing was done and what was written in this form."""
    is_late = isinstance(error, OvertakenError) or (
        isinstance(error, StepError) and error.reason == Reason.NO_SUCH_STEP
    )
    return await _one(visit, 409 if is_late else 400, problem=ticket_words.refusal(error), opened=form)


def _seen(visit: Visit) -> int:
    """The mark of the page that the form was on."""
    mark = visit.form.get("seen", "")
    return int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 10 else -1
