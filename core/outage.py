"""When the database itself fails (disk full, file damaged, server gone): told once, not with every call.

Whoever meets the failure still gets the exception and decides what to do; only the log is spared. An
exception that was told carries a note, by which `core.logs` drops the same news from everybody else.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

TOLD = "the database's outage was logged when it began"
CALM_SECONDS = 10.0  # a full disk lets small writes through now and then: that is no end
RECENT_SECONDS = 5.0

_REASONS = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "the disk does not read or write",
    "SQLITE_READONLY": "the file or its folder cannot be written",
    "SQLITE_CANTOPEN": "the file cannot be opened",
    "SQLITE_CORRUPT": "the file is damaged",
    "SQLITE_NOTADB": "the file is no database",
}
# PostgreSQL: connection lost, no room or no more clients, shutting down, system error, read-only
_STATES = ("08", "53", "57P", "58", "25006")

logger = logging.getLogger(__name__)


class Outage:
    """Whether one database works, as far as its users found out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: float | None = None
        self._failed_at = 0.0
        self._writes_fail = False
        self._wrote_at: float | None = None

    @property
    def active(self) -> bool:
        return self._began is not None

    @property
    def wrote_lately(self) -> bool:
        """Whether a write worked within the last seconds, and nothing failed since."""
        return (
            not self.active and self._wrote_at is not None and self._clock() - self._wrote_at < RECENT_SECONDS
        )

    @contextmanager
    def watching(self, *, writes: bool) -> Iterator[None]:
        """Learn from how the block ends."""
        try:
            yield
        except Exception as error:
            found = reason(error)
            if found:
                self._failed(error, found, writes=writes)
            raise
        self._worked(writes=writes)

    def _failed(self, error: Exception, why: str, *, writes: bool) -> None:
        error.add_note(TOLD)
        self._failed_at = self._clock()
        self._writes_fail = self._writes_fail or writes
        if self._began is None:
            self._began = self._failed_at
            logger.error("the database does not work: %s; nothing is accepted until it does", why)

    def _worked(self, *, writes: bool) -> None:
        now = self._clock()
        if writes:
            self._wrote_at = now
        if self._began is None or (self._writes_fail and not writes) or now - self._failed_at < CALM_SECONDS:
            return
        logger.warning("the database works again after %.0f s", now - self._began)
        self._began, self._writes_fail = None, False


def reason(error: BaseException) -> str | None:
    """Why the database itself failed; None for any other error."""
    if isinstance(error, OSError):
        return f"it cannot be reached ({error.strerror or type(error).__name__})"
    cause: object = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(cause, "sqlite_errorname", None) or ""
    for code, words in _REASONS.items():
        if name.startswith(code):
            return words
    state = getattr(cause, "sqlstate", None) or ""
    if state.startswith(_STATES) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return f"it cannot be reached or has no room ({state or type(cause).__name__})"
    return None


def was_told(error: BaseException | None) -> bool:
    """Whether this error, or what it comes from, is an outage that was logged when it began."""
    while error is not None:
        if TOLD in getattr(error, "__notes__", ()):
            return True
        error = error.__cause__ or error.__context__
    return False
