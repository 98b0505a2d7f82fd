"""Corrections of registered facts: what was registered, what it should be, why, and the two who answer for it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.exchange import Decision
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.terms import Role

WAITING = "decision = 'pending'"


class Correction(Base):
    """A request to correct one fact of a case; at most one waits for each fact, and a second person decides.

    Values are as ``rules.corrections.tidy`` leaves them. What the decider remarks stays inside; the reason
    of an approved correction is shown to the petitioner.
    """

    __tablename__ = "corrections"
    __table_args__ = (
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="four_eyes"
        ),
        CheckConstraint("decision = 'pending' OR decided_by_id IS NOT NULL", name="decided"),
        Index(
            "uq_corrections_waiting",
            "case_id",
            "fact",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    fact: Mapped[RegisteredFact] = mapped_column(by_value(RegisteredFact))
    old: Mapped[str] = mapped_column(String(200))
    new: Mapped[str] = mapped_column(String(200))
    cause: Mapped[CorrectionCause] = mapped_column(by_value(CorrectionCause))
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    requested_as: Mapped[Role] = mapped_column(by_value(Role))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
