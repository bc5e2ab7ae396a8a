"""What was not understood, for staff to say what was meant."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime


class ReviewItem(Base):
    """One text, however often it was written. It lives as long as somebody's sighting of it does."""

    __tablename__ = "review_items"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    key: Mapped[str] = mapped_column(String(64), unique=True)  # hash of the words without case and signs
    text: Mapped[str] = mapped_column(Text)  # masked
    language: Mapped[str] = mapped_column(String(2))
    reason: Mapped[str] = mapped_column(String(12))  # unclear, off_topic, doubted, corrected
    guesses: Mapped[list[list[Any]]] = mapped_column(JSON)  # intents with their shares, likeliest first
    guessed_category: Mapped[str | None] = mapped_column(String(24))
    chosen: Mapped[str | None] = mapped_column(String(40))  # the reading that a citizen tapped last
    chosen_category: Mapped[str | None] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(8), default="open")  # open, labelled, skipped
    intent: Mapped[str | None] = mapped_column(String(40))  # what staff say it means
    category: Mapped[str | None] = mapped_column(String(24))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (Index("ix_review_items_state", "state", "last_at"),)


class ReviewSighting(Base):
    """Who wrote it, and when: so that it counts, and goes when its writer's data goes."""

    __tablename__ = "review_sightings"

    item_id: Mapped[int] = mapped_column(ForeignKey("review_items.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(Integer, primary_key=True)  # of the inbox; that row may go first
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    text: Mapped[str] = mapped_column(Text)  # masked, as written here
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        Index("ix_review_sightings_conversation", "conversation_id", "created_at"),
        Index("ix_review_sightings_message", "message_id"),
    )
