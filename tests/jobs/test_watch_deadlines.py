"""The watch: each rung once, in order, to the right people, whatever stops, restarts or jumps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions import watch_deadlines as watch
from petitions.actions._unit import unit_of_work
from petitions.actions.recount_cases import recount_cases
from petitions.actions.watch_deadlines import watch_deadlines
from petitions.adapters import clock, mail_words
from petitions.adapters.office_rules import national_days
from petitions.jobs.watch_deadlines import go_round
from petitions.models import ClockRun, DateChange, DeadlineAlert, OutboxNotice, Reminder
from petitions.models.rule_change import Recount, RuleChange, RuleKind
from petitions.models.session import db
from petitions.queries.notice_letter import addressed
from petitions.queries.stand import clocks_now, events_of, stand_of
from petitions.rules.clocks import Event, alert_days, clocks_of, state_on
from petitions.rules.permissions import open_steps
from petitions.rules.terms import (
    Action,
    Alert,
    Clock,
    ClockState,
    Notice,
    NoticeState,
    PetitionClass,
    Recipient,
    Status,
)
from tests.factories import Town, a_case, a_submission, actor_of, do, make_town, stored

DAY = timedelta(days=1)
RUNGS = list(Alert)
Rung = tuple[int, Clock, int, int, Alert]


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


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


def test_a_duty_climbs_from_the_handler_to_the_head_to_supervision(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    for day in range(90):
        watch_deadlines(now + day * DAY)
    told = [
        (row.alert, row.day, whom(register, row))
        for row in noted(register, case_id)
        if row.clock is Clock.HANDLING
    ]
    last = clock.local_day(now) + 60 * DAY
    handler, head, over = {town.handler.id}, {town.unit_head.id}, {town.supervisor.id}
    assert told == [
        (Alert.NEAR, last - 10 * DAY, handler),
        (Alert.DUE, last, handler),
        (Alert.OVERDUE, last + DAY, handler),
        (Alert.TO_HEAD, last + DAY, head),
        (Alert.TO_SUPERVISION, last + 7 * DAY, over),
    ]


def test_the_offices_own_duty_is_told_to_its_clerks(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, now=now)
    watch_deadlines(now + 40 * DAY)
    near, *_, head, supervision = noted(register, case_id)
    assert whom(register, near) == {town.clerk.id, town.second_clerk.id}
    assert whom(register, head) == {town.office_head.id}
    assert whom(register, supervision) == {town.supervisor.id}


def test_a_worker_that_slept_notes_all_of_it_once_and_how_late(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, now=now)
    for later in (30, 30, 29, 3, 31):
        watch_deadlines(now + later * DAY)
    rows = noted(register, case_id)
    assert [row.alert for row in rows] == RUNGS
    assert [clock.local_day(row.noticed_at) - row.day for row in rows] == [
        30 * DAY - days * DAY for days in (12, 15, 16, 16, 18)
    ]


def test_what_stops_in_time_is_never_late_and_what_stops_late_is_told_first(
    register: Session, town: Town, now: datetime
) -> None:
    in_time, late = a_case(town, now=now), a_case(town, now=now)
    clerk = actor_of(town.clerk)
    do(town, Action.REGISTER, in_time, by=clerk, now=now + 14 * DAY)
    do(town, Action.TRANSFER, in_time, by=clerk, now=now + 15 * DAY)
    do(town, Action.REGISTER, late, by=clerk, now=now + 17 * DAY)
    do(town, Action.TRANSFER, late, by=clerk, now=now + 17 * DAY)
    watch_deadlines(now + 25 * DAY)
    sorting = {
        case_id: [row.alert for row in noted(register, case_id) if row.clock is Clock.SORT]
        for case_id in (in_time, late)
    }
    assert sorting[in_time] == [Alert.NEAR, Alert.DUE]
    assert sorting[late] == [Alert.NEAR, Alert.DUE, Alert.OVERDUE, Alert.TO_HEAD]


def test_an_extension_begins_a_new_ladder(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    watch_deadlines(now + 51 * DAY)
    do(town, Action.REQUEST_EXTENSION, case_id, by=actor_of(town.handler), now=now + 52 * DAY)
    do(town, Action.APPROVE_EXTENSION, case_id, by=actor_of(town.unit_head), now=now + 52 * DAY)
    watch_deadlines(now + 81 * DAY)
    handling = [row for row in noted(register, case_id) if row.clock is Clock.HANDLING]
    assert [(row.cycle, row.alert, row.day) for row in handling] == [
        (0, Alert.NEAR, clock.local_day(now) + 50 * DAY),
        (1, Alert.NEAR, clock.local_day(now) + 80 * DAY),
    ]


def test_a_round_that_breaks_off_leaves_nothing_half(
    register: Session, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        a_case(town, now=now)
    keep, calls = watch.keep, iter(range(9))

    def breaks(*args: object, **more: object) -> int:
        if next(calls) == 1:
            raise KeyboardInterrupt
        return keep(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watch, "keep", breaks)
    with pytest.raises(KeyboardInterrupt):
        watch_deadlines(now + 15 * DAY)
    assert noted(register) == []
    monkeypatch.undo()
    while watch_deadlines(now + 15 * DAY, limit=1).more:
        pass
    assert [row.alert for row in noted(register)] == [Alert.NEAR, Alert.DUE] * 3


# Digests


def test_one_digest_a_day_with_every_reminder_once(
    register: Session, town: Town, now: datetime
) -> None:
    for _ in range(2):
        a_case(town, Status.ROUTED, now=now)
    go_round(now + 12 * DAY)
    go_round(now + 12 * DAY + timedelta(hours=1))
    first = digests(register)
    assert len(first) == len({row.officer_id for row in first}) > 0
    assert {row.occasion for row in first} == {clock.local_day(now + 12 * DAY).toordinal()}
    go_round(now + 16 * DAY)
    assert not register.scalars(select(Reminder).where(Reminder.notice_id.is_(None))).all()
    again = digests(register)
    assert {row.officer_id for row in again[len(first) :]} >= {town.unit_head.id}


def test_reminders_of_the_night_leave_in_the_morning(
    register: Session, town: Town, now: datetime
) -> None:
    a_case(town, now=now)
    midnight = clock.day_start(clock.local_day(now) + 12 * DAY)
    go_round(midnight)
    assert {row.next_try_at for row in digests(register)} == {midnight + timedelta(hours=8)}


def test_a_digest_says_numbers_and_days_and_leaves_out_what_was_settled(
    register: Session, town: Town, now: datetime
) -> None:
    stays, goes = (a_case(town, Status.REGISTERED, now=now) for _ in range(2))
    go_round(now + 16 * DAY)
    do(town, Action.TRANSFER, goes, by=actor_of(town.clerk), now=now + 16 * DAY)
    digest = next(row for row in digests(register) if row.officer_id == town.clerk.id)
    found = addressed(digest.id)
    assert found.to == town.clerk.email
    assert [(line.number, line.alert) for line in found.facts.lines] == [
        (stored(stays).registration_number, Alert.OVERDUE)
    ]
    assert (found.facts.settled, found.facts.more) == (1, 0)
    words = mail_words.write(found.facts)
    case = stored(stays)
    assert str(case.registration_number) in words.text
    for secret in (case.title, case.request, case.facts):
        assert secret not in words.text + words.html + words.subject


def test_an_officer_without_an_address_is_no_reason_to_forget(
    register: Session, town: Town, now: datetime
) -> None:
    with unit_of_work() as session:
        session.merge(town.clerk).email = ""
    a_case(town, now=now)
    go_round(now + 12 * DAY)
    (digest,) = [row for row in digests(register) if row.officer_id == town.clerk.id]
    assert (digest.state, digest.error) == (NoticeState.CANCELLED, "no_address")


# Another calendar


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


def kept(session: Session, case_id: int) -> set[tuple[Clock, int, date, date, date | None]]:
    session.rollback()
    session.expire_all()
    rows = session.scalars(select(ClockRun).where(ClockRun.case_id == case_id))
    return {(row.clock, row.sequence, row.started_on, row.due_on, row.stopped_on) for row in rows}


def derived(case_id: int) -> set[tuple[Clock, int, date, date, date | None]]:
    """From scratch: the whole history under the rules of now."""
    from petitions.models.session import db

    return {
        (each.clock, each.sequence, each.deadline.start, each.deadline.adjusted, each.stopped_on)
        for each in clocks_now(db.session(), case_id)
    }


# Twenty years


def perfect(events: tuple[Event, ...], case_id: int, until: date) -> set[Rung]:
    """What a watch that never slept would have noted: before each step, and at the end."""
    found: set[Rung] = set()
    for length in range(1, len(events) + 1):
        seen_on = clock.local_day(events[length].at) if length < len(events) else until
        for each in clocks_of(events[:length], national_days(), clock.zone()):
            cycle = 1 if each.deadline.extension else 0
            found |= {
                (case_id, each.clock, each.sequence, cycle, alert)
                for alert, day in alert_days(each)
                if each.running and day <= seen_on
            }
    return found


def times(draw: random.Random, start: datetime, end: datetime) -> Iterator[datetime]:
    """Rounds of a worker: mostly daily, asleep for weeks at times, its clock set back now and then."""
    moment = start
    while moment < end:
        moment += draw.choice([1, 1, 1, 2, 3, 7, 20, 60]) * DAY
        yield moment
        if draw.random() < 0.1:
            yield moment - draw.choice([1, 2, 30]) * DAY


def test_twenty_years_of_cases_each_rung_once(
    register: Session, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases live their lives for twenty years; the worker stops, breaks off and travels in time."""
    draw = random.Random("twenty years")
    start, end = datetime(2015, 1, 5, 2, tzinfo=UTC), datetime(2035, 1, 5, 2, tzinfo=UTC)
    people = [actor_of(each) for each in (town.clerk, town.handler, town.unit_head)]
    alive: dict[int, int] = {}
    last = start
    for now in times(draw, start, end):
        if now < last:
            watch_deadlines(now)  # set back: nothing is due that was not
            continue
        last = now
        if len(alive) < 6 and draw.random() < 0.1:
            submission = a_submission(petition_class=draw.choice(list(PetitionClass)))
            alive[a_case(town, now=now, submission=submission)] = 0
        for case_id in [each for each in alive if draw.random() < 0.25]:
            _live(register, town, people, case_id, now, draw)
            alive[case_id] += 1
            if stored(case_id).closed:
                del alive[case_id]
        if draw.random() < 0.2:
            _breaks_off(monkeypatch, now)
        elif draw.random() < 0.8:
            go_round(now)
    go_round(last)

    rows = noted(register)
    seen = [(row.case_id, row.clock, row.sequence, row.cycle, row.alert) for row in rows]
    assert len(seen) == len(set(seen)), "a rung was noted twice"
    expected: set[Rung] = set()
    for case_id in register.scalars(select(ClockRun.case_id).distinct()):
        expected |= perfect(events_of(register, case_id), case_id, clock.local_day(last))
    assert set(seen) == expected
    assert len(expected) > 200
    told = register.scalars(select(Reminder).where(Reminder.notice_id.is_(None))).all()
    assert not told, "a reminder was never told"
    assert all(row.day <= clock.local_day(row.noticed_at) for row in rows)


