"""Recusals: which officer has nothing to do with which case, why and until when; and who asked for one."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.encrypted import IdentityText
from petitions.models.exchange import Decision
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


class RecusalRequest(Base):
    """The petitioner asks that somebody of the staff has nothing to do with his case (§28)."""

    __tablename__ = "recusal_requests"
    __table_args__ = (
        Index(
            "uq_recusal_requests_waiting",
            "case_id",
            unique=True,
            sqlite_where=text("decision = 'pending'"),
            postgresql_where=text("decision = 'pending'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    whom: Mapped[str | None] = mapped_column(IdentityText("recusal_requests.whom"))
    """As the petitioner names him: a name, a post, what he looks like."""
    reason: Mapped[str] = mapped_column(Text)
    named: Mapped[str] = mapped_column(Text, default="/")
    """Officers the words name, as numbers between slashes ("/4/7/"): they neither read nor decide it."""
    at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    answer: Mapped[str] = mapped_column(Text, default="")
    """What the petitioner is told."""
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
