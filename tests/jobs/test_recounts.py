"""Recounts: another calendar moves open dates once, logs and tells them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from petitions.actions.recount_cases import recount_cases
from petitions.actions.set_limits import as_facts
from petitions.adapters import clock
from petitions.jobs.watch_deadlines import go_round
from petitions.models import ClockRun, DateChange, OutboxNotice, Reminder
from petitions.models.rule_change import Recount, RuleChange, RuleKind
from petitions.rules.policy import Limit, Warn
from petitions.rules.terms import (
    Action,
    Alert,
    Clock,
    DayKind,
    Notice,
    Recipient,
    Status,
)
from tests.factories import Town, a_case, actor_of, do, stored
from tests.jobs.watching import DAY, derived, kept, load, moves, noted


def test_another_calendar_moves_open_dates_logs_and_tells(
    register: Session, town: Town, now: datetime
) -> None:
    routed = a_case(town, Status.ROUTED, now=now)
    answered = a_case(town, Status.ANSWERED, now=now)
    go_round(now)
    assert moves(register) == []
    before = stored(routed).due_on
    # the objection's last day is worked no more; so is the review window's
    load(register, town, now, ("2026-03-17", "off", "本地放假"), ("2026-04-09", "off", "本地放假"))
    gone = go_round(now + timedelta(hours=1))

    assert gone.moved == len(moves(register)) == 2
    assert moves(register) == [
        (Clock.OBJECTION, date(2026, 3, 17), date(2026, 3, 18)),
        (Clock.ASK_REVIEW, date(2026, 4, 9), date(2026, 4, 10)),
    ]
    assert stored(routed).due_on == before, "an authority's calendar days never move"
    notices = register.scalars(
        select(OutboxNotice).where(OutboxNotice.notice == Notice.DATE_MOVED)
    ).all()
    course = register.scalars(select(Recount).order_by(Recount.id.desc())).first()
    assert course is not None
    assert {(row.case_id, row.occasion, row.recipient) for row in notices} == {
        (answered, course.id, Recipient.PETITIONER)
    }, "a unit's window is none of his business"
    told = register.scalars(select(Reminder.officer_id).where(Reminder.change_id.is_not(None)))
    assert set(told) == {town.handler.id, town.colleague.id}
    assert go_round(now + timedelta(hours=2)).recounted == 0


def test_an_interrupted_recount_goes_on_and_a_step_in_between_tells_of_the_move_itself(
    register: Session, town: Town, now: datetime
) -> None:
    cases = [a_case(town, Status.ROUTED, now=now) for _ in range(3)]
    go_round(now)
    load(register, town, now, ("2026-03-17", "off", "本地放假"))
    assert not recount_cases(now, limit=1).finished
    do(town, Action.NOTE, cases[2], by=actor_of(town.handler), now=now)
    assert len(moves(register)) == 2
    while not recount_cases(now, limit=1).finished:
        pass
    assert len(moves(register)) == 3
    course = register.scalars(select(Recount).order_by(Recount.id.desc())).first()
    assert course is not None
    assert (course.cases, course.moved) == (3, 2)
    for case_id in cases:
        assert kept(register, case_id) == derived(case_id)


def with_a_working_day_limit(session: Session, town: Town, now: datetime) -> None:
    """The office gives itself three working days to register, from the day before on."""
    limit = as_facts(Limit(Clock.SORT, 3, DayKind.WORKING, clock.local_day(now), Warn(1, 1, 7)))
    session.add(
        RuleChange(
            mark="limits",
            at=now - DAY,
            officer_id=town.administrator.id,
            kind=RuleKind.LIMITS,
            effective_from=clock.local_day(now) - DAY,
            facts={"limits": [limit]},
        )
    )
    session.commit()


def registering(session: Session, case_id: int) -> list[tuple[Alert, date]]:
    return [(row.alert, row.due_on) for row in noted(session, case_id) if row.clock is Clock.SORT]


def test_a_last_day_that_moves_later_is_warned_of_and_missed_anew(
    register: Session, town: Town, now: datetime
) -> None:
    with_a_working_day_limit(register, town, now)
    case_id = a_case(town, now=now)
    first = stored(case_id).due_on
    late = datetime.combine(first + DAY, now.timetz())
    go_round(late)
    assert registering(register, case_id)[-1] == (Alert.TO_HEAD, first)

    # Two days that were counted were days off, as it turns out: the last day is ahead again.
    off = [(day.isoformat(), "off", "本地放假") for day in (first, first + DAY)]
    load(register, town, late, *off)
    go_round(late + timedelta(hours=1))
    second = stored(case_id).due_on
    assert second > first + DAY
    go_round(late + 30 * DAY)
    again = [row for row in registering(register, case_id) if row[1] == second]
    # near on the day it moved, which the news of the new day says already
    assert [alert for alert, _ in again] == [
        Alert.DUE,
        Alert.OVERDUE,
        Alert.TO_HEAD,
        Alert.TO_SUPERVISION,
    ]


def test_going_back_to_an_earlier_calendar_is_a_recount_of_its_own(
    register: Session, town: Town, now: datetime
) -> None:
    with_a_working_day_limit(register, town, now)
    case_id = a_case(town, now=now)
    first = stored(case_id).due_on
    go_round(datetime.combine(first + DAY, now.timetz()))
    off = (first.isoformat(), "off", "本地放假")
    moved: list[tuple[Clock, date, date]] = []
    for hour, rows in enumerate([[off], [], [off], []]):
        moment = datetime.combine(first + DAY, now.timetz()) + timedelta(hours=hour + 1)
        load(register, town, moment, *rows)
        go_round(moment + timedelta(minutes=30))
        moved = [row for row in moves(register) if row[0] is Clock.SORT]
        assert len(moved) == hour + 1
        assert kept(register, case_id) == derived(case_id)
    assert moved[0] == moved[2]
    assert moved[1] == moved[3] == (Clock.SORT, moved[0][2], first)
    rungs = registering(register, case_id)
    assert len(rungs) == len(set(rungs)), "told twice of the same last day"


def test_a_case_that_was_on_its_way_into_the_register_is_looked_at_in_the_end(
    register: Session, town: Town, now: datetime
) -> None:
    go_round(now)
    case_id = a_case(town, Status.ROUTED, now=now)
    load(register, town, now, ("2026-03-17", "off", "本地放假"))
    go_round(now + timedelta(seconds=1))
    right = kept(register, case_id)
    course = register.scalars(select(Recount).order_by(Recount.id.desc())).first()
    assert course is not None
    assert course.finished_at is None, "it waits for those that are on their way"
    # As if another process had counted it by the rules of before and come to the end only now.
    register.execute(delete(Reminder).where(Reminder.change_id.is_not(None)))
    register.execute(delete(DateChange))
    for run in register.scalars(select(ClockRun).where(ClockRun.clock == Clock.OBJECTION)):
        run.due_on -= DAY
    register.commit()
    go_round(now + timedelta(minutes=3))
    assert kept(register, case_id) == right == derived(case_id)
    register.expire_all()
    assert course.finished_at is not None
    assert go_round(now + timedelta(minutes=4)).recounted == 0
