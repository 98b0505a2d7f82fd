"""The only writer of what the engine makes of a case's clocks: runs, alerts reached, and the due date.

Everything here is folded from the whole history by ``rules/clocks.py`` each time; nothing adds to or
subtracts from what was stored before (decision 0006).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.actions._outbox import has_address, owe
from petitions.actions._reminders import remind
from petitions.adapters import clock
from petitions.adapters.office_rules import OfficeRules, newest_recount
from petitions.models.clock_run import ClockRun, DateChange, DeadlineAlert
from petitions.models.petition import Case
from petitions.models.rule_change import Recount
from petitions.rules.clocks import CaseClock, Event, alert_days, binding, clocks_of, given_up
from petitions.rules.policy import Force, OwedBy
from petitions.rules.terms import Action, Alert, Clock, Notice, Recipient

NO_DUTY = date(9999, 12, 31)
RUNGS = {alert: rung for rung, alert in enumerate(Alert, start=1)}
Key = tuple[Clock, int]


@dataclass(slots=True)
class Kept:
    """The runs of one case as they are stored, by clock and starting event."""

    runs: dict[Key, ClockRun] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[ClockRun]) -> "Kept":
        """From rows already read."""
        return cls({(row.clock, row.sequence): row for row in rows})


def kept_runs(session: Session, case_id: int) -> Kept:
    """The stored runs of a case."""
    return Kept.of(session.scalars(select(ClockRun).where(ClockRun.case_id == case_id)))


def count(case: Case, events: Sequence[Event], rules: OfficeRules) -> tuple[CaseClock, ...]:
    """The clocks of a history; the case's due date is written as they give it."""
    clocks = clocks_of(events, rules.calendar, clock.zone(), rules.book)
    running = None if case.closed else binding(clocks)
    case.due_on = running.deadline.adjusted if running else NO_DUTY
    case.due_clock = running.clock if running else None
    return clocks


def keep(
    session: Session,
    case: Case,
    clocks: Sequence[CaseClock],
    events: Sequence[Event],
    kept: Kept,
    *,
    now: datetime,
    moved_by: Recount | None = None,
) -> int:
    """Write the runs as the clocks are, and every rung of a warn ladder reached by ``now``.

    ``moved_by`` is the recount under another calendar that is the reason for another last day: each such
    change is logged and told to whom it concerns. Returns how many running ones moved.
    """
    moved, told = 0, False
    for each in clocks:
        row = kept.runs.get((each.clock, each.sequence))
        if row is None:
            row = ClockRun(case_id=case.id, clock=each.clock, sequence=each.sequence)
            session.add(row)
            kept.runs[each.clock, each.sequence] = row
        elif moved_by and each.running and _moved(row, each) and not _over(each, now):
            moved += 1
            told = told or _his_business(each)
            _log_move(session, case, row, each, moved_by, now)
            row.reached = _reached_before(session, row, each, now)
        _fill(row, each, case, events)
        _climb(session, case, row, each, now)
    _forget(kept, {(each.clock, each.sequence) for each in clocks})
    if told and moved_by:
        _tell_petitioner(session, case, moved_by, now)
    return moved


def _forget(kept: Kept, derived: set[Key]) -> None:
    """A run that the rules no longer know is no duty, and nobody watches it any more."""
    for key, row in kept.runs.items():
        if key not in derived:
            row.duty, row.given_up, row.next_alert_on = False, True, None


def catch_up(
    session: Session,
    case: Case,
    events: Sequence[Event],
    kept: Kept,
    *,
    now: datetime,
    rules: OfficeRules,
) -> None:
    """Before a step: note what the watch and a recount have not come to, as if they had passed a moment ago."""
    today = clock.local_day(now)
    clocks = clocks_of(events, rules.calendar, clock.zone(), rules.book)
    alerts = (row.next_alert_on for row in kept.runs.values())
    course = course_of_moves(session, clocks, kept, rules, now)
    unknown = any(each.running and (each.clock, each.sequence) not in kept.runs for each in clocks)
    if course or unknown or any(day is not None and day <= today for day in alerts):
        keep(session, case, clocks, events, kept, now=now, moved_by=course)


def course_of_moves(
    session: Session, clocks: Sequence[CaseClock], kept: Kept, rules: OfficeRules, now: datetime
) -> Recount | None:
    """The recount that would move one of these clocks, when it has not come to their case yet.

    Not locked: a recount locks its own row first and cases after it.
    """
    moved = any(
        each.running and _moved(kept.runs.get((each.clock, each.sequence)), each) for each in clocks
    )
    return recount_of(session, rules, now, lock=False) if moved else None


def recount_of(
    session: Session, rules: OfficeRules, now: datetime, *, lock: bool = True
) -> Recount:
    """The recount under these rules, begun if nobody has; locked, so that two workers take turns."""
    newest = newest_recount().with_for_update() if lock else newest_recount()
    before = session.scalars(newest).first()
    if before is not None and before.mark == rules.days_mark:
        return before
    begun = Recount(
        after_id=before.id if before else 0,
        mark=rules.days_mark,
        last_case_id=0,
        cases=0,
        moved=0,
        started_at=now,
    )
    try:
        with session.begin_nested():
            session.add(begun)
    except IntegrityError:  # somebody began one at the same moment
        return recount_of(session, rules, now, lock=lock)
    return begun


