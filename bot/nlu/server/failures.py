"""What Rasa swallows in a turn is kept here, so that the turn fails as a whole and can be run again.

Rasa 3.6 goes on when an action cannot be run: it says what it has, forgets the action's events and saves
that. A turn run again then starts from half a turn.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Iterator, List, Optional

import aiohttp
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from redis.exceptions import RedisError
from sqlalchemy import exc

# The database, Redis or the action server do not answer: worth trying again, no fault of this turn.
_AWAY = (
    exc.OperationalError,
    exc.InterfaceError,
    exc.InternalError,
    exc.TimeoutError,
    RedisError,
    aiohttp.ClientConnectionError,
)

_failures: ContextVar[Optional[List[Exception]]] = ContextVar("failures", default=None)


def begin() -> None:
    """From here on this turn's failures are kept."""
    _failures.set([])


def check() -> None:
    """Raise what an action of this turn failed with."""
    failures = _failures.get()
    if failures:
        raise failures[0]


def is_away(error: BaseException) -> bool:
    """Whether something that the turn needs was away; Rasa wraps the error that says so in its own."""
    return any(isinstance(each, _AWAY) for each in _chain(error))


def names(error: BaseException) -> List[str]:
    """The error and what caused it, by their classes."""
    return [type(each).__name__ for each in _chain(error)]


def _chain(error: Optional[BaseException]) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def keep_failures_of_actions() -> None:
    """Make `RemoteAction` note what it raises; a rejection is an answer, not a failure."""
    run = RemoteAction.run

    async def noted(action: RemoteAction, *arguments: Any, **named: Any) -> Any:
        try:
            return await run(action, *arguments, **named)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            failures = _failures.get()
            if failures is not None:
                failures.append(error)
            raise

    RemoteAction.run = noted
