"""Citizens who want their data erased: how long the law still gives, and the button that does it now."""

from datetime import datetime

from aiohttp import web

from bot.console.pages import page
from bot.console.state import ROOT, Visit
from core import data_requests, forgetting


async def show(visit: Visit) -> web.StreamResponse:
    async with visit.db.read() as session:
        open_ones = await data_requests.open_ones(session)
        past_ones = await data_requests.past_ones(session)
    return page(
        visit,
        "data_requests.html",
        open_ones=open_ones,
        past_ones=past_ones,
        hours_left=lambda due_at: _hours_left(due_at, visit.now),
        ahead=data_requests.AHEAD,
    )


def _hours_left(due_at: datetime, now: datetime) -> int:
    """Whole hours, never more than there are."""
    return int((due_at - now).total_seconds() // 3600)


async def carry_out(visit: Visit) -> web.StreamResponse:
    request_id = int(visit.request.match_info["id"])
    await forgetting.carry_out(visit.db, visit.console.settings, request_id, visit.me.staff_id, visit.now)
    visit.console.said()  # the citizen hears it
    raise web.HTTPSeeOther(f"{ROOT}/data-requests")