def _his_business(each: CaseClock) -> bool:
    """Whether the petitioner is shown the clock: the law's duties, and his own rights."""
    rule = each.rule
    return rule.force is Force.LAW and (rule.duty or rule.owed_by is OwedBy.CITIZEN)


def _moved(row: ClockRun | None, each: CaseClock) -> bool:
    return row is not None and row.due_on != each.deadline.adjusted


def _over(each: CaseClock, now: datetime) -> bool:
    """A window that had passed anyway: its new last day is nobody's news."""
    return not each.rule.duty and each.deadline.adjusted < clock.local_day(now)


def _fill(row: ClockRun, each: CaseClock, case: Case, events: Sequence[Event]) -> None:
    """The run as the engine has it; attributes that stay the same cost no statement."""
    cycle = 1 if each.deadline.extension else 0
    if cycle != row.cycle:
        row.reached = None  # a new last day, a new ladder
    values: dict[str, Any] = {
        "unit_id": _whose(each, case, events),
        "started_on": each.deadline.start,
        "due_on": each.deadline.adjusted,
        "stopped_on": each.stopped_on,
        "duty": each.rule.duty and each.owed,
        "given_up": given_up(each),
        "provisional": each.deadline.provisional,
        "cycle": cycle,
    }
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def _climb(session: Session, case: Case, row: ClockRun, each: CaseClock, now: datetime) -> None:
    """Note each rung reached by now, once, and the day of the next."""
    today, reached = clock.local_day(now), RUNGS[row.reached] if row.reached else 0
    ladder = [] if not each.running or case.closed else list(alert_days(each))
    upcoming = None
    for alert, day in ladder:
        if RUNGS[alert] <= reached:
            continue
        if day > today:
            upcoming = day
            break
        noted = DeadlineAlert(
            case_id=case.id,
            clock=row.clock,
            sequence=row.sequence,
            cycle=row.cycle,
            alert=alert,
            day=day,
            due_on=each.deadline.adjusted,
            noticed_at=now,
        )
        session.add(noted)
        remind(session, case, row.unit_id, alert=noted)
        row.reached = alert
    if row.next_alert_on != upcoming:
        row.next_alert_on = upcoming


def _reached_before(
    session: Session, row: ClockRun, each: CaseClock, now: datetime
) -> Alert | None:
    """The rung a run stands on once its last day has moved: what the new day has not come to is told again.

    What was told of that very day before (the calendar went there and back) is not.
    """
    today, on = clock.local_day(now), dict(alert_days(each))
    reached = RUNGS[row.reached] if row.reached else 0
    rungs = [alert for alert, day in on.items() if RUNGS[alert] <= reached and day <= today]
    rungs += session.scalars(
        select(DeadlineAlert.alert).where(
            DeadlineAlert.case_id == row.case_id,
            DeadlineAlert.clock == row.clock,
            DeadlineAlert.sequence == row.sequence,
            DeadlineAlert.cycle == row.cycle,
            DeadlineAlert.due_on == each.deadline.adjusted,
        )
    ).all()
    return max(rungs, key=RUNGS.__getitem__, default=None)


def _log_move(
    session: Session, case: Case, row: ClockRun, each: CaseClock, course: Recount, now: datetime
) -> None:
    change = DateChange(
        case_id=case.id,
        clock=row.clock,
        sequence=row.sequence,
        old_on=row.due_on,
        new_on=each.deadline.adjusted,
        recount_id=course.id,
        at=now,
    )
    session.add(change)
    remind(session, case, row.unit_id, change=change)


def _tell_petitioner(session: Session, case: Case, course: Recount, now: datetime) -> None:
    """A date he was told has moved: he is told the new one, once for each calendar."""
    owe(
        session,
        case,
        Notice.DATE_MOVED,
        Recipient.PETITIONER,
        occasion=course.id,
        at=now,
        deliverable=has_address(session, case),
    )


def _whose(each: CaseClock, case: Case, events: Sequence[Event]) -> int:
    """The unit that owes it, or whose window it is: the last one the case was sent to before it began.

    A review is owed by the unit it was laid before, or by the letters office that keeps it.
    """
    if each.rule.owed_by is OwedBy.REVIEWER:
        asked = events[each.sequence - 1].facts
        return (
            case.office_id if asked.get("by_office") else int(asked.get("unit_id", case.office_id))
        )
    if each.rule.owed_by is not OwedBy.LETTERS_OFFICE:
        for event in reversed(events[: each.sequence]):
            if event.action in (Action.TRANSFER, Action.ASSIGN):
                return int(event.facts.get("unit_id", case.office_id))
    return case.office_id
