"""Replies: drafts, approvals, and what was issued to the petitioner."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.terms import Outcome, ReplyKind


class ReplyState(StrEnum):
    """Where a reply stands between its author, the approver and the citizen."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETURNED = "returned"
    ISSUED = "issued"


class Reply(Base):
    """A handling opinion (处理意见书) or an interim reply; what was issued is never changed."""

    __tablename__ = "replies"
    __table_args__ = (
        CheckConstraint("approved_by_id IS NULL OR approved_by_id <> author_id", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    kind: Mapped[ReplyKind] = mapped_column(by_value(ReplyKind))
    state: Mapped[ReplyState] = mapped_column(by_value(ReplyState), default=ReplyState.DRAFT)
    outcome: Mapped[Outcome | None] = mapped_column(by_value(Outcome))
    facts_found: Mapped[str] = mapped_column(Text, default="")
    opinion: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    author_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    drafted_at: Mapped[datetime] = mapped_column(Instant)
    comments: Mapped[str] = mapped_column(Text, default="")
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Instant)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    issued_at: Mapped[datetime | None] = mapped_column(Instant)
