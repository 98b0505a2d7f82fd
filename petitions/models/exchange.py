"""What people write to each other on a case: questions, supplements, objections, requests, notes."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.counter import IdentityProof


class Decision(StrEnum):
    """How a request inside the house ended."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class Question(Base):
    """Something the office asks the petitioner, and the answer."""

    __tablename__ = "questions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(Instant)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    answered_at: Mapped[datetime | None] = mapped_column(Instant)


class Supplement(Base):
    """Material the petitioner added later, or his answer to a question."""

    __tablename__ = "supplements"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
    submission_key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)


class Objection(Base):
    """A unit says that the case was wrongly sent to it (Art. 23), and the ruling of the office."""

    __tablename__ = "objections"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    reasons: Mapped[str] = mapped_column(Text)
    competent_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    """Which unit has it in the objector's view; blank where that is unclear, and ``checked`` says why."""
    checked: Mapped[str | None] = mapped_column(Text)
    """What was looked at to find out. Blank in rows of before, which would else have another digest."""
    at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    ruling: Mapped[str] = mapped_column(Text, default="")
    ruled_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    ruled_at: Mapped[datetime | None] = mapped_column(Instant)


class Extension(Base):
    """A request for more time for handling: once, at most 30 days, decided by the unit's head (Art. 34)."""

    __tablename__ = "extensions"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class CodeRequest(Base):
    """An officer asks for a new query code for who lost his; a second one confirms it or does not."""

    __tablename__ = "code_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    identity: Mapped[IdentityProof] = mapped_column(by_value(IdentityProof))
    reason: Mapped[str] = mapped_column(Text)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    last_day: Mapped[date]
    """The last day on which it may be confirmed; a pending request has lapsed after it."""
    decision: Mapped[Decision] = mapped_column(by_value(Decision), default=Decision.PENDING)
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Instant)


class Note(Base):
    """An internal note of an officer; the petitioner does not see it."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Instant)
