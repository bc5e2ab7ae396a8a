"""What is said: conversations, their lines, what comes in and what goes out."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime

_UNSETTLED = text("settled_at IS NULL")
_UNHEARD = text("kind = 'voice' AND heard IS NULL")


class Conversation(Base):
    """One person on one channel. ``id`` is the sender id that Rasa knows."""

    __tablename__ = "conversations"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    address: Mapped[str] = mapped_column(String(128))  # where the next answer goes
    name: Mapped[str | None] = mapped_column(String(128))
    language: Mapped[str] = mapped_column(String(2), default="id")
    language_chosen: Mapped[bool] = mapped_column(default=False)  # asked for: no message changes it
    owner: Mapped[str] = mapped_column(String(8), default="bot")  # bot, waiting, staff
    owner_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handoff_reason: Mapped[str | None] = mapped_column(String(200))
    assigned_to: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    absence_noticed: Mapped[bool] = mapped_column(default=False)
    outage_noticed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reachable: Mapped[bool] = mapped_column(default=True)
    news_stopped: Mapped[bool] = mapped_column(default=False)  # BERHENTI: no news until MULAI
    is_group: Mapped[bool] = mapped_column(default=False)
    last_seq: Mapped[int] = mapped_column(Integer, default=0)
    last_heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the citizen's last message
    wake_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)  # when a worker must look
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_conversations_owner", "owner", "owner_since"),)


class Address(Base):
    """Every platform id that leads to a conversation (WhatsApp: phone and business-scoped id)."""

    __tablename__ = "addresses"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), index=True)


class Line(Base):
    """The transcript: every line of a conversation, numbered without gaps, in the order it was said."""

    __tablename__ = "lines"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True)
    author: Mapped[str] = mapped_column(String(8))  # citizen, bot, staff, system
    text: Mapped[str] = mapped_column(Text)
    buttons: Mapped[list[dict[str, str]]] = mapped_column(JSON, default=list)
    image: Mapped[str | None] = mapped_column(String(500))
    attachments: Mapped[list[str]] = mapped_column(JSON, default=list)  # attachment ids
    location: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Message(Base):
    """The inbox: one row per message or tap that a platform delivered, whatever became of it."""

    __tablename__ = "inbox"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    channel: Mapped[str] = mapped_column(String(16))
    external_id: Mapped[str] = mapped_column(String(200))
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"))
    state: Mapped[str] = mapped_column(String(10))  # received, answered, with_staff, ignored, failed
    reason: Mapped[str | None] = mapped_column(String(60))  # why ignored or failed
    text: Mapped[str] = mapped_column(Text, default="")  # masked
    payload: Mapped[str | None] = mapped_column(String(200))
    location: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attachments: Mapped[list[str]] = mapped_column(JSON, default=list)
    is_group: Mapped[bool] = mapped_column(default=False)
    danger: Mapped[bool] = mapped_column(default=False)  # the emergency net answered it
    seq: Mapped[int | None] = mapped_column(Integer)  # its line in the transcript
    ref: Mapped[str | None] = mapped_column(String(200))  # what edits call it; of an edit: what it edits
    # Where its words are: "draft", a ticket's number, or "left": in neither any more, and hidden for good.
    report: Mapped[str | None] = mapped_column(String(8))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_inbox_pending", "conversation_id", "state", "id"),
        Index("ix_inbox_state", "state"),
        Index(  # what waits for a turn, and edits that nobody looked at: few, however large the table
            "ix_inbox_unsettled",
            "id",
            sqlite_where=_UNSETTLED,
            postgresql_where=_UNSETTLED,
        ),
    )


class Delivery(Base):
    """The outbox: one row per line that must reach a platform, sent in order per conversation."""

    __tablename__ = "outbox"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    channel: Mapped[str] = mapped_column(String(16))
    seq: Mapped[int] = mapped_column(Integer)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"))  # the message it answers
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10))  # queued, sent, delivered, read, failed, discarded
    form: Mapped[str] = mapped_column(String(8), default="full")  # full, plain, template: how it is rendered
    parts_done: Mapped[int] = mapped_column(Integer, default=0)
    external_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    unknown_sends: Mapped[int] = mapped_column(Integer, default=0)  # nobody knows whether they arrived
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_outbox_due", "state", "due_at"),
        Index("ix_outbox_order", "conversation_id", "id"),
        Index("ix_outbox_message_id", "message_id"),  # else removing an old message reads all of the outbox
        # In the order in which a sender asks for it: a long queue is not sorted for each message.
        Index(
            "ix_outbox_queue", "channel", "urgent", "due_at", "id",
            sqlite_where=text("state = 'queued'"), postgresql_where=text("state = 'queued'"),
        ),
        Index(
            "ix_outbox_unknown", "unknown_sends",
            sqlite_where=text("unknown_sends > 0"), postgresql_where=text("unknown_sends > 0"),
        ),
    )  # fmt: skip


class SentPart(Base):
    """A platform's id of a part of ours, so that its receipts find the delivery.

    A receipt may come before our own note of the send: then the row waits, without a delivery.
    """

    __tablename__ = "sent_parts"

    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    external_id: Mapped[str] = mapped_column(String(200), primary_key=True)
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    tag: Mapped[str | None] = mapped_column(String(60))  # which part it is, as its receipts say
    state: Mapped[str] = mapped_column(String(10), default="sent")  # sent, delivered, read, failed
    error: Mapped[str | None] = mapped_column(String(60))
    noted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # of a receipt that came first

    __table_args__ = (
        Index(
            "ix_sent_parts_early", "noted_at",
            sqlite_where=text("delivery_id IS NULL"), postgresql_where=text("delivery_id IS NULL"),
        ),
    )  # fmt: skip


class ChatPace(Base):
    """When somebody may be written to again: platforms limit how fast one chat may fill.

    Apart from the conversation, so that senders and turns never wait for each other's locks.
    """

    __tablename__ = "chat_paces"

    conversation_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    ready_at: Mapped[float] = mapped_column(Float)  # seconds since 1970: reckoned with inside SQL


class Attachment(Base):
    """A file a citizen or an officer gave; ``path`` is relative to the attachments folder."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    conversation_id: Mapped[str | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    ref: Mapped[str | None] = mapped_column(String(500))  # the platform's file id, until fetched
    state: Mapped[str] = mapped_column(String(8))  # pending, stored, failed
    content_type: Mapped[str | None] = mapped_column(String(100))
    filename: Mapped[str | None] = mapped_column(String(200))
    path: Mapped[str | None] = mapped_column(String(200))
    size: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # Of a recording: what listening came to (`HearingEnd`, "failed"), and the words a machine wrote down
    heard: Mapped[str | None] = mapped_column(String(10))
    transcript: Mapped[str | None] = mapped_column(Text)  # masked
    hearings: Mapped[int] = mapped_column(Integer, default=0)  # how often an engine began to listen
    hear_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # until then, nobody else does

    __table_args__ = (
        Index("ix_attachments_state", "state"),
        Index("ix_attachments_unheard", "created_at", sqlite_where=_UNHEARD, postgresql_where=_UNHEARD),
    )
