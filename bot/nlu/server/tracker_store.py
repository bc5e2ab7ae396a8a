"""Rasa's SQL tracker store, made to fail when its database does.

Rasa 3.6 wraps every store: an error while reading looks like a new conversation, an error while saving
goes to a store in memory. Both forget what a citizen said; a turn that fails is run again instead.
"""

from __future__ import annotations

import logging
import time
from typing import Any

import sqlalchemy
from rasa.core import agent
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.server import failures

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
        """Nothing of a turn whose actions failed is kept."""
        failures.check()
        await super().save(tracker)


def _itself(store: TrackerStore) -> TrackerStore:
    return store


agent.FailSafeTrackerStore = _itself
