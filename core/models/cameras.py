"""Which of the city's cameras answer."""

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, UtcDateTime


class CameraCheck(Base):
    """What the page of a camera answered the last time its host could be judged."""

    __tablename__ = "camera_checks"

    page_url: Mapped[str] = mapped_column(String(200), primary_key=True)
    host: Mapped[str] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(20))  # answers, certificate_broken, silent
    failures: Mapped[int] = mapped_column(Integer)  # runs in a row
    silent_since: Mapped[datetime | None] = mapped_column(UtcDateTime)  # the first of them
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    checked_at: Mapped[datetime] = mapped_column(UtcDateTime)
