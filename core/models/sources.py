"""What outside sources said, and how they fare: shared by all processes."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime


class Snapshot(Base):
    """The last answer of an outside source."""

    __tablename__ = "snapshots"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    body: Mapped[Any] = mapped_column(JSON)
    fetched_at: Mapped[datetime] = mapped_column(UtcDateTime)  # or found unchanged
    etag: Mapped[str | None] = mapped_column(String(200))
    modified: Mapped[str | None] = mapped_column(String(64))  # as its server wrote it


class SourceRefresh(Base):
    """Who fetches a document right now, and how the last attempt failed, if it did."""

    __tablename__ = "source_refreshes"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    holder: Mapped[str] = mapped_column(String(32))  # empty: nobody
    until: Mapped[datetime] = mapped_column(UtcDateTime)  # then another may
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(120))


class SourceState(Base):
    """How one service of a source fares, and whether it is left in peace for a while."""

    __tablename__ = "source_states"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)  # in a row
    open_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # nobody asks before
    succeeded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(String(120))


class SourceGate(Base):
    """The requests that all processes together may make to one provider."""

    __tablename__ = "source_gates"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)  # when the next is due at an even pace
    closed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the provider asked for a pause
    recent: Mapped[list[float]] = mapped_column(JSON)  # Unix times of the requests of the last minute


class SourceAsk(Base):
    """How often a document was asked for in an hour; not by whom."""

    __tablename__ = "source_asks"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    hour: Mapped[datetime] = mapped_column(UtcDateTime, primary_key=True)
    number: Mapped[int] = mapped_column(Integer)
