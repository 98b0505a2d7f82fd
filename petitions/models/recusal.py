"""Recusals: which officer has nothing to do with which case, why, who said so, and until when."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.recusals import RecusalCause

IN_FORCE = "ended_at IS NULL"


class Recusal(Base):
    """From its commit on the case does not exist for this officer, whatever he is otherwise granted (§28).

    It ends by somebody else's decision alone.
    """

    __tablename__ = "recusals"
    __table_args__ = (
        CheckConstraint("ended_by_id IS NULL OR ended_by_id <> officer_id", name="not_oneself"),
        Index(
            "uq_recusals_in_force",
            "officer_id",
            "case_id",
            unique=True,
            sqlite_where=text(IN_FORCE),
            postgresql_where=text(IN_FORCE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    cause: Mapped[RecusalCause] = mapped_column(by_value(RecusalCause))
    reason: Mapped[str] = mapped_column(Text)
    said_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    """Who declared it (the officer himself) or ordered it."""
    at: Mapped[datetime] = mapped_column(Instant)
    end_reason: Mapped[str] = mapped_column(Text, default="")
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
