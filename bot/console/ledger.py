"""The ledger: that no message is lost, and what failed with its reason."""

from dataclasses import replace

from aiohttp import web

from bot.console.pages import page
from bot.console.state import Visit
from core import concealing, failures
from core.ledger import ledger


async def show(visit: Visit) -> web.StreamResponse:
    async with visit.db.read() as session:
        found = await ledger(session)
        messages = await failures.messages(session)
        deliveries = await failures.deliveries(session)
        hidden = await concealing.hidden_deliveries(session, [item.id for item in deliveries])
    shown = [
        replace(item, conversation_id=None, name=None) if item.id in hidden else item for item in deliveries
    ]
    return page(visit, "ledger.html", ledger=found, messages=messages, deliveries=shown)
