"""What the directory knows beside units and accounts: successors of closed units, posts, places of reception."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant, by_value
from petitions.rules.terms import ClosingCause


class UnitSuccessor(Base):
    """A unit that goes on with the work of one that was closed (Art. 24); a split unit has several.

    Ended, not deleted, when the unit is opened again.
    """

    __tablename__ = "unit_successors"
    __table_args__ = (
        CheckConstraint("unit_id <> successor_id", name="not_itself"),
        Index(
            "uq_unit_successors_in_force",
            "unit_id",
            "successor_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_unit_successors_successor_id", "successor_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    successor_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    cause: Mapped[ClosingCause] = mapped_column(by_value(ClosingCause))
    reason: Mapped[str] = mapped_column(Text)
    since: Mapped[date] = mapped_column(Date)
    """Office-local day from which the successor has the work."""
    at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime | None] = mapped_column(Instant)


class Post(Base):
    """What an officer is there for: a title, the lines of business, and whether the unit's contact clerk."""

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("officer_id", "title"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    title: Mapped[str] = mapped_column(String(60))
    lines: Mapped[str] = mapped_column(Text, default="")
    """Lines of business, one a line."""
    contact_clerk: Mapped[bool] = mapped_column(default=False)
    full_time: Mapped[bool] = mapped_column(default=True)
    phone: Mapped[str] = mapped_column(String(60), default="")
    from_on: Mapped[date] = mapped_column(Date)
    until_on: Mapped[date | None] = mapped_column(Date)
    """The last day of the post; None while it lasts."""
    published: Mapped[bool] = mapped_column(default=False)
    """Whether the portal may name its holder; post and telephone of a contact clerk are shown anyway."""


class ReceptionPlace(Base):
    """Where people are received in person: a room, its hours and how to get in (Art. 18)."""

    __tablename__ = "reception_places"
    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str] = mapped_column(String(300))
    phone: Mapped[str] = mapped_column(String(60), default="")
    days: Mapped[str] = mapped_column(String(100), default="")
    hours: Mapped[str] = mapped_column(String(200), default="")
    access: Mapped[str] = mapped_column(Text, default="")
    """How to get there, and the way in without steps."""
    published: Mapped[bool] = mapped_column(default=True)
    active: Mapped[bool] = mapped_column(default=True)
