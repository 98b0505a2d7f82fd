"""What happened to a case: the append-only history and the units it was sent to."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.terms import Action, DispatchKind, Role, Status


class CaseEvent(Base):
    """One step taken; never changed and never deleted. Clocks are derived from these rows alone."""

    __tablename__ = "case_events"
    __table_args__ = (UniqueConstraint("case_id", "sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    sequence: Mapped[int]
    action: Mapped[Action] = mapped_column(by_value(Action))
    status_before: Mapped[Status | None] = mapped_column(by_value(Status))
    status_after: Mapped[Status] = mapped_column(by_value(Status))
    at: Mapped[datetime] = mapped_column(Instant, index=True)
    actor_role: Mapped[Role] = mapped_column(by_value(Role))
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    article: Mapped[str] = mapped_column(String(80), default="")


class Assignment(Base):
    """A case sent to a unit, by transfer (转送) or assignment (交办); ended when it leaves the unit."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_case_unit", "case_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"), index=True)
    kind: Mapped[DispatchKind] = mapped_column(by_value(DispatchKind))
    at: Mapped[datetime] = mapped_column(Instant)
    limit_days: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Instant)
    """When the unit signed for it, by that step or by any other one it took (承办单位签字)."""
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    promised_on: Mapped[date | None]
    """By when it said it would be done (「预告处理结果时间」)."""
