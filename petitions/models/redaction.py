"""Redactions: what units read of a petition whose text must not tell who brought it; the original stays as it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant
from petitions.models.encrypted import IdentityText


class Redaction(Base):
    """One version, made by the letters office; the newest is what goes out (信访工作条例 §30, §46(5))."""

    __tablename__ = "redactions"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("number >= 1", name="number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    """1 for the first of its case; a later one takes its place."""
    title: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text, default="")
    problem_place: Mapped[str] = mapped_column(Text, default="")
    complained_about: Mapped[str] = mapped_column(
        IdentityText("redactions.complained_about"), default=""
    )
    supplements: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What was added later or came in again, redacted, by ``rules.redaction.added_key``."""
    files: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Numbers of the petitioner's files that may be read as they are."""
    reason: Mapped[str] = mapped_column(Text, default="")
    """Why something registered about the petitioner was left in; blank where nothing was."""
    made_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Instant)
