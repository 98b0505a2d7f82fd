"""The on-time figures are what the engine says of every case, whoever asks, for whatever period and day."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.adapters.office_rules import national_days
from petitions.models import Case
from petitions.models.clock_run import ClockRun
from petitions.queries.punctuality import (
    CLOCKS,
    COUNTED,
    Figure,
    Standing,
    Wanted,
    figures,
    runs,
)
from petitions.queries.stand import stand_of
from petitions.rules.clocks import Event, clocks_of, state_on
from petitions.rules.permissions import Actor, may_see, open_steps
from petitions.rules.policy import Force, OwedBy
from petitions.rules.terms import Action, Clock, ClockState, PetitionClass, Role, Status
from tests.actions.test_walks import facts_for, weight
from tests.factories import Town, a_case, a_submission, actor_of, do, event_rows, petitioner_of
from tests.factories.verbs import PAIRS

LIVES, STEPS_A_LIFE = 24, 14
STANDS = {
    ClockState.RUNNING: Standing.RUNNING,
    ClockState.NEAR: Standing.RUNNING,
    ClockState.DUE_TODAY: Standing.RUNNING,
    ClockState.OVERDUE: Standing.OVERDUE,
    ClockState.MET: Standing.MET,
    ClockState.MET_LATE: Standing.LATE,
    ClockState.STOPPED: Standing.GIVEN_UP,
    ClockState.NOT_OWED: Standing.NOT_OWED,
}
WHO = (
    *("office_head", "unit_head", "other_head", "street_head"),
    *("leader", "supervisor", "foreign_leader", "auditor"),
)
Line = tuple[int, Clock, int, date, Standing]
"""A run as the lists show it: case, clock, unit, last day, standing."""


def live(session: Session, town: Town, draw: random.Random, now: datetime) -> int:
    """One case that goes wherever the table lets it, quickly or slowly."""
    moment = now + timedelta(days=draw.randrange(300))
    given = a_submission(
        petition_class=draw.choice(list(PetitionClass)), confidential=draw.random() < 0.2
    )
    case_id = a_case(town, now=moment, submission=given)
    people = [*map(actor_of, town.officers.values()), petitioner_of(case_id)]
    pace = draw.choice([1, 6, 24 * 5, 24 * 14])
    for _ in range(STEPS_A_LIFE):
        moment += timedelta(hours=draw.choice([0, 1, 3]) * pace)
        stand = stand_of(session, session.get_one(Case, case_id), now=moment)
        offers = [(by, step.action) for by in people for step in open_steps(stand, by)]
        offers = [each for each in offers if each[1] not in (Action.ATTACH, Action.REVEAL, *PAIRS)]
        if not offers:
            break
        ((by, action),) = draw.choices(offers, [weight(action) for _, action in offers])
        try:
            facts = facts_for(action, town, draw, case_id)
            do(town, action, case_id, by=by, now=moment, **facts)
        except Refused:  # it came too late
            continue
        session.expire_all()
    return case_id


def owing_unit(case: Case, owed_by: OwedBy, events: list[Event]) -> int:
    """The letters office, the last unit the case had been sent to, or the one that a review was laid before."""
    if owed_by is OwedBy.REVIEWER:
        asked = events[-1].facts
        return case.office_id if asked.get("by_office") else int(str(asked["unit_id"]))
    sent = [each for each in events if each.action in (Action.TRANSFER, Action.ASSIGN)]
    if owed_by is OwedBy.LETTERS_OFFICE or not sent:
        return case.office_id
    return int(sent[-1].facts["unit_id"])


def told(session: Session, case_id: int, by: Actor, today: date) -> Iterator[Line]:
    """What the history of a case says about its duties, for somebody who may see it."""
    case = session.get_one(Case, case_id)
    if not may_see(by, stand_of(session, case)):
        return
    events = [Event(row.at, row.action, row.facts) for row in event_rows(case_id)]
    for each in clocks_of(events, national_days(), clock.zone()):
        if not each.rule.duty:
            continue
        unit_id = owing_unit(case, each.rule.owed_by, events[: each.sequence])
        if by.role is Role.UNIT_HEAD and unit_id not in by.unit_ids:
            continue
        standing = STANDS[state_on(each, today)]
        yield case_id, each.clock, unit_id, each.deadline.adjusted, standing


def listed(by: Actor, wanted: Wanted, today: date) -> list[tuple[int, date]]:
    """Every case of a list, page after page, with the last day."""
    found: list[tuple[int, date]] = []
    cursor = ""
    while True:
        page = runs(by, wanted, today=today, cursor=cursor, size=7)
        found += [(line.case_id, line.due_on) for line in page.lines]
        cursor = page.next_cursor
        if not cursor:
            assert page.total == len(found)
            return found


def test_figures_are_what_the_histories_say(register: Session, town: Town, now: datetime) -> None:
    draw = random.Random("punctuality")
    cases = [live(register, town, draw, now) for _ in range(LIVES)]
    first = clock.local_day(now)
    days = [first + timedelta(days=each) for each in (20, 150, 320, 900)]
    periods = [
        (date(first.year, 1, 1), date(first.year, 12, 31)),
        (first + timedelta(days=60), first + timedelta(days=90)),
        (first, date(2100, 1, 1)),
        (date(2020, 1, 1), date(2020, 12, 31)),
    ]
    seen: set[Standing] = set()
    for name in WHO:
        by = actor_of(town.officers[name])
        for today in days:
            lines = [line for case_id in cases for line in told(register, case_id, by, today)]
            seen |= {line[4] for line in lines}
            for period in periods:
                within = [line for line in lines if period[0] <= line[3] <= period[1]]
                counts = Counter((line[1], line[2], line[4]) for line in within)
                assert figures(by, Wanted(*period), today=today).counts == counts, (name, today)
    assert seen >= set(Standing) - {Standing.NOT_OWED}, "the lives of this test are too much alike"


def test_behind_every_number_lie_its_cases(register: Session, town: Town, now: datetime) -> None:
    draw = random.Random("lists")
    cases = [live(register, town, draw, now) for _ in range(LIVES // 2)]
    first = clock.local_day(now)
    period, today = (first, first + timedelta(days=500)), first + timedelta(days=200)
    for name in ("leader", "unit_head", "foreign_leader"):
        by = actor_of(town.officers[name])
        lines = [line for case_id in cases for line in told(register, case_id, by, today)]
        counts = figures(by, Wanted(*period), today=today).counts
        for (clock_of, unit_id, standing), number in counts.items():
            wanted = Wanted(*period, (clock_of,), unit_id, frozenset({standing}))
            found = listed(by, wanted, today)
            expected = [
                (line[0], line[3]) for line in lines if line[1:3] + line[4:] == (clock_of, unit_id, standing)
            ]  # fmt: skip
            assert sorted(found) == sorted(expected)
            assert len(found) == number
        whole = listed(by, Wanted(*period, CLOCKS[Force.LAW], None, COUNTED), today)
        law = figures(by, Wanted(*period), today=today).of(CLOCKS[Force.LAW])
        assert len(whole) == law.counted
        assert [day for _, day in whole] == sorted(day for _, day in whole)


@pytest.mark.parametrize(
    ("action", "standing"),
    [(Action.UPHOLD_OBJECTION, Standing.GIVEN_UP), (Action.WITHDRAW, Standing.LATE)],
)
def test_what_was_late_when_it_ended(
    register: Session, town: Town, now: datetime, action: Action, standing: Standing
) -> None:
    """A duty passed on too late is the next one's; one dropped after its last day was missed."""
    case_id = a_case(town, Status.OBJECTED, now=now)
    late = now + timedelta(days=20)
    by = petitioner_of(case_id) if action is Action.WITHDRAW else actor_of(town.clerk)
    do(town, action, case_id, by=by, now=late)
    today = clock.local_day(late)
    leader = actor_of(town.leader)
    wanted = Wanted(date(2026, 1, 1), date(2026, 12, 31), (Clock.NOTICE_ROUTED,))
    counts = figures(leader, wanted, today=today).counts
    assert counts == {(Clock.NOTICE_ROUTED, town.works.id, standing): 1}


