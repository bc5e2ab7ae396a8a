"""Actions against the real database and stand-in sources; the tracker is made by hand."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

import integrations
from actions.services import Services
from core import conversations
from core.db import Database
from integrations.http import new_session
from tests.sources import SourcesServer

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # Tuesday, 10.00 WIB


@dataclass
class Told:
    """What an action said and set."""

    messages: list[dict[str, Any]]
    slots: dict[str, Any] = field(default_factory=dict)
    followup: str | None = None

    @property
    def responses(self) -> list[str]:
        return [m["response"] for m in self.messages if m.get("response")]


@pytest.fixture
async def sources() -> AsyncIterator[SourcesServer]:
    async with SourcesServer(clock=lambda: NOW) as server:
        yield server


@pytest.fixture
async def services(db: Database, sources: SourcesServer) -> AsyncIterator[Services]:
    session = new_session()
    reading = integrations.sources(sources.settings(), session, db, lambda: NOW)
    yield Services(db, reading, clock=lambda: NOW)
    await reading.close()
    await session.close()


@pytest.fixture
async def sender(services: Services) -> str:
    """A conversation that exists, as the gateway opens it before Rasa hears of it."""
    async with services.db.write() as session:
        conversation = await conversations.find_or_open(session, "web", "warga", NOW)
    return conversation.id


@pytest.fixture
async def neighbour(services: Services) -> str:
    """Somebody else's conversation."""
    async with services.db.write() as session:
        conversation = await conversations.find_or_open(session, "telegram", "tetangga", NOW)
    return conversation.id


type Run = Callable[..., Any]


@pytest.fixture
def run(services: Services, sender: str) -> Run:
    """Runs one action on one message: ``await run(ActionX, text, intent=..., slots=..., metadata=...)``."""

    async def runner(kind: type[Action], text: str = "", **given: Any) -> Told:
        tracker = _tracker(given.pop("sender", sender), text, **given)
        dispatcher = CollectingDispatcher()
        events = await kind(services).run(dispatcher, tracker, {})
        slots = {e["name"]: e["value"] for e in events if e["event"] == "slot"}
        followups = [e["name"] for e in events if e["event"] == "followup"]
        return Told(dispatcher.messages, slots, followups[0] if followups else None)

    return runner


def _tracker(sender: str, text: str, **given: Any) -> Tracker:
    metadata = {"message_id": "1", "language": "id", "text": text, **given.get("metadata", {})}
    latest = {
        "text": text or f"/{given.get('intent', 'help')}",
        "intent": {"name": given.get("intent", "report_problem"), "confidence": 0.9},
        "entities": given.get("entities", []),
        "intent_ranking": given.get("ranking", []),
        "danger": given.get("danger"),
        "metadata": metadata,
    }
    loop = {"name": given["loop"]} if given.get("loop") else {}
    return Tracker(
        sender, given.get("slots", {}), latest, given.get("events", []), False, None, loop, "action_listen"
    )
