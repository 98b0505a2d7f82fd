"""The office's own rules over time: limits it set and holiday notices it loaded, each row once and for ever."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value


class RuleKind(StrEnum):
    """What a change is about."""

    LIMITS = "limits"
    CALENDAR = "calendar"


class RuleChange(Base):
    """One change of limits or of a year's calendar; append-only, so that every earlier date can be explained.

    ``mark`` names the rules as they are after it: the rules and calendar version of every date.
    """

    __tablename__ = "rule_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(String(16), unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    kind: Mapped[RuleKind] = mapped_column(by_value(RuleKind))
    effective_from: Mapped[date | None] = mapped_column(Date)
    """For limits: clocks that start on this day or later."""
    year: Mapped[int | None]
    """For calendars: the year the rows describe in full."""
    title: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Recount(Base):
    """How far the cases have been counted anew under a calendar; the worker goes on from there.

    ``mark`` names the calendar and the national rules (``OfficeRules.days_mark``): another holiday notice or
    another version of the software is another one, and going back to an earlier one is another one again.
    Only the newest recount counts; ``after_id`` is the one before it (0 for none), and has one successor.
    """

    __tablename__ = "recounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    after_id: Mapped[int] = mapped_column(default=0, unique=True)
    mark: Mapped[str] = mapped_column(String(16))
    last_case_id: Mapped[int] = mapped_column(default=0)
    cases: Mapped[int] = mapped_column(default=0)
    moved: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(Instant)
    finished_at: Mapped[datetime | None] = mapped_column(Instant)
