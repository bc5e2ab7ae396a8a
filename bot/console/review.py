"""What the bot did not understand: an officer says what was meant, or that it teaches nothing."""

from aiohttp import web

from bot.console import review_words
from bot.console.pages import page
from bot.console.state import ROOT, Visit
from core import agencies, review

_STATES = {"": (review.OPEN,), "done": (review.LABELLED, review.SKIPPED)}
# With these a category goes on; a report without one teaches nothing.
_MAY_HAVE_CATEGORY = ("report_problem", "ask_service")


async def show(visit: Visit) -> web.StreamResponse:
    return await _list(visit)


async def _list(visit: Visit, status: int = 200, problem: str = "") -> web.Response:
    state = visit.query("state") if visit.query("state") in _STATES else ""
    number = visit.page()
    async with visit.db.write() as session:  # a report may have become a hidden one since it was listed
        await review.forget_hidden(session)
    async with visit.db.read() as session:
        entries = await review.entries(session, _STATES[state], number)
        waiting = await review.count(session, _STATES[""])
    return page(
        visit,
        "review.html",
        status,
        entries=entries,
        waiting=waiting,
        state=state,
        number=number,
        has_more=len(entries) == review.PAGE,
        problem=problem,
        categories=agencies.categories().values(),
        terms=review_words,
    )


async def label(visit: Visit) -> web.StreamResponse:
    intent, category = visit.form.get("intent", ""), visit.form.get("category", "")
    if intent not in review_words.INTENTS:
        return await _list(visit, 400, "Pilih dulu maksudnya.")
    if category and category not in agencies.categories():
        return await _list(visit, 400, "Kategori itu tidak ada.")
    if intent == "report_problem" and not category:
        return await _list(visit, 400, "Laporan perlu kategori.")
    kept = category if intent in _MAY_HAVE_CATEGORY else None
    async with visit.db.write() as session:
        await review.label(session, _id(visit), intent, kept or None, visit.now, by=visit.me.staff_id)
    raise _back()


async def skip(visit: Visit) -> web.StreamResponse:
    async with visit.db.write() as session:
        await review.skip(session, _id(visit), visit.now, by=visit.me.staff_id)
    raise _back()


async def reopen(visit: Visit) -> web.StreamResponse:
    async with visit.db.write() as session:
        await review.reopen(session, _id(visit), visit.now, by=visit.me.staff_id)
    raise _back()


def _id(visit: Visit) -> int:
    return int(visit.request.match_info["id"])


def _back() -> web.HTTPSeeOther:
    return web.HTTPSeeOther(f"{ROOT}/review")
