"""Grants: what somebody of the administration asked for an account, and what the security administrator decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.exchange import Decision
from petitions.rules.grants import GrantKind

WAITS = "decision = 'pending'"


class Grant(Base):
    """One request; nothing of it is in force before another person has approved it (S-10)."""

    __tablename__ = "grants"
    __table_args__ = (
        CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> asked_by_id AND decided_by_id <> officer_id)",
            name="two_persons",
        ),
        Index(
            "uq_grants_waiting",
            "officer_id",
            unique=True,
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    kind: Mapped[GrantKind] = mapped_column(by_value(GrantKind))
    old: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Role and unit as they were when it was asked; codes and numbers only."""
    new: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
