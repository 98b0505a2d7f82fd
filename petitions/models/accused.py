"""Who is complained about in a case, and the exceptions that two officers decided."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.exchange import Decision
from petitions.rules.accused import AccusedSource, ExceptionKind
from petitions.rules.terms import Role

IN_FORCE = "ended_at IS NULL"


class Accused(Base):
    """A unit or an officer that a case complains about; from its commit on an accusation is kept from both, and
    from all below them (信访工作条例 §30). It ends by the decision of two officers alone.
    """

    __tablename__ = "accused"
    __table_args__ = (
        Index(
            "uq_accused_unit",
            "case_id",
            "unit_id",
            unique=True,
            sqlite_where=text(f"{IN_FORCE} AND officer_id IS NULL"),
            postgresql_where=text(f"{IN_FORCE} AND officer_id IS NULL"),
        ),
        Index(
            "uq_accused_officer",
            "case_id",
            "officer_id",
            unique=True,
            sqlite_where=text(f"{IN_FORCE} AND officer_id IS NOT NULL"),
            postgresql_where=text(f"{IN_FORCE} AND officer_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """The person; None where the unit itself is complained about."""
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    """The unit, or the unit the person worked in when he was named."""
    heads: Mapped[bool]
    """Whether the person was set over others then."""
    spares_office: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The house has no other letters office: this one keeps sight of the case, to report it to the next higher one."""
    source: Mapped[AccusedSource] = mapped_column(by_value(AccusedSource))
    reason: Mapped[str] = mapped_column(Text, default="")
    said_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    """Who named him; None where the register found him."""
    at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class AccusationException(Base):
    """Two named officers decide against the protection of one case: one asks, another agrees or not."""

    __tablename__ = "accusation_exceptions"
    __table_args__ = (
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="two_officers"
        ),
        CheckConstraint("(unit_id IS NULL) <> (accused_id IS NULL)", name="one_matter"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[ExceptionKind] = mapped_column(by_value(ExceptionKind))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """The superior that may have the case."""
    accused_id: Mapped[int | None] = mapped_column(ForeignKey("accused.id"))
    """Who is not complained about after all."""
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    requested_as: Mapped[Role] = mapped_column(by_value(Role))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
