"""Whose fault a failing statement is; the classes alone do not tell, since each driver has its own."""

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeout

# PostgreSQL: unreadable values, broken rules, beyond a limit, refused by a trigger
_VALUES = ("22", "23", "54", "P0")
# ... and who lost a deadlock, or waited too long for another's lock
_COLLISIONS = ("40001", "40P01", "55P03")


def values_at_fault(error: BaseException) -> bool:
    """Whether another try with the same values would fail as well.

    Everything else (the server is away, the pool is empty, a deadlock) may work the next time, so only these
    values may be set aside.
    """
    state = sqlstate(error)
    if state:
        return state.startswith(_VALUES)
    if isinstance(error, StatementError) and not isinstance(error, DBAPIError):
        return True  # it never left for the database
    if isinstance(error, IntegrityError | DataError | ProgrammingError):
        return True
    return isinstance(_cause(error), ValueError | TypeError | OverflowError)


def collided(error: BaseException) -> bool:
    """Whether others were in the way (their locks, or their use of all connections): soon it works."""
    return sqlstate(error) in _COLLISIONS or isinstance(error, PoolTimeout)


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's code for what happened; empty for everything else."""
    cause = error.orig if isinstance(error, StatementError) else error
    return getattr(cause, "sqlstate", None) or ""


def _cause(error: BaseException) -> BaseException | None:
    """The driver's own error under the two that are wrapped around it."""
    cause = error.orig if isinstance(error, StatementError) else error
    return (cause and cause.__cause__) or cause
