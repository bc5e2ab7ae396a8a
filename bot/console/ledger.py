"""The ledger: that no message is lost, and what failed with its reason."""

from aiohttp import web

from bot.console.pages import page
from bot.console.state import Visit
from core import failures
from core.ledger import ledger


async def show(visit: Visit) -> web.StreamResponse:
    async with visit.db.read() as session:
        found = await ledger(session)
        messages = await failures.messages(session)
        deliveries = await failures.deliveries(session)
    return page(visit, "ledger.html", ledger=found, messages=messages, deliveries=deliveries)
