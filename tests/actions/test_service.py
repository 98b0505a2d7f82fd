"""Service of the opinion: the petitioner's 30 days count from the day it reached him."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused
from petitions.adapters import clock
from petitions.queries.stand import clocks_now
from petitions.rules.clocks import CaseClock
from petitions.rules.counter import ServiceMethod
from petitions.rules.terms import Action, Clock, Status
from tests.factories import Town, a_case, actor_of, do, make_town, stored


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


def windows(session: Session, case_id: int) -> list[CaseClock]:
    session.rollback()
    return [each for each in clocks_now(session, case_id) if each.clock is Clock.ASK_REVIEW]


def test_the_window_begins_anew_with_each_record_and_the_last_one_counts(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    handler, issued = actor_of(town.handler), clock.local_day(now)
    (window,) = windows(register, case_id)
    assert window.deadline.start == issued

    later = now + timedelta(days=20)
    for offset in (7, 9):
        do(
            town,
            Action.RECORD_SERVICE,
            case_id,
            by=handler,
            now=later,
            served_on=issued + timedelta(days=offset),
            method=ServiceMethod.POST,
        )
    *old, window = windows(register, case_id)
    assert [each.running for each in old] == [False, False]
    assert window.running
    assert window.deadline.start == issued + timedelta(days=9)
    assert window.deadline.nominal == issued + timedelta(days=39)
    assert stored(case_id).status is Status.ANSWERED


def test_a_window_that_was_told_is_not_cut_short_afterwards(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    by, later = actor_of(town.handler), now + timedelta(days=20)
    issued = clock.local_day(now)
    given = {"by": by, "now": later}
    do(town, Action.RECORD_SERVICE, case_id, **given, served_on=issued + timedelta(days=9))
    with pytest.raises(Refused) as refused:
        do(town, Action.RECORD_SERVICE, case_id, **given, served_on=issued + timedelta(days=7))
    assert refused.value.code == "served_earlier_than_told"
    assert windows(register, case_id)[-1].deadline.start == issued + timedelta(days=9)


@pytest.mark.parametrize(("offset", "code"), [(-1, "served_before_issue"), (1, "served_in_future")])
def test_a_day_that_cannot_be(town: Town, now: datetime, offset: int, code: str) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    day: date = clock.local_day(now) + timedelta(days=offset)
    with pytest.raises(Refused) as refused:
        do(
            town,
            Action.RECORD_SERVICE,
            case_id,
            by=actor_of(town.handler),
            now=now,
            served_on=day,
        )
    assert refused.value.code == code


def test_it_is_the_unit_that_served_it_who_records_it(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    with pytest.raises(NotAllowed):
        do(town, Action.RECORD_SERVICE, case_id, by=actor_of(town.clerk), now=now)
    closed = a_case(town, Status.CLOSED, now=now)
    do(
        town,
        Action.RECORD_SERVICE,
        closed,
        by=actor_of(town.unit_head),
        now=now,
        served_on=clock.local_day(now),
    )
    assert stored(closed).status is Status.CLOSED
