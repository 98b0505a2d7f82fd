"""The outbox: a notice is a row written in the same transaction as the step that owes it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.encrypted import EncryptedText
from petitions.rules.terms import Notice, NoticeState, Recipient

ONE, SEVERAL = "recipient <> 'consulted'", "recipient = 'consulted'"
"""Units concerned in a joint matter are several at one event; every other recipient of a notice is one."""


class OutboxNotice(Base):
    """One message to one recipient; its Message-ID is fixed here, so that a repeat is recognisable.

    ``occasion`` is the sequence of the event that owes it; the address is looked up when it is sent.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index(
            "uq_notices_once",
            "case_id",
            "notice",
            "occasion",
            "recipient",
            "officer_id",
            unique=True,
            sqlite_where=text(ONE),
            postgresql_where=text(ONE),
        ),
        Index(
            "uq_notices_unit_once",
            "case_id",
            "notice",
            "occasion",
            "unit_id",
            unique=True,
            sqlite_where=text(SEVERAL),
            postgresql_where=text(SEVERAL),
        ),
        Index(
            "ix_notices_due",
            "next_try_at",
            "id",
            sqlite_where=text("state IN ('queued', 'sending')"),
            postgresql_where=text("state IN ('queued', 'sending')"),
        ),
        Index("ix_notices_state", "state", "id"),
        Index(
            "uq_notices_digest_once",
            "notice",
            "occasion",
            "officer_id",
            unique=True,
            sqlite_where=text("case_id IS NULL"),
            postgresql_where=text("case_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    """None for a digest, which belongs to an officer and a day (its ``occasion``)."""
    notice: Mapped[Notice] = mapped_column(by_value(Notice))
    occasion: Mapped[int]
    recipient: Mapped[Recipient] = mapped_column(by_value(Recipient))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    officer_id: Mapped[int] = mapped_column(default=0)
    """0 for a petitioner or a unit's own mailbox (a NULL would not be unique)."""
    language: Mapped[str] = mapped_column(String(5), default="zh")
    message_id: Mapped[str] = mapped_column(String(120), unique=True)
    state: Mapped[NoticeState] = mapped_column(by_value(NoticeState))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Instant)
    next_try_at: Mapped[datetime] = mapped_column(Instant)
    leased_until: Mapped[datetime | None] = mapped_column(Instant)
    sent_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(String(300), default="")
    subject: Mapped[str | None] = mapped_column(Text)
    body: Mapped[str | None] = mapped_column(EncryptedText)
    """The words that left, as sent."""
