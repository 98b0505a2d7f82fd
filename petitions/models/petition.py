"""The case itself and the persons who brought it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.encrypted import IdentityText
from petitions.rules.terms import (
    Channel,
    Clock,
    DispatchKind,
    Legal,
    PetitionClass,
    Status,
    Urgency,
)

OPEN: dict[str, Any] = {"sqlite_where": text("closed = 0"), "postgresql_where": text("NOT closed")}
ENDED: dict[str, Any] = {"sqlite_where": text("closed = 1"), "postgresql_where": text("closed")}
SENT_ROUND: dict[str, Any] = {
    "sqlite_where": text("closed = 0 AND hand_overs >= 3"),
    "postgresql_where": text("NOT closed AND hand_overs >= 3"),
}
"""Partial indexes; ``queries/scope.ended`` asks in the same words, or they are not used."""


class Case(Base):
    """One petition and where it stands.

    ``due_on`` and ``due_clock`` are a projection: ``advance()`` computes them anew from the whole history
    at every step, so that the queue can sort by an index; nothing ever patches them.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("external_source", "external_number"),
        CheckConstraint("persons_count >= 1", name="persons_count"),
        CheckConstraint(
            "registration_number IS NOT NULL OR status IN ('received', 'withdrawn')",
            name="registered",
        ),
        CheckConstraint(
            "handling_unit_id IS NOT NULL OR status NOT IN"
            " ('routed', 'accepted', 'reply_drafted', 'reply_approved', 'answered', 'closed')",
            name="handled",
        ),
        Index("ix_cases_queue", "due_on", "id", **OPEN),
        Index("ix_cases_office_queue", "office_id", "due_on", "id", **OPEN),
        Index("ix_cases_unit_queue", "handling_unit_id", "due_on", "id", **OPEN),
        Index("ix_cases_holder_queue", "holder_id", "due_on", "id", **OPEN),
        Index("ix_cases_office_status", "office_id", "status", "due_on", "id", **OPEN),
        Index("ix_cases_unit_status", "handling_unit_id", "status", "due_on", "id", **OPEN),
        Index("ix_cases_handed_over", "office_id", "due_on", "id", **SENT_ROUND),
        Index("ix_cases_ended", "received_at", "id", **ENDED),
        Index("ix_cases_office_received", "office_id", "received_at", "id"),
        Index("ix_cases_unit_received", "handling_unit_id", "received_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    receipt_number: Mapped[str] = mapped_column(String(24), unique=True)
    query_code_hash: Mapped[str] = mapped_column(String(64))
    code_known_to_staff: Mapped[bool] = mapped_column(default=False, server_default=false())
    """An officer has seen the code; whoever opens the case with it gets one of his own first."""
    submission_key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    registration_number: Mapped[str | None] = mapped_column(String(40), unique=True)
    external_source: Mapped[str | None] = mapped_column(String(60))
    external_number: Mapped[str | None] = mapped_column(String(60), index=True)

    office_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    handling_unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    holder_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    dispatch_kind: Mapped[DispatchKind | None] = mapped_column(by_value(DispatchKind))
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))

    petition_class: Mapped[PetitionClass] = mapped_column(by_value(PetitionClass))
    channel: Mapped[Channel] = mapped_column(by_value(Channel))
    urgency: Mapped[Urgency] = mapped_column(by_value(Urgency), default=Urgency.ORDINARY)
    status: Mapped[Status] = mapped_column(by_value(Status))
    closed: Mapped[bool] = mapped_column(default=False)
    due_on: Mapped[date] = mapped_column(default=date(9999, 12, 31))
    """Last day of the earliest running duty; 9999-12-31 when none runs."""
    due_clock: Mapped[Clock | None] = mapped_column(by_value(Clock))
    hand_overs: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How often it was sent to a unit: a projection of the history, like the due date."""

    title: Mapped[str] = mapped_column(String(60))
    request: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    reasons: Mapped[str] = mapped_column(Text, default="")
    category: Mapped[str] = mapped_column(String(120), default="")
    """Names from the first level down, "教育/入学和招生" (``rules/categories``)."""
    problem_place: Mapped[str] = mapped_column(String(200), default="")
    complained_about: Mapped[str | None] = mapped_column(IdentityText("cases.complained_about"))
    legal_status: Mapped[Legal] = mapped_column(by_value(Legal), default=Legal.NONE)
    anonymous: Mapped[bool] = mapped_column(default=False)
    confidential: Mapped[bool] = mapped_column(default=False)
    publish_consent: Mapped[bool] = mapped_column(default=False)
    persons_count: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(String(5), default="zh")

    received_at: Mapped[datetime] = mapped_column(Instant)
    """When the matter reached the office (the postmark's arrival for a letter)."""
    created_at: Mapped[datetime] = mapped_column(Instant)
    changed_at: Mapped[datetime] = mapped_column(Instant)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)
    """What it said was deleted by law; ``models/erasure.py`` holds the tombstone."""

    __mapper_args__ = {"version_id_col": version}


class Petitioner(Base):
    """A person on the petition, in an own table: the main petitioner first, then representatives."""

    __tablename__ = "petitioners"
    __table_args__ = (UniqueConstraint("case_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    position: Mapped[int]
    name: Mapped[str | None] = mapped_column(IdentityText("petitioners.name"))
    phone: Mapped[str | None] = mapped_column(IdentityText("petitioners.phone"))
    email: Mapped[str | None] = mapped_column(IdentityText("petitioners.email"))
    address: Mapped[str | None] = mapped_column(IdentityText("petitioners.address"))
    id_number: Mapped[str | None] = mapped_column(IdentityText("petitioners.id_number"))
    name_index: Mapped[str | None] = mapped_column(String(64), index=True)
    phone_index: Mapped[str | None] = mapped_column(String(64), index=True)
    id_index: Mapped[str | None] = mapped_column(String(64), index=True)
