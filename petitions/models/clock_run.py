"""What the engine made of each case's clocks, kept for lists, figures and the watch; and what the watch saw."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from petitions.models.base import Base, Instant, by_value
from petitions.rules.terms import Alert, Clock


class ClockRun(Base):
    """One run of one clock of a case: a projection of its history, written anew by ``actions/_clocks.py`` alone.

    ``sequence`` is the event that started it, ``cycle`` 1 once it was extended; ``reached`` the highest rung
    of the warn ladder in this cycle, ``next_alert_on`` the day of the next one while it runs.
    """

    __tablename__ = "clock_runs"
    __table_args__ = (
        UniqueConstraint("case_id", "clock", "sequence"),
        Index(
            "ix_clock_runs_watch",
            "next_alert_on",
            "id",
            sqlite_where=text("next_alert_on IS NOT NULL"),
            postgresql_where=text("next_alert_on IS NOT NULL"),
        ),
        Index("ix_clock_runs_figures", "clock", "due_on", "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    clock: Mapped[Clock] = mapped_column(by_value(Clock))
    sequence: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    """Who owes it, or whose window it is."""
    started_on: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    stopped_on: Mapped[date | None] = mapped_column(Date)
    duty: Mapped[bool]
    """A duty that somebody owes, which can be late."""
    given_up: Mapped[bool] = mapped_column(default=False)
    """It ended without being met or missed: handed on, or pointless."""
    provisional: Mapped[bool] = mapped_column(default=False)
    cycle: Mapped[int] = mapped_column(default=0)
    reached: Mapped[Alert | None] = mapped_column(by_value(Alert))
    next_alert_on: Mapped[date | None] = mapped_column(Date)


class DeadlineAlert(Base):
    """One rung of a warn ladder, reached once for each last day it led to.

    ``day`` is when it was due, ``noticed_at`` when it was seen.
    """

    __tablename__ = "deadline_alerts"
    __table_args__ = (UniqueConstraint("case_id", "clock", "sequence", "cycle", "alert", "due_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    clock: Mapped[Clock] = mapped_column(by_value(Clock))
    sequence: Mapped[int]
    cycle: Mapped[int]
    alert: Mapped[Alert] = mapped_column(by_value(Alert))
    day: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    noticed_at: Mapped[datetime] = mapped_column(Instant)


class DateChange(Base):
    """A last day that another calendar moved; shown in the case file and to the petitioner."""

    __tablename__ = "date_changes"
    __table_args__ = (UniqueConstraint("case_id", "clock", "sequence", "recount_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    clock: Mapped[Clock] = mapped_column(by_value(Clock))
    sequence: Mapped[int]
    old_on: Mapped[date] = mapped_column(Date)
    new_on: Mapped[date] = mapped_column(Date)
    recount_id: Mapped[int] = mapped_column(ForeignKey("recounts.id"))
    """The recount under the calendar that moved it."""
    at: Mapped[datetime] = mapped_column(Instant)


class Reminder(Base):
    """An officer who is to hear of an alert or a moved date; it goes out with his digest of some day."""

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("officer_id", "alert_id"),
        UniqueConstraint("officer_id", "change_id"),
        Index(
            "ix_reminders_untold",
            "officer_id",
            sqlite_where=text("notice_id IS NULL"),
            postgresql_where=text("notice_id IS NULL"),
        ),
        Index("ix_reminders_notice", "notice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    alert_id: Mapped[int | None] = mapped_column(ForeignKey("deadline_alerts.id"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("date_changes.id"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notices.id"))

    alert: Mapped[DeadlineAlert | None] = relationship(lazy="raise")
    change: Mapped[DateChange | None] = relationship(lazy="raise")
