"""What the letters office and the unit owe each other and those above: closing reports, reports, instructions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.exchange import Decision
from petitions.rules.triage import ReportTo

WAITING = "decision = 'pending'"


class ClosingReport(Base):
    """The closing report (办结报告) of an assigned case (Art. 22 (3)); one waits at most, the office decides."""

    __tablename__ = "closing_reports"
    __table_args__ = (
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> filed_by_id", name="four_eyes"),
        CheckConstraint("decision = 'pending' OR decided_by_id IS NOT NULL", name="decided"),
        Index(
            "uq_closing_reports_waiting",
            "case_id",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    done: Mapped[str] = mapped_column(Text)
    result: Mapped[str] = mapped_column(Text)
    told: Mapped[str] = mapped_column(Text)
    """How the petitioner was told."""
    filed_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    filed_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class Report(Base):
    """A grave or urgent matter reported up (Art. 22 (1), 25): since when it is known, and what is proposed."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    addressee: Mapped[ReportTo] = mapped_column(by_value(ReportTo))
    learned_at: Mapped[datetime] = mapped_column(Instant)
    reported_at: Mapped[datetime] = mapped_column(Instant)
    proposal: Mapped[str] = mapped_column(Text)
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))


class Instruction(Base):
    """A leader's instruction (批示) on a case: its words, whose post it was, when, and by when he wants it done."""

    __tablename__ = "instructions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    post: Mapped[str] = mapped_column(String(100))
    given_on: Mapped[date]
    finish_by: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Instant)
