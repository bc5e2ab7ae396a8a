"""The inbox: who waits longest, what is mine, everything newest first."""

from dataclasses import replace
from typing import Any

from aiohttp import web

from bot.console.pages import page
from bot.console.state import Visit
from core import concealing, desk, pulse, ticket_secrecy
from core.desk import Row, Tab
from core.models import Line

TABS = {Tab.WAITING: "Menunggu", Tab.MINE: "Saya", Tab.ALL: "Semua"}


def wanted_tab(visit: Visit) -> Tab:
    """The tab of the address; the waiting ones when it names none."""
    wanted = visit.query("tab")
    return Tab(wanted) if wanted in set(Tab) else Tab.WAITING


async def listing(visit: Visit, current: str = "") -> dict[str, Any]:
    """What the list of conversations shows; ``current`` is the one that is open beside it."""
    tab, number = wanted_tab(visit), visit.page()
    async with visit.db.read() as session:
        mark = await pulse.inbox(session)  # before the rows: what changes in between is shown twice, not lost
        rows = await desk.rows(session, tab, visit.me.staff_id, visit.now, page=number)
        counts = await desk.counts(session, visit.me.staff_id)
        hidden = await ticket_secrecy.protected_numbers(session, [row.id for row in rows])
        instead = await concealing.newest_shown(session, [row.id for row in rows])
    return {
        "tab": tab,
        "tabs": TABS,
        "counts": counts,
        "rows": [_veiled(row, instead[row.id]) if row.id in instead else row for row in rows],
        "number": number,
        "has_more": len(rows) == desk.PAGE,
        "hidden_in_list": hidden,
        "current": current,
        "mark": mark,
    }


def _veiled(row: Row, line: Line | None) -> Row:
    """The conversation as if it had ended with this line."""
    if line is None:
        return replace(row, author=None, text=concealing.HIDDEN, said_at=None)
    return replace(row, author=line.author, text=line.text, said_at=line.created_at)


async def show(visit: Visit) -> web.StreamResponse:
    return page(visit, "inbox.html", **await listing(visit))


async def show_list(visit: Visit) -> web.StreamResponse:
    """The list alone, for a page that heard of news."""
    return page(visit, "_list.html", **await listing(visit, visit.query("current")))
