"""Twenty simulated years: each rung once, whatever stops, restarts or jumps."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions import watch_deadlines as watch
from petitions.actions.watch_deadlines import watch_deadlines
from petitions.adapters import clock
from petitions.adapters.office_rules import national_days
from petitions.jobs.watch_deadlines import go_round
from petitions.models import ClockRun, Reminder
from petitions.queries.stand import events_of, stand_of
from petitions.rules.clocks import Event, alert_days, clocks_of
from petitions.rules.permissions import open_steps
from petitions.rules.terms import (
    Action,
    PetitionClass,
)
from tests.factories import Town, a_case, a_submission, actor_of, do, stored
from tests.jobs.watching import DAY, Rung, noted

ASIDE = (
    Action.REVEAL,
    Action.REDACT,
    Action.ATTACH,
    Action.TAKE,
    Action.ACKNOWLEDGE,
    Action.OPEN_JOINT,
    Action.VOICE_JOINT,
    Action.SETTLE_JOINT,
    Action.INVITE_CO_HANDLER,
    Action.FILE_CO_OPINION,
    Action.END_CO_HANDLING,
    Action.REQUEST_CORRECTION,
    Action.APPROVE_CORRECTION,
    Action.REFUSE_CORRECTION,
    Action.RECUSE,
    Action.ORDER_RECUSAL,
    Action.END_RECUSAL,
    Action.REQUEST_RECUSAL,
    Action.GRANT_RECUSAL,
    Action.REFUSE_RECUSAL,
    Action.NAME_ACCUSED,
    Action.RECALL,
    Action.REQUEST_EXCEPTION,
    Action.APPROVE_EXCEPTION,
    Action.REFUSE_EXCEPTION,
    Action.REQUEST_ERASURE,
    Action.APPROVE_ERASURE,
    Action.REFUSE_ERASURE,
    Action.REQUEST_CODE,
    Action.REISSUE_CODE,
    Action.REFUSE_CODE,
    Action.FOLLOW_UP,
    Action.LINK_CASES,
    Action.UNLINK_CASES,
    Action.MERGE_INTO,
    Action.UNDO_MERGE,
    Action.REQUEST_REVIEW,
    Action.REQUEST_REREVIEW,
    Action.DRAFT_REVIEW,
    Action.RECORD_HEARING,
    Action.DECIDE_REVIEW,
    Action.DECIDE_REREVIEW,
    Action.REMAND,
    Action.RECORD_REVIEW_SERVICE,
    Action.REPORT_UP,
    Action.RECORD_INSTRUCTION,
)
"""Steps that move no case along; a life of twenty years is long enough without them."""


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
    onward = [each for each in offers if each[1] not in ASIDE]
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
