"""Rasa's SQL tracker store, made to fail when its database does.

Rasa 3.6 wraps every store: an error while reading looks like a new conversation, an error while saving
goes to a store in memory. Both forget what a citizen said; a turn that fails is run again instead.
"""

from __future__ import annotations

import logging
import time
from typing import Any, Sequence

import sqlalchemy
from rasa.core import agent
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.server import failures

# A turn reads all events of its session and sends them to the action server: after 500 turns that took
# three seconds, and no other conversation is served meanwhile.
MOST_EVENTS = 400  # about 25 turns
KEPT_EVENTS = 150  # at least, up to the start of a turn: the last ones stay whole
_AT_ONCE = 500
_STATE = ("session_started", "active_loop", "action")  # the last action is the listening before the next turn
_FORGETTING = {"reset_slots": ("slot",), "restart": ("slot", "active_loop")}

logger = logging.getLogger(__name__)


class StrictTrackerStore(SQLTrackerStore):
    """Raises what its database raises, and waits at start until its table is there."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        try:
            super().__init__(*arguments, **named)
        except (AttributeError, ImportError) as error:  # for these Rasa would take a store in memory
            raise RuntimeError("the tracker store cannot be made") from error
        self.engine.dispose()
        # A connection that a restarted server closed is noticed before a turn uses it; what citizens
        # wrote stays out of error texts.
        self.engine = sqlalchemy.create_engine(self.engine.url, pool_pre_ping=True, hide_parameters=True)
        self.sessionmaker.configure(bind=self.engine)
        self._wait_for_table()

    def _wait_for_table(self) -> None:
        while True:
            try:
                self.Base.metadata.create_all(self.engine)
            except sqlalchemy.exc.DBAPIError as error:
                logger.error("the tracker store is not there yet (%s)", type(error).__name__)  # noqa: TRY400
                time.sleep(1)
            else:
                return

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Nothing of a turn whose actions failed is kept, and of a long talk only what is needed.

        Rasa holds the conversation's lock: no other turn of it reads meanwhile.
        """
        failures.check()
        await super().save(tracker)
        if len(tracker.events) > MOST_EVENTS:
            self._shorten(tracker.sender_id)

    def _shorten(self, sender_id: str) -> None:
        with self.session_scope() as session:
            columns = (self.SQLEvent.id, self.SQLEvent.type_name, self.SQLEvent.action_name)
            talk = self._event_query(session, sender_id, fetch_events_from_all_sessions=False)
            ids = _superfluous(talk.with_entities(*columns).all())
            for start in range(0, len(ids), _AT_ONCE):
                some = self.SQLEvent.id.in_(ids[start : start + _AT_ONCE])
                session.query(self.SQLEvent).filter(some).delete(synchronize_session=False)
            session.commit()


def _superfluous(talk: Sequence[Any]) -> list[int]:
    """Events of a session whose loss changes nothing: before its last turns, all but the state they left."""
    if len(talk) <= MOST_EVENTS:
        return []
    old = talk[: len(talk) - KEPT_EVENTS]
    cut = max((number for number, event in enumerate(old) if event.type_name == "user"), default=0)
    state: dict[tuple[str, str | None], int] = {}
    for event in talk[:cut]:
        if event.type_name in _FORGETTING:
            ended = _FORGETTING[event.type_name]
            state = {key: number for key, number in state.items() if key[0] not in ended}
        elif event.type_name == "slot":
            state[("slot", event.action_name)] = event.id  # Rasa keeps a slot's name in this column
        elif event.type_name in _STATE:
            state[(event.type_name, None)] = event.id
    kept = set(state.values())
    return [event.id for event in talk[:cut] if event.id not in kept]


def _itself(store: TrackerStore) -> TrackerStore:
    return store


agent.FailSafeTrackerStore = _itself