def _live(
    session: Session,
    town: Town,
    people: list[object],
    case_id: int,
    now: datetime,
    draw: random.Random,
) -> None:
    """One step of those that are open to somebody."""
    stand = stand_of(session, stored(case_id), now=now)
    offers = [(by, step.action) for by in people for step in open_steps(stand, by)]  # type: ignore[arg-type]
    onward = [each for each in offers if each[1] not in (Action.REVEAL, Action.ATTACH, Action.TAKE)]
    if onward:
        by, action = draw.choice(onward)
        do(town, action, case_id, by=by, now=now)  # type: ignore[arg-type]


def _breaks_off(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    """A round in which the process dies in the middle of its transaction."""

    def dies(*args: object, **more: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(watch, "keep", dies)
        with suppress(KeyboardInterrupt):
            watch_deadlines(now)


def test_a_clock_stands_on_each_day_as_its_rungs_say(town: Town, now: datetime) -> None:
    """What the ladder calls overdue is what the case file calls overdue."""
    case_id = a_case(town, Status.ACCEPTED, now=now)
    (handling,) = [
        each
        for each in clocks_of(events_of_now(case_id), national_days(), clock.zone())
        if each.clock is Clock.HANDLING
    ]
    days = dict(alert_days(handling))
    for offset in range(100):
        today = clock.local_day(now) + offset * DAY
        state = state_on(handling, today)
        assert (state is ClockState.OVERDUE) == (today >= days[Alert.OVERDUE])
        assert (state is ClockState.DUE_TODAY) == (today == days[Alert.DUE])
        assert (state is ClockState.NEAR) == (days[Alert.NEAR] <= today < days[Alert.DUE])


def events_of_now(case_id: int) -> tuple[Event, ...]:
    return events_of(db.session(), case_id)
