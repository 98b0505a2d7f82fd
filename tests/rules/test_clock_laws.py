"""What must hold for every clock, start, office and order of events (hypothesis)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.calendar import national_calendar
from petitions.rules.clocks import CaseClock, Event, alert_days, clocks_of, state_on
from petitions.rules.deadlines import (
    Deadline,
    check_extension,
    days_left,
    deadline,
    near_from,
    state_of,
)
from petitions.rules.occasions import Occasion
from petitions.rules.policy import (
    ClockRule,
    Force,
    Limit,
    LimitRefused,
    Rulebook,
    Warn,
    checked_length,
    with_limits,
)
from petitions.rules.reasons import ExtensionRefused
from petitions.rules.rulebook import NATIONAL, POLICY
from petitions.rules.terms import Action, Alert, Clock, ClockState, DayKind

DAYS = national_calendar(2018, 2027)
BEIJING = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
STARTS = st.dates(date(2018, 1, 2), date(2026, 9, 30))
IN_DAYS = [clock for clock in Clock if clock is not Clock.ARRIVAL]
CHANGEABLE = [clock for clock in IN_DAYS if POLICY[clock].changeable]
SUGGESTED = [
    Limit(clock, rule.suggested, rule.kind, date.min, rule.warn)
    for clock, rule in POLICY.items()
    if rule.suggested
]
OFFICE = with_limits(NATIONAL, SUGGESTED, "suggested")


def allowed(clock: Clock, length: int, kind: DayKind) -> bool:
    """Whether the law lets an office set that limit (test_policy.py tries where it ends)."""
    try:
        return checked_length(POLICY[clock], length, kind) == length
    except LimitRefused:
        return False


LIMITS = [
    (clock, length, kind)
    for clock in CHANGEABLE
    for kind in (DayKind.CALENDAR, DayKind.WORKING)
    for length in range(1, 61)
    if allowed(clock, length, kind)
]


def ours(clock: Clock, length: int, kind: DayKind, warn: Warn | None = None) -> ClockRule:
    """The rule of an office with that limit."""
    limit = Limit(clock, length, kind, date(2022, 5, 1), warn or POLICY[clock].warn)
    return with_limits(NATIONAL, [limit], "ours").on(date.max)[clock]


RULES = st.builds(
    lambda limit, warn: ours(limit[0], limit[1], limit[2], warn),
    st.sampled_from([limit for limit in LIMITS if limit[1] <= 15]),
    st.builds(Warn, *[st.one_of(st.none(), st.integers(0, 20))] * 3),
) | st.sampled_from([rule for rule in POLICY.values() if rule.length is not None])


@given(RULES, STARTS)
def test_later_starts_never_end_earlier(rule: ClockRule, start: date) -> None:
    first, second = deadline(rule, start, DAYS), deadline(rule, start + ONE_DAY, DAYS)
    assert first.nominal <= second.nominal
    assert first.adjusted <= second.adjusted
    assert start <= first.target <= first.adjusted
    assert start < first.nominal <= first.adjusted


@given(st.sampled_from([limit for limit in LIMITS if limit[1] > 1]), STARTS)
def test_longer_limits_never_end_earlier(limit: tuple[Clock, int, DayKind], start: date) -> None:
    clock, longest, kind = limit
    length = longest - 1
    shorter = deadline(ours(clock, length, kind), start, DAYS)
    longer = deadline(ours(clock, length + 1, kind), start, DAYS)
    assert shorter.nominal <= longer.nominal
    assert shorter.adjusted <= longer.adjusted
    assert shorter.target <= longer.target


@given(
    st.sampled_from(
        [
            limit
            for limit in LIMITS
            if POLICY[limit[0]].force is Force.LAW and POLICY[limit[0]].length
        ]
    ),
    STARTS,
)
def test_an_offices_limit_never_ends_later_than_the_law(
    limit: tuple[Clock, int, DayKind], start: date
) -> None:
    by_office = deadline(ours(*limit), start, DAYS)
    by_law = deadline(POLICY[limit[0]], start, DAYS)
    assert by_office.nominal <= by_law.nominal
    assert by_office.adjusted <= by_law.adjusted
    assert by_office.target <= by_law.target


@given(STARTS, st.integers(1, 30), st.integers(0, 60))
def test_extensions_add_their_days_to_any_limit(start: date, extension: int, shorter: int) -> None:
    rule = ours(Clock.HANDLING, max(60 - shorter, 1), DayKind.CALENDAR)
    plain = deadline(rule, start, DAYS)
    longer = deadline(rule, start, DAYS, extension=extension)
    assert longer.nominal - plain.nominal == timedelta(days=extension)
    assert longer.adjusted <= start + timedelta(days=90)


@given(st.integers(-5, 400), st.booleans())
def test_extensions_are_at_most_thirty_days_and_one(days: int, already: bool) -> None:
    if 1 <= days <= 30 and not already:
        check_extension(days, "案情复杂", already_extended=already)
        return
    with pytest.raises(ExtensionRefused):
        check_extension(days, "案情复杂", already_extended=already)


@given(STARTS, st.integers(0, 60))
def test_a_hearing_shifts_the_rereview_by_its_days(start: date, days: int) -> None:
    plain = deadline(POLICY[Clock.DECIDE_REREVIEW], start, DAYS)
    heard = deadline(POLICY[Clock.DECIDE_REREVIEW], start, DAYS, excluded=days)
    assert heard.nominal == plain.nominal
    assert heard.adjusted - plain.adjusted == timedelta(days=days)


def days_around(due: Deadline) -> list[date]:
    return [due.start + timedelta(n) for n in range((due.adjusted - due.start).days + 4)]


@given(RULES, STARTS)
def test_near_begins_with_the_days_left(rule: ClockRule, start: date) -> None:
    due = deadline(rule, start, DAYS)
    assert all(start < rest < due.adjusted and not DAYS.is_working(rest) for rest in due.rest)
    near = near_from(due, rule)
    assert start <= near <= due.adjusted
    for today in days_around(due):
        left = days_left(due, today)
        assert (left < 0) == (today > due.adjusted)
        assert (left == 0) == (today == due.adjusted)
        if today < due.adjusted:
            assert (today >= near) == (left <= rule.near_days)
            state = ClockState.NEAR if left <= rule.near_days else ClockState.RUNNING
        elif today == due.adjusted:
            state = ClockState.DUE_TODAY
        else:
            state = ClockState.OVERDUE if rule.duty else ClockState.STOPPED
        assert state_of(due, None, today, rule) is state


@given(RULES, STARTS)
def test_days_left_fall_by_one_or_rest(rule: ClockRule, start: date) -> None:
    due = deadline(rule, start, DAYS)
    left = [days_left(due, today) for today in days_around(due)]
    for earlier, later in pairwise(left):
        assert earlier - later in {0, 1}
    if rule.kind is DayKind.CALENDAR:
        assert left[0] == (due.adjusted - start).days


@given(RULES, STARTS, st.integers(0, 120))
def test_what_is_in_time_is_met(rule: ClockRule, start: date, later: int) -> None:
    due, stopped = deadline(rule, start, DAYS), start + timedelta(days=later)
    state = state_of(due, stopped, stopped, rule)
    if not rule.duty:
        assert state is ClockState.STOPPED
    else:
        assert state is (ClockState.MET if stopped <= due.adjusted else ClockState.MET_LATE)


def case_clock(rule: ClockRule, start: date, owed: bool) -> CaseClock:
    due, at = deadline(rule, start, DAYS), datetime.combine(start, datetime.min.time(), UTC)
    return CaseClock(rule.clock, rule, due, 1, at, None, None, None, owed)


@given(RULES, STARTS, st.booleans())
def test_the_ladder_is_climbed_in_order(rule: ClockRule, start: date, owed: bool) -> None:
    clock = case_clock(rule, start, owed)
    ladder = alert_days(clock)
    if not (rule.duty and owed):
        assert ladder == ()
        return
    alerts, days = zip(*ladder, strict=True)
    last = clock.deadline.adjusted
    assert list(alerts) == [alert for alert in Alert if alert in alerts]
    assert list(days) == sorted(days)
    found = dict(ladder)
    assert start <= days[0]
    assert found.get(Alert.NEAR, last) <= found[Alert.DUE] == last
    assert found[Alert.OVERDUE] == last + ONE_DAY
    assert max(days) <= last + max(rule.warn.head or 0, rule.warn.supervision or 0, 1) * ONE_DAY
    if Alert.NEAR in found:
        assert state_on(clock, found[Alert.NEAR]) in {ClockState.NEAR, ClockState.DUE_TODAY}


CASE = [action for action in Action if action is not Action.APPROVE_EXTENSION]
FAMILIES: list[list[Action | Occasion]] = [
    [
        Action.REQUEST_REVIEW,
        Occasion.REVIEW_ADMITTED,
        Action.DECIDE_REVIEW,
        Action.REQUEST_REREVIEW,
        Action.DECIDE_REREVIEW,
        Action.RECORD_HEARING,
    ],
    [Occasion.RECOMMENDATION_SENT, Occasion.RECOMMENDATION_ANSWERED],
    [Occasion.YEAR_ENDED, Occasion.ANNUAL_REPORT_FILED],
    [Occasion.EVALUATION_OPENED, Occasion.EVALUATED],
    [Occasion.CALLED_TO_RECEPTION, Occasion.ARRIVED],
]
"""Events that have no clock in common."""
FACTS: dict[str, Any] = {"petition_class": "appeal", "limit_days": 20, "days": 2}
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)


def events_of(actions: Sequence[Action | Occasion]) -> st.SearchStrategy[list[Event]]:
    one = st.builds(Event, MOMENTS, st.sampled_from(list(actions)), st.just(FACTS))
    return st.lists(one, max_size=7)


def told(events: Sequence[Event], book: Rulebook = OFFICE) -> tuple[CaseClock, ...]:
    return clocks_of(events, DAYS, BEIJING, book)


def unnumbered(clocks: Sequence[CaseClock], kept: set[Clock]) -> list[CaseClock]:
    return [replace(clock, sequence=0) for clock in clocks if clock.clock in kept]


@given(st.data())
def test_independent_events_in_any_order(data: st.DataObject) -> None:
    family = data.draw(st.sampled_from(FAMILIES))
    other = data.draw(st.sampled_from([each for each in FAMILIES if each is not family]))
    ones, others = data.draw(events_of(family)), data.draw(events_of(other))
    mixed = list(ones)
    place = 0
    for event in others:
        place = data.draw(st.integers(place, len(mixed)))
        mixed.insert(place, event)
        place += 1
    for events, alone in ((ones, told(ones)), (others, told(others))):
        kept = {clock.clock for clock in alone}
        assert unnumbered(told(mixed), kept) == unnumbered(alone, kept), events


@given(events_of(CASE), st.data())
def test_unrelated_events_alter_no_clock_of_a_case(
    events: list[Event], data: st.DataObject
) -> None:
    noise = data.draw(events_of([event for family in FAMILIES[1:] for event in family]))
    alone = told(events)
    kept = {clock.clock for clock in alone}
    mixed = list(events)
    for event in noise:
        mixed.insert(data.draw(st.integers(0, len(mixed))), event)
    assert unnumbered(told(mixed), kept) == unnumbered(alone, kept)


@given(events_of([*CASE, *Occasion]), st.integers(0, 7))
def test_more_events_only_add_runs_and_end_them(events: list[Event], length: int) -> None:
    before, after = told(events[:length]), told(events)
    assert told(events) == after, "counted twice is counted once"
    assert len(before) <= len(after)
    for earlier, later in zip(before, after, strict=False):
        run = (earlier.clock, earlier.sequence, earlier.rule, earlier.owed, earlier.started_at)
        assert run == (later.clock, later.sequence, later.rule, later.owed, later.started_at)
        assert earlier.deadline.start == later.deadline.start
        if not earlier.rule.excludes:
            assert earlier.deadline == later.deadline
        if not earlier.running and not earlier.rule.resumes:
            assert earlier == later, "what has ended stays as it ended"
    assert [clock.sequence for clock in after] == sorted(clock.sequence for clock in after)


@given(events_of([*CASE, *Occasion]))
def test_one_running_clock_of_a_kind(events: list[Event]) -> None:
    running = [clock.clock for clock in told(events) if clock.running]
    assert len(running) == len(set(running))


@given(st.lists(st.integers(1, 40), max_size=4))
def test_a_history_never_counts_beyond_ninety_days(extensions: list[int]) -> None:
    start = datetime(2025, 3, 3, 2, tzinfo=UTC)
    events = [Event(start, Action.ACCEPT, FACTS)]
    events += [
        Event(start + ONE_DAY, Action.APPROVE_EXTENSION, {"days": days}) for days in extensions
    ]
    if sum(extensions) > 30:
        with pytest.raises(ExtensionRefused, match="too_long"):
            told(events)
    else:
        (handling,) = told(events)
        assert handling.deadline.nominal == date(2025, 5, 2) + timedelta(days=sum(extensions))


@given(MOMENTS, st.integers(1, 3000), st.integers(-2, 2))
def test_minutes_are_minutes(at: datetime, minutes: int, late: int) -> None:
    limit = Limit(Clock.ARRIVAL, minutes, DayKind.MINUTES, date.min)
    book = with_limits(NATIONAL, [limit], "ours")
    arrived = at + timedelta(minutes=minutes + late)
    events = [Event(at, Occasion.CALLED_TO_RECEPTION), Event(arrived, Occasion.ARRIVED)]
    (clock,) = told(events, book)
    assert clock.deadline.ends_at == at + timedelta(minutes=minutes)
    assert clock.deadline.adjusted == clock.deadline.ends_at.astimezone(BEIJING).date()
    state = ClockState.MET if late <= 0 else ClockState.MET_LATE
    assert state_on(clock, date(2026, 12, 31)) is state
