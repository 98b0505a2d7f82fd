"""Erasures: who asked for the content of a case to be deleted, on which ground, who agreed, and what went."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.exchange import Decision
from petitions.rules.erasure import ErasureGround
from petitions.rules.terms import Role

WAITING = "decision = 'pending'"


class Erasure(Base):
    """A request for an erasure; approved, it is the tombstone of the case (个人信息保护法 §47).

    While an approved one stands, the triggers of the append-only tables let the words of this case go, and
    nothing else. ``gone`` counts what was deleted, by kind.
    """

    __tablename__ = "erasures"
    __table_args__ = (
        CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> requested_by_id", name="four_eyes"
        ),
        CheckConstraint("decision = 'pending' OR decided_by_id IS NOT NULL", name="decided"),
        Index(
            "uq_erasures_waiting",
            "case_id",
            unique=True,
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    ground: Mapped[ErasureGround] = mapped_column(by_value(ErasureGround))
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    requested_as: Mapped[Role] = mapped_column(by_value(Role))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    comment: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)
    gone: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
