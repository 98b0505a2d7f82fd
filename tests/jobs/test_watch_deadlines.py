"""The watch: each rung once, in order, to the right people."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from petitions.actions import watch_deadlines as watch
from petitions.actions.watch_deadlines import watch_deadlines
from petitions.adapters import clock
from petitions.adapters.office_rules import national_days
from petitions.models.session import db
from petitions.queries.stand import events_of
from petitions.rules.clocks import Event, alert_days, clocks_of, state_on
from petitions.rules.terms import (
    Action,
    Alert,
    Clock,
    ClockState,
    Status,
)
from tests.factories import Town, a_case, actor_of, do
from tests.jobs.watching import DAY, RUNGS, noted, whom


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
