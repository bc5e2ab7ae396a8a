"""What citizens asked to be told, and what they were told already."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime


class Subscription(Base):
    """One wish of one person: "tell me when heavy rain is coming to Coblong"."""

    __tablename__ = "subscriptions"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"))
    kind: Mapped[str] = mapped_column(String(16))  # rain, weather_daily, warning, quake, air
    wish: Mapped[str] = mapped_column(String(80))  # the same wish is kept once
    area: Mapped[str] = mapped_column(String(80), default="")  # as citizens read it; empty: the whole city
    adm4: Mapped[str] = mapped_column(String(13), default="")  # whose forecast speaks for it
    kecamatan: Mapped[str] = mapped_column(String(60), default="")
    lat: Mapped[float | None] = mapped_column(Float)  # of a named place: the nearest station speaks for it
    lon: Mapped[float | None] = mapped_column(Float)
    minute: Mapped[int | None] = mapped_column(Integer)  # of Bandung's day, of daily weather
    days: Mapped[str] = mapped_column(String(7), default="1111111")  # from Monday
    level: Mapped[int] = mapped_column(Integer, default=0)  # of rain: its strength; of air: the index
    paused_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the last time
    told_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the end of the rain that was told
    raised: Mapped[bool] = mapped_column(default=False)  # the air was told as bad, and has not become better
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    __table_args__ = (
        UniqueConstraint("conversation_id", "wish"),
        Index("ix_subscriptions_kind", "kind", "id"),
    )


class SubscriptionSent(Base):
    """One warning that one person was told: however many gateways look, and however often they start."""

    __tablename__ = "subscription_sent"

    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id"), primary_key=True)
    event: Mapped[str] = mapped_column(String(100), primary_key=True)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