def test_nobody_is_late_with_what_he_does_not_owe(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, now=now)
    run = register.scalars(select(ClockRun).where(ClockRun.clock == Clock.SORT)).one()
    run.duty = False
    register.commit()
    by, today = actor_of(town.leader), clock.local_day(now) + timedelta(days=90)
    wanted = Wanted(date(2026, 1, 1), date(2026, 12, 31), (Clock.SORT,))
    counts = figures(by, wanted, today=today).counts
    assert counts == {(Clock.SORT, town.office.id, Standing.NOT_OWED): 1}
    assert [line.case_id for line in runs(by, wanted, today=today).lines] == [case_id]


@pytest.mark.parametrize("cursor", ["x", "2026-03-10", "2026-03-10.", "2026-13-01.5", ".5", "٢.٣"])
def test_an_unreadable_place_is_the_beginning(
    register: Session, town: Town, now: datetime, cursor: str
) -> None:
    a_case(town, now=now)
    wanted = Wanted(date(2026, 1, 1), date(2026, 12, 31), (Clock.SORT,))
    by, today = actor_of(town.leader), clock.local_day(now)
    assert len(runs(by, wanted, today=today, cursor=cursor).lines) == 1


@pytest.mark.parametrize(
    ("met", "late", "rate"),
    [(4, 0, None), (5, 0, 100.0), (3, 1, None), (2999, 1, 99.9), (2, 4, 33.3), (0, 5, 0.0)],
)
def test_the_rate_is_cut_off_and_needs_enough(met: int, late: int, rate: float | None) -> None:
    figure = Figure({Standing.MET: met, Standing.LATE: late, Standing.RUNNING: 7})
    assert figure.rate == rate
    assert figure.counted == met + late


def test_each_duty_is_counted_once() -> None:
    together = [each for force in Force for each in CLOCKS[force]]
    assert len(together) == len(set(together))
    assert Clock.OBJECTION not in together, "a window is nobody's duty"
    assert Clock.ARRIVAL not in together, "a run keeps days, not minutes"
