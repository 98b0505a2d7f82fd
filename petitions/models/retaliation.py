"""Reports of retaliation: what a petitioner says was done to him for petitioning, and what supervision did about it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant
from petitions.models.encrypted import EncryptedText


class RetaliationReport(Base):
    """For supervision alone (信访工作条例 §18, §46(6)): no step of the case, so that neither its history nor its
    version tells those who handle it that there is one. An erasure of the case leaves it: it is about officers,
    and who decides on the erasure must not be able to make it disappear.
    """

    __tablename__ = "retaliation_reports"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answered_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str] = mapped_column(EncryptedText)
    at: Mapped[datetime] = mapped_column(Instant)
    submission_key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    answer: Mapped[str | None] = mapped_column(EncryptedText)
    """What was found and done, in words for the petitioner."""
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
