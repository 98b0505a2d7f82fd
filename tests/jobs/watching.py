"""What the tests of the watch share: the town, what was noted and told, and another calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._unit import unit_of_work
from petitions.adapters.office_rules import national_days
from petitions.models import ClockRun, DateChange, DeadlineAlert, OutboxNotice, Reminder
from petitions.models.rule_change import RuleChange, RuleKind
from petitions.models.session import db
from petitions.queries.stand import clocks_now
from petitions.rules.terms import (
    Alert,
    Clock,
    Notice,
)
from tests.factories import Town

DAY = timedelta(days=1)
RUNGS = list(Alert)
Rung = tuple[int, Clock, int, int, Alert]


def noted(session: Session, case_id: int | None = None) -> list[DeadlineAlert]:
    session.rollback()
    session.expire_all()
    rows = select(DeadlineAlert).order_by(DeadlineAlert.id)
    if case_id is not None:
        rows = rows.where(DeadlineAlert.case_id == case_id)
    return list(session.scalars(rows))


def whom(session: Session, alert: DeadlineAlert) -> set[int]:
    return set(session.scalars(select(Reminder.officer_id).where(Reminder.alert_id == alert.id)))


def digests(session: Session) -> list[OutboxNotice]:
    session.rollback()
    return list(
        session.scalars(
            select(OutboxNotice)
            .where(OutboxNotice.notice == Notice.DIGEST)
            .order_by(OutboxNotice.id)
        )
    )


def load(session: Session, town: Town, now: datetime, *rows: tuple[str, str, str]) -> RuleChange:
    """A notice for 2026 with what is known of it, and some days otherwise."""
    days = national_days()
    known = {day: ["off", days.name_of(day) or ""] for day in days.days_off if day.year == 2026}
    known |= {day: ["work", ""] for day in days.make_up_days if day.year == 2026}
    known |= {date.fromisoformat(day): [kind, name] for day, kind, name in rows}
    with unit_of_work() as write:
        change = RuleChange(
            mark=f"{len(rows)}{now:%m%d%H%M}",
            at=now,
            officer_id=town.administrator.id,
            kind=RuleKind.CALENDAR,
            year=2026,
            title="国务院办公厅关于2026年部分节假日安排的通知",
            facts={
                "rows": [[day.isoformat(), *more] for day, more in sorted(known.items())],
                "announced": True,
            },
        )
        write.add(change)
    return change


def moves(session: Session) -> list[tuple[Clock, date, date]]:
    session.rollback()
    rows = session.scalars(select(DateChange).order_by(DateChange.id))
    return [(row.clock, row.old_on, row.new_on) for row in rows]


def kept(session: Session, case_id: int) -> set[tuple[Clock, int, date, date, date | None]]:
    session.rollback()
    session.expire_all()
    rows = session.scalars(select(ClockRun).where(ClockRun.case_id == case_id))
    return {(row.clock, row.sequence, row.started_on, row.due_on, row.stopped_on) for row in rows}


def derived(case_id: int) -> set[tuple[Clock, int, date, date, date | None]]:
    """From scratch: the whole history under the rules of now."""

    return {
        (each.clock, each.sequence, each.deadline.start, each.deadline.adjusted, each.stopped_on)
        for each in clocks_now(db.session(), case_id)
    }
