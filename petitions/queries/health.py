"""How the register is: its schema, the outbox, the worker and the calendar, in figures without any case."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.adapters.office_rules import newest_recount, office_rules
from petitions.models.clock_run import ClockRun
from petitions.models.heartbeat import WorkerHeartbeat
from petitions.models.notice import OutboxNotice
from petitions.models.session import db
from petitions.rules.terms import NoticeState

WAITING = (NoticeState.QUEUED, NoticeState.SENDING)


@dataclass(frozen=True)
class Snapshot:
    """The figures; ``None`` where there is nothing to measure yet."""

    at_head: bool
    """Whether the database has the newest schema."""
    outbox_lag_seconds: float
    """How long the notice that is overdue longest has waited for a try; 0 when none is due."""
    outbox_oldest_seconds: float
    """Age of the oldest notice that is still to be delivered, whatever it waits for."""
    notices_waiting: int
    notices_failed: int
    worker_scan_age_seconds: float | None
    """Since a worker last looked into the outbox."""
    worker_sent_age_seconds: float | None
    calendar_days_announced: int
    """Days ahead for which the State Council's notices of days off are known."""
    alerts_late: int = 0
    """Running clocks with an alert that was due before today and has not been noted."""
    recount_pending: bool = False
    """Whether cases are still to be counted anew under the newest calendar."""


def snapshot(now: datetime | None = None) -> Snapshot:
    """How the register is now. Raises what the database raises when it is away."""
    # Imported here: reading migrations is heavy, and no page needs it.
    from petitions.models import schema

    now = now or clock.now()
    session: Session = db.session()
    waiting = session.execute(
        select(
            func.count(), func.min(OutboxNotice.next_try_at), func.min(OutboxNotice.created_at)
        ).where(OutboxNotice.state.in_(WAITING))
    ).one()
    failed = session.scalar(
        select(func.count())
        .select_from(OutboxNotice)
        .where(OutboxNotice.state == NoticeState.FAILED)
    )
    scanned, sent = session.execute(
        select(func.max(WorkerHeartbeat.scanned_at), func.max(WorkerHeartbeat.sent_at))
    ).one()
    return Snapshot(
        at_head=schema.current() == _newest_schema(),
        outbox_lag_seconds=_age(waiting[1], now) or 0.0,
        outbox_oldest_seconds=_age(waiting[2], now) or 0.0,
        notices_waiting=waiting[0],
        notices_failed=failed or 0,
        worker_scan_age_seconds=_age(scanned, now),
        worker_sent_age_seconds=_age(sent, now),
        calendar_days_announced=days_announced(
            clock.local_day(now), office_rules(session).calendar.announced_years
        ),
        alerts_late=session.scalar(
            select(func.count()).where(ClockRun.next_alert_on < clock.local_day(now))
        )
        or 0,
        recount_pending=_recount_pending(session),
    )


def _recount_pending(session: Session) -> bool:
    course = session.scalars(newest_recount()).first()
    if course is None or course.mark != office_rules(session).days_mark:
        return True
    return course.finished_at is None


def days_announced(today: date, years: frozenset[int]) -> int:
    """How many days from ``today`` on lie in announced ``years`` without a gap."""
    last = today.year
    while last in years:
        last += 1
    return (date(last, 1, 1) - today).days if last > today.year else 0


@cache
def _newest_schema() -> str:
    """Read from the source once: a running process keeps the source it began with."""
    from petitions.models import schema

    return schema.head()


def _age(moment: datetime | None, now: datetime) -> float | None:
    return max(0.0, (now - moment).total_seconds()) if moment is not None else None
