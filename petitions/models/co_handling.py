"""Co-handling: which unit helps with which case, what it was asked, by when, and what it said."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.terms import DayKind

RUNS = "ended_at IS NULL"
WAITS = "ended_at IS NULL AND answered_at IS NULL"


class CoHandling(Base):
    """A unit asked to help (协办); the case exists for it until this ends.

    ``last_day`` is the asker's limit, counted once when he asked: ``days`` of ``day_kind``.
    """

    __tablename__ = "co_handlings"
    __table_args__ = (
        CheckConstraint("answered_at IS NULL OR answered_by_id IS NOT NULL", name="answered"),
        Index(
            "uq_co_handlings_running",
            "case_id",
            "unit_id",
            unique=True,
            sqlite_where=text(RUNS),
            postgresql_where=text(RUNS),
        ),
        Index(
            "ix_co_handlings_waiting",
            "unit_id",
            "last_day",
            "id",
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
        Index(
            "ix_co_handlings_late",
            "last_day",
            "id",
            sqlite_where=text(WAITS),
            postgresql_where=text(WAITS),
        ),
        Index("ix_co_handlings_case_unit", "case_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    asked_by_unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    task: Mapped[str] = mapped_column(Text)
    days: Mapped[int]
    day_kind: Mapped[DayKind] = mapped_column(by_value(DayKind))
    last_day: Mapped[date]
    opinion: Mapped[str] = mapped_column(Text, default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    end_reason: Mapped[str] = mapped_column(Text, default="")
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it ended: by the lead unit or the letters office, or with the case."""
