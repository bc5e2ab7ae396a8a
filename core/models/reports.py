"""Tickets and everything that belongs to one."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime

_OPEN = text("status IN ('received', 'verified', 'forwarded', 'in_progress', 'on_hold')")
PUBLISHED = text("verified_at IS NOT NULL AND privacy <> 'secret' AND status <> 'archived'")
_FIRST = text("first")
_UNSAID = text("said_at IS NULL")


class Ticket(Base):
    """A Lapor! report. It says nothing about who reported: see `Reporter`."""

    __tablename__ = "tickets"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    number: Mapped[str] = mapped_column(String(8), unique=True)
    message_id: Mapped[str] = mapped_column(String(64), unique=True)  # created once, whatever is repeated
    source: Mapped[str] = mapped_column(String(10), default="chat")  # chat, open311
    classification: Mapped[str] = mapped_column(String(12), default="pengaduan")  # aspirasi, informasi
    category: Mapped[str] = mapped_column(String(24), index=True)
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text)
    place_text: Mapped[str] = mapped_column(String(300))
    kelurahan: Mapped[str | None] = mapped_column(String(60))
    kecamatan: Mapped[str | None] = mapped_column(String(60), index=True)
    street: Mapped[str | None] = mapped_column(String(120))  # its official name
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    event_on: Mapped[date | None]  # when it happened, or since when
    event_said: Mapped[str | None] = mapped_column(String(80))
    agency: Mapped[str] = mapped_column(String(40), index=True)
    agency_name: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(16), index=True)
    privacy: Mapped[str] = mapped_column(String(10), default="public")  # public, anonymous, secret

    # What could tell who reported, and the words that the agency reads instead of the citizen's
    revealing: Mapped[list[str]] = mapped_column(JSON, default=list)  # the words in question
    agency_text: Mapped[str | None] = mapped_column(Text)
    cleared_by: Mapped[int | None] = mapped_column(Integer)  # who said that it may leave

    # Promises
    due_on: Mapped[date]
    promised_on: Mapped[date | None]  # a newer date, told to the reporters
    step_due_on: Mapped[date | None]  # for the next step: verification, first follow-up
    late_told: Mapped[date | None]  # the promise whose breach was announced
    escalation: Mapped[int] = mapped_column(
        Integer, default=0
    )  # 0 nobody, 1 agency, 2 its head, 3 leadership

    # The end, and what came after it
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ask_until: Mapped[date | None]  # answered: closes by itself after this day
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by: Mapped[int | None] = mapped_column(Integer)
    barred_id: Mapped[int | None] = mapped_column(Integer)  # closed it too early: not again
    assigned_to: Mapped[int | None] = mapped_column(Integer)
    reopened: Mapped[int] = mapped_column(Integer, default=0)
    merged_into: Mapped[int | None] = mapped_column(Integer)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # its reporter had their data erased

    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(  # open reports near by: few of one category within a band of latitude
            "ix_tickets_near", "category", "lat", "lon", sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        Index(
            "ix_tickets_street", "category", "street", "kelurahan",
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index(  # by the promise that counts: the late ones among those that wait for the city
            "ix_tickets_due", text("coalesce(promised_on, due_on)"), "id",
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index("ix_tickets_published", "id", sqlite_where=PUBLISHED, postgresql_where=PUBLISHED),
        Index(  # any 90 days of the past, as fast as the last ones; counted without a look at the tickets
            "ix_tickets_published_at", "created_at", "id", "category",
            sqlite_where=PUBLISHED, postgresql_where=PUBLISHED, postgresql_include=["kecamatan", "status"],
        ),
        Index(  # what is rare where it is: a walk from the newest on would pass nearly all tickets
            "ix_tickets_published_place", "kecamatan", "category", "id",
            sqlite_where=PUBLISHED, postgresql_where=PUBLISHED,
        ),
        Index("ix_tickets_updated_at", "updated_at"),
    )  # fmt: skip


class Reporter(Base):
    """Who reported, kept apart so that no agency view or export meets it by accident.

    The first one made the report, the others joined it; each is told in their own conversation.
    """

    __tablename__ = "ticket_reporters"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True, index=True)
    first: Mapped[bool] = mapped_column(default=False)
    privacy: Mapped[str] = mapped_column(String(10), default="public")
    name: Mapped[str | None] = mapped_column(String(128))
    words: Mapped[str] = mapped_column(Text, default="")  # what somebody who joined had to say
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index(
            "ix_ticket_reporters_first", "ticket_id",
            unique=True, sqlite_where=_FIRST, postgresql_where=_FIRST,
        ),
    )  # fmt: skip


class TicketEvent(Base):
    """One step of a ticket: who, when, what, why. Append-only."""

    __tablename__ = "ticket_events"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    # created, a status, note, routed, category, joined, replied, reminded, promised, late, escalated,
    # reopened, rated, cleared, erased
    kind: Mapped[str] = mapped_column(String(16))
    author: Mapped[str] = mapped_column(String(8))  # citizen, bot, staff, system
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketAttachment(Base):
    """A file that belongs to a ticket."""

    __tablename__ = "ticket_attachments"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    attachment_id: Mapped[str] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(8), default="report")  # report, proof


class TicketVerdict(Base):
    """What a reporter says of the answer: fixed or not, then 1 to 5 with a word. Append-only."""

    __tablename__ = "ticket_verdicts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), index=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    fixed: Mapped[bool | None]
    rating: Mapped[int | None] = mapped_column(Integer)
    words: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class News(Base):
    """News that waits for the end of quiet hours; said once."""

    __tablename__ = "news"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"))
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    image: Mapped[str | None] = mapped_column(String(500))
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    said_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_news_due", "due_at", sqlite_where=_UNSAID, postgresql_where=_UNSAID),
    )  # fmt: skip


class LookUpMiss(Base):
    """A number that was nobody's, or not this conversation's: whoever guesses is slowed down."""

    __tablename__ = "look_up_misses"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_look_up_misses", "conversation_id", "created_at"),)


class DataRequest(Base):
    """A citizen's wish to have their data erased (UU 27/2022), with its clock of 3 times 24 hours."""

    __tablename__ = "data_requests"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")  # open, erasing, rest, done, withdrawn
    note: Mapped[str] = mapped_column(Text, default="")  # the tickets whose words go when they end
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who did it; None: the clock
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_data_requests_due", "state", "due_at"),)


class ApiKey(Base):
    """Who may file through the civic API; only the hash of the key is kept."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ApiFiling(Base):
    """What a civic app filed: its token becomes a number, and who wrote it stays apart from the ticket."""

    __tablename__ = "api_filings"

    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    key_id: Mapped[int] = mapped_column(ForeignKey("api_keys.id"), index=True)
    ticket_id: Mapped[int | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    person: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # name, e-mail, phone as given
    media_url: Mapped[str | None] = mapped_column(String(1000))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LaporPost(Base):
    """A ticket on its way to SP4N-LAPOR!: sent once, with the tracking id that came back."""

    __tablename__ = "lapor_posts"

    ticket_id: Mapped[int] = mapped_column(ForeignKey("tickets.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))  # queued, sending, sent, failed, unknown
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tracking_id: Mapped[str | None] = mapped_column(String(40))
    transaction_id: Mapped[str | None] = mapped_column(String(60))
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_lapor_posts_due", "state", "due_at"),)
