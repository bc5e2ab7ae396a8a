"""Protected tickets: what of one may leave, and who made it, for those who may know and say why."""

from aiohttp import web

from bot.console import tickets
from bot.console.pages import page
from bot.console.state import ROOT, Visit
from core import unmasking
from core.errors import OvertakenError
from core.tickets import revealing
from core.unmasking import LONGEST_REASON, SHORTEST_REASON, ReasonError


async def clear(visit: Visit) -> web.StreamResponse:
    """Let it leave: in the verifier's words, or as it is."""
    number = visit.request.match_info["number"]
    as_it_is = visit.form.get("how") == "as_it_is"
    words = visit.form.get("agency_text", "").strip()
    if not as_it_is and not words:
        raise web.HTTPBadRequest
    cleared = revealing.Cleared(None if as_it_is else words, visit.form.get("wording", ""))
    try:
        async with visit.db.write() as session:
            await revealing.clear(session, number, cleared, visit.me.staff_id, visit.now)
    except OvertakenError as error:
        return await tickets.refused(visit, error, "as_it_is" if as_it_is else "rewritten")
    raise web.HTTPSeeOther(f"{ROOT}/tickets/{number}")


async def unmask(visit: Visit) -> web.StreamResponse:
    """Who reported, on a page of its own that no link leads back to."""
    number = visit.request.match_info["number"]
    try:
        async with visit.db.write() as session:
            people = await unmasking.unmask(
                session, number, visit.me.staff_id, visit.form.get("reason", ""), visit.now
            )
    except ReasonError:
        problem = f"Belum dibuka: tulis alasannya, {SHORTEST_REASON} sampai {LONGEST_REASON} karakter."
        return page(visit, "unmasked.html", 400, number=number, people=[], problem=problem)
    return page(visit, "unmasked.html", number=number, people=people, problem="")
