"""Joint matters: which units a case concerns, which should lead in the view of each, and how it was settled."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.joint_matters import JointOutcome

OPEN = "decided_at IS NULL"
ASKED = "ended_at IS NULL"


class JointMatter(Base):
    """Units concerned settle which of them accepts (信访工作条例 §24); at most one is open for a case."""

    __tablename__ = "joint_matters"
    __table_args__ = (
        CheckConstraint("decided_at IS NULL OR outcome IS NOT NULL", name="settled"),
        Index(
            "uq_joint_matters_open",
            "case_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_joint_matters_case_id", "case_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    reason: Mapped[str] = mapped_column(Text)
    superior_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """The lowest unit above all units concerned; none where the joint conference coordinates."""
    outcome: Mapped[JointOutcome | None] = mapped_column(by_value(JointOutcome))
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    words: Mapped[str] = mapped_column(Text, default="")
    """Who decided, and what."""
    document_number: Mapped[str] = mapped_column(Text, default="")
    held_on: Mapped[date | None]
    """The day of the joint conference."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class JointVoice(Base):
    """A unit concerned, from when it was asked; the case exists for it until this ends.

    ``lead_unit_id`` and ``at`` are empty until it has said which unit should lead.
    """

    __tablename__ = "joint_voices"
    __table_args__ = (
        Index("uq_joint_voices_unit", "joint_matter_id", "unit_id", unique=True),
        Index("ix_joint_voices_case_unit", "case_id", "unit_id"),
        Index(
            "ix_joint_voices_asked",
            "unit_id",
            "case_id",
            sqlite_where=text(ASKED),
            postgresql_where=text(ASKED),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    joint_matter_id: Mapped[int] = mapped_column(ForeignKey("joint_matters.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    lead_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime | None] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    """When it was settled, or when the unit was taken out because it must not have the case (§30)."""
