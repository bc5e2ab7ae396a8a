"""The disk under a SQLite database, in a test's hands."""

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from core.db import Database


class FullError(sqlite3.OperationalError):
    """What SQLite says when a commit finds no room."""

    sqlite_errorname = "SQLITE_FULL"


class Disk:
    """Full or read-only when told so; everything that was written before stays readable."""

    def __init__(self, db: Database) -> None:
        self.full = False
        self.read_only = False
        self.fill_after: int | None = None  # so many more commits fit
        event.listen(db.engine.sync_engine, "checkout", self._checkout)
        event.listen(db.engine.sync_engine, "commit", self._commit)

    def _checkout(self, connection: Any, _record: object, _proxy: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA query_only={'ON' if self.read_only else 'OFF'}")
        cursor.close()

    def _commit(self, _connection: Any) -> None:
        if self.fill_after is not None:
            self.full = self.fill_after <= 0
            self.fill_after -= 1
        if self.full:
            raise OperationalError("COMMIT", None, FullError("database or disk is full"))
