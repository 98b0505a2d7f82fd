"""Reviews and re-reviews of an opinion: who asked, which unit decides, and what it said (信访工作条例 §35, §36)."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.reviews import ReviewLevel, ReviewOutcome
from petitions.rules.terms import Channel

OPEN = "decided_at IS NULL"


class Review(Base):
    """A request for a review and its opinion; until that is signed, what stands of it is a draft.

    The case exists for the reviewing unit until then. At most one is open for a case.
    """

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("decided_at IS NULL OR outcome IS NOT NULL", name="decided"),
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> drafted_by_id", name="four_eyes"
        ),
        Index(
            "uq_reviews_open",
            "case_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_reviews_case_unit", "case_id", "unit_id"),
        Index(
            "ix_reviews_waiting",
            "unit_id",
            "case_id",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    level: Mapped[ReviewLevel] = mapped_column(by_value(ReviewLevel))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """The next higher unit; None where it stands in no directory of ours."""
    asked_event: Mapped[int]
    """The line of the history with which it was asked for: who took part before it does not decide."""
    asked_at: Mapped[datetime] = mapped_column(Instant)
    received_on: Mapped[date]
    channel: Mapped[Channel] = mapped_column(by_value(Channel))
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Who entered what came by letter or in person; None: the petitioner himself."""
    text: Mapped[str] = mapped_column(Text)
    """What the petitioner is not content with, what he asks for, and why."""
    held_on: Mapped[date | None]
    hearing_days: Mapped[int | None]
    """Calendar days that the hearing took; they are not counted (§36)."""
    outcome: Mapped[ReviewOutcome | None] = mapped_column(by_value(ReviewOutcome))
    findings: Mapped[str] = mapped_column(Text, default="")
    opinion: Mapped[str] = mapped_column(Text, default="")
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    body: Mapped[str] = mapped_column(Text, default="")
    """The name of a reviewing unit that stands in no directory of ours."""
    document_number: Mapped[str] = mapped_column(Text, default="")
    drafted_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    drafted_at: Mapped[datetime | None] = mapped_column(Instant)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
