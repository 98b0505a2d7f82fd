"""What is one matter: links between two cases, and what came in again while a case was open."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.models.encrypted import IdentityText
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import Channel

IN_FORCE = "undone_at IS NULL"


class MatterLink(Base):
    """Another case about the same matter, as this case knows it; the other one holds the same with itself.

    It is undone, never deleted. Of a joined pair ``into_id`` is the case in which both are handled.
    """

    __tablename__ = "matter_links"
    __table_args__ = (
        CheckConstraint("case_id <> other_id", name="two_cases"),
        Index(
            "uq_matter_links_in_force",
            "case_id",
            "other_id",
            unique=True,
            sqlite_where=text(IN_FORCE),
            postgresql_where=text(IN_FORCE),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    into_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[LinkKind] = mapped_column(by_value(LinkKind))
    reason: Mapped[str] = mapped_column(Text)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    undo_reason: Mapped[str] = mapped_column(Text, default="")
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    undone_at: Mapped[datetime | None] = mapped_column(Instant)


class FollowUp(Base):
    """The same matter brought again while it is handled: noted in the first registration, no case of its own.

    ``from_case_id`` names the case it was registered as, where it was joined later; undone with that.
    """

    __tablename__ = "follow_ups"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    from_case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"), index=True)
    channel: Mapped[Channel] = mapped_column(by_value(Channel))
    received_on: Mapped[date]
    name: Mapped[str | None] = mapped_column(IdentityText("follow_ups.name"))
    phone: Mapped[str | None] = mapped_column(IdentityText("follow_ups.phone"))
    text: Mapped[str] = mapped_column(Text)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    at: Mapped[datetime] = mapped_column(Instant)
    submission_key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
