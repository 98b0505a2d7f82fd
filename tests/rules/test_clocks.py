"""Clocks folded from histories: what starts, stops, restarts and leads."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.calendar import national_calendar
from petitions.rules.clocks import (
    CaseClock,
    Event,
    Fact,
    binding,
    clocks_of,
    due_on,
    state_on,
)
from petitions.rules.deadlines import ExtensionRefused
from petitions.rules.policy import Limit, Rulebook, with_limits
from petitions.rules.rulebook import NATIONAL
from petitions.rules.terms import Action, Clock, ClockState, DayKind

DAYS = national_calendar(2024, 2027)
BEIJING = ZoneInfo("Asia/Shanghai")
APPEAL = {"petition_class": "appeal"}


def on(day: str, action: Action, **facts: Fact) -> Event:
    """An event at ten in the morning in Beijing."""
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING)
    return Event((at + timedelta(hours=10)).astimezone(UTC), action, facts)


def told(*events: Event) -> tuple[CaseClock, ...]:
    return clocks_of(events, DAYS, BEIJING)


def limited(clock: Clock, length: int) -> Rulebook:
    return with_limits(NATIONAL, [Limit(clock, length, DayKind.CALENDAR, date.min)], "ours")


def names(clocks: tuple[CaseClock, ...], *, running: bool | None = None) -> list[str]:
    return [c.clock.value for c in clocks if running is None or c.running is running]


SUBMITTED = on("2025-06-12", Action.SUBMIT, petition_class="appeal")
REGISTERED = on("2025-06-13", Action.REGISTER)
TRANSFERRED = on("2025-06-16", Action.TRANSFER, unit_id=7)
ASSIGNED = on("2025-06-16", Action.ASSIGN, unit_id=7, limit_days=45)
ACCEPTED = on("2025-06-20", Action.ACCEPT)
EXTENDED = on("2025-08-01", Action.APPROVE_EXTENSION, days=30, reason="案情复杂")
ISSUED = on("2025-09-10", Action.ISSUE_REPLY)
OBJECTED = on("2025-06-18", Action.OBJECT, reasons="不属本单位职权")
UPHELD = on("2025-06-23", Action.UPHOLD_OBJECTION, ruling="同意退回")
AGAIN = on("2025-06-24", Action.TRANSFER, unit_id=9)
WHOLE = (SUBMITTED, REGISTERED, ASSIGNED, ACCEPTED, EXTENDED, ISSUED)

STORIES = [
    ((), [], None),
    ((SUBMITTED,), ["T1"], "2025-06-27"),
    ((SUBMITTED, REGISTERED), ["T1"], "2025-06-27"),
    ((SUBMITTED, REGISTERED, TRANSFERRED), ["T3", "T4"], "2025-07-01"),
    ((SUBMITTED, REGISTERED, ASSIGNED), ["T3", "T4", "T6"], "2025-07-01"),
    ((SUBMITTED, REGISTERED, ASSIGNED, ACCEPTED), ["T6", "T5"], "2025-07-31"),
    ((SUBMITTED, REGISTERED, TRANSFERRED, ACCEPTED), ["T5"], "2025-08-19"),
    ((SUBMITTED, REGISTERED, TRANSFERRED, ACCEPTED, EXTENDED), ["T5"], "2025-09-18"),
    ((*WHOLE,), ["T6", "T7"], "2025-07-31"),
    ((*WHOLE, on("2025-09-20", Action.CLOSE)), ["T7"], None),
    ((SUBMITTED, REGISTERED, TRANSFERRED, OBJECTED), ["T3"], "2025-07-01"),
    ((SUBMITTED, REGISTERED, TRANSFERRED, OBJECTED, UPHELD), ["T1"], "2025-06-27"),
    ((SUBMITTED, REGISTERED, ASSIGNED, OBJECTED, UPHELD), ["T1"], "2025-06-27"),
    (
        (SUBMITTED, REGISTERED, TRANSFERRED, OBJECTED, UPHELD, AGAIN),
        ["T3", "T4"],
        "2025-07-09",
    ),
    ((SUBMITTED, REGISTERED, on("2025-06-16", Action.DECLINE)), [], None),
    ((SUBMITTED, on("2025-06-16", Action.WITHDRAW)), [], None),
]


@pytest.mark.parametrize(("events", "running", "due"), STORIES)
def test_stories(events: tuple[Event, ...], running: list[str], due: str | None) -> None:
    assert names(told(*events), running=True) == running
    expected = date.fromisoformat(due) if due else None
    assert due_on(events, DAYS, BEIJING) == expected


def test_every_clock_keeps_who_stopped_it_and_when() -> None:
    sorting, notice, objection, assigned, handling, review = told(*WHOLE)
    assert (sorting.clock, sorting.stopped_by) == (Clock.SORT, Action.ASSIGN)
    assert sorting.stopped_on == date(2025, 6, 16)
    assert sorting.started_at == SUBMITTED.at
    assert (notice.stopped_by, objection.stopped_by) == (Action.ACCEPT, Action.ACCEPT)
    assert assigned.running
    assert (handling.stopped_by, handling.stopped_on) == (
        Action.ISSUE_REPLY,
        date(2025, 9, 10),
    )
    assert review.deadline.start == date(2025, 9, 10)


@pytest.mark.parametrize("direct", [True, False])
def test_a_matter_sent_straight_to_a_unit_owes_the_direct_notice(direct: bool) -> None:
    entered = on("2025-06-12", Action.ENTER, channel="letter", direct=direct, **APPEAL)
    clocks = told(entered)
    assert names(clocks) == [("T2" if direct else "T1")]
    assert names(told(entered, TRANSFERRED, OBJECTED, UPHELD), running=True) == names(clocks)


def test_a_paper_letter_counts_from_the_day_it_came() -> None:
    (sorting,) = told(
        on("2025-06-16", Action.ENTER, channel="letter", received_on="2025-06-12", **APPEAL)
    )
    assert sorting.deadline.start == date(2025, 6, 12)
    assert sorting.deadline.adjusted == date(2025, 6, 27)
    assert sorting.started_at.date() == date(2025, 6, 16)


@pytest.mark.parametrize("petition_class", ["suggestion", "accusation", None])
def test_only_appeals_have_sixty_days_and_a_review(petition_class: str | None) -> None:
    facts = {"petition_class": petition_class} if petition_class else {}
    clocks = told(on("2025-06-12", Action.SUBMIT, **facts), TRANSFERRED, ACCEPTED, ISSUED)
    assert names(clocks) == ["T1", "T3", "T4"]
    assert binding(clocks) is None


def test_a_class_put_right_at_the_counter_counts_from_then() -> None:
    clocks = told(
        on("2025-06-12", Action.SUBMIT, petition_class="suggestion"),
        on("2025-06-13", Action.REGISTER, petition_class="appeal"),
        TRANSFERRED,
        ACCEPTED,
    )
    assert names(clocks, running=True) == ["T5"]


def test_a_new_unit_has_its_own_clocks_and_the_old_ones_stay() -> None:
    clocks = told(SUBMITTED, REGISTERED, ASSIGNED, OBJECTED, UPHELD, AGAIN)
    assert names(clocks) == ["T1", "T3", "T4", "T6", "T3", "T4"]
    assert names(clocks, running=True) == ["T3", "T4"]
    assert clocks[1].stopped_by is Action.UPHOLD_OBJECTION
    assert clocks[2].stopped_by is Action.OBJECT
    assert clocks[4].deadline.start == date(2025, 6, 24)


def test_a_dispatch_over_a_dispatch_ends_the_earlier_one() -> None:
    clocks = told(SUBMITTED, ASSIGNED, AGAIN)
    assert [(c.clock.value, c.running) for c in clocks] == [
        ("T1", False),
        ("T3", False),
        ("T4", False),
        ("T6", False),
        ("T3", True),
        ("T4", True),
    ]


def test_an_upheld_objection_gives_the_office_no_new_fifteen_days() -> None:
    late = (
        *(SUBMITTED, REGISTERED, TRANSFERRED, OBJECTED),
        on("2025-07-02", Action.UPHOLD_OBJECTION),
    )
    sorting = binding(told(*late))
    assert sorting is not None
    assert sorting.deadline.start == date(2025, 6, 12)
    assert (sorting.stopped_at, sorting.stopped_by, sorting.stopped_on) == (None, None, None)
    assert state_on(sorting, date(2025, 7, 2)) is ClockState.OVERDUE


def test_an_overruled_objection_leaves_the_notice_running() -> None:
    clocks = told(
        SUBMITTED,
        TRANSFERRED,
        OBJECTED,
        on("2025-06-19", Action.OVERRULE_OBJECTION, ruling="不同意"),
    )
    assert names(clocks, running=True) == ["T3"]
    assert clocks[1].deadline.start == date(2025, 6, 16)


def test_windows_never_lead() -> None:
    clocks = told(SUBMITTED, REGISTERED, TRANSFERRED)
    leading = binding(clocks)
    assert leading is not None
    assert leading.clock is Clock.NOTICE_ROUTED
    window = next(c for c in clocks if c.clock is Clock.OBJECTION)
    assert window.deadline.adjusted < leading.deadline.adjusted
    assert state_on(window, date(2026, 1, 1)) is ClockState.STOPPED


@pytest.mark.parametrize(
    ("events", "clock", "today", "state"),
    [
        ((SUBMITTED,), Clock.SORT, "2025-06-27", ClockState.DUE_TODAY),
        ((SUBMITTED,), Clock.SORT, "2025-06-28", ClockState.OVERDUE),
        ((SUBMITTED, TRANSFERRED), Clock.SORT, "2025-12-01", ClockState.MET),
        (
            (SUBMITTED, on("2025-06-28", Action.TRANSFER)),
            Clock.SORT,
            "2025-12-01",
            ClockState.MET_LATE,
        ),
        (
            (SUBMITTED, on("2025-06-20", Action.WITHDRAW)),
            Clock.SORT,
            "2025-12-01",
            ClockState.STOPPED,
        ),
        (
            (SUBMITTED, on("2025-06-30", Action.WITHDRAW)),
            Clock.SORT,
            "2025-12-01",
            ClockState.MET_LATE,
        ),
        (
            (SUBMITTED, TRANSFERRED, OBJECTED, on("2025-08-01", Action.UPHOLD_OBJECTION)),
            Clock.NOTICE_ROUTED,
            "2025-08-01",
            ClockState.STOPPED,
        ),
    ],
)
def test_states_of_a_case(
    events: tuple[Event, ...], clock: Clock, today: str, state: ClockState
) -> None:
    found = next(c for c in told(*events) if c.clock is clock)
    assert state_on(found, date.fromisoformat(today)) is state


def test_days_are_the_offices_days() -> None:
    late_evening = Event(datetime(2025, 6, 12, 17, 30, tzinfo=UTC), Action.SUBMIT, APPEAL)
    (sorting,) = told(late_evening)
    assert sorting.deadline.start == date(2025, 6, 13)
    (elsewhere,) = clocks_of([late_evening], DAYS, UTC)
    assert elsewhere.deadline.start == date(2025, 6, 12)
    stopped = told(late_evening, Event(datetime(2025, 6, 28, 16, 0, tzinfo=UTC), Action.TRANSFER))
    assert stopped[0].stopped_on == date(2025, 6, 29)
    assert state_on(stopped[0], date(2025, 7, 1)) is ClockState.MET_LATE


def test_the_sequence_counts_not_the_time() -> None:
    earlier = on("2025-06-01", Action.TRANSFER)
    assert names(told(SUBMITTED, earlier), running=True) == ["T3", "T4"]


def test_an_instant_must_know_its_zone() -> None:
    with pytest.raises(ValueError, match="aware"):
        Event(datetime(2025, 6, 12), Action.SUBMIT)


def test_extensions_add_up_to_what_the_law_allows() -> None:
    begun = (SUBMITTED, REGISTERED, TRANSFERRED, ACCEPTED)
    ten = on("2025-08-01", Action.APPROVE_EXTENSION, days=10)
    (handling,) = [c for c in told(*begun, ten) if c.clock is Clock.HANDLING]
    assert (handling.deadline.extension, handling.deadline.nominal) == (10, date(2025, 8, 29))
    with pytest.raises(ExtensionRefused, match="too_long"):
        told(*begun, EXTENDED, ten)


def test_an_assignment_without_limit_owes_no_report_day() -> None:
    bare = on("2025-06-16", Action.ASSIGN, unit_id=7)
    assert names(told(SUBMITTED, bare), running=True) == ["T3", "T4"]
    ours = limited(Clock.ASSIGNED, 20)
    clocks = clocks_of([SUBMITTED, bare], DAYS, BEIJING, ours)
    assert clocks[-1].clock is Clock.ASSIGNED
    assert clocks[-1].deadline.adjusted == date(2025, 7, 6)


def test_an_office_that_is_stricter() -> None:
    ours = limited(Clock.SORT, 5)
    assert due_on([SUBMITTED], DAYS, BEIJING, ours) == date(2025, 6, 17)


def events_of_clocks() -> set[str]:
    rules = [rule for editions in NATIONAL.editions.values() for rule in editions]
    return {
        event for rule in rules for event in rule.starts | rule.stops | rule.resumes | rule.excludes
    }


SILENT = sorted(set(Action) - events_of_clocks() - {Action.APPROVE_EXTENSION})


def unnumbered(clocks: tuple[CaseClock, ...]) -> list[CaseClock]:
    """Without the number of the event in the history, which every event before it moves."""
    return [replace(clock, sequence=0) for clock in clocks]


@given(
    st.integers(0, len(WHOLE)),
    st.lists(
        st.tuples(st.integers(0, len(WHOLE)), st.sampled_from(SILENT), st.integers(0, 90)),
        max_size=6,
    ),
)
def test_events_without_clocks_change_nothing(
    length: int, noise: list[tuple[int, Action, int]]
) -> None:
    events = list(WHOLE[:length])
    plain = told(*events)
    for place, action, days in noise:
        at = SUBMITTED.at + timedelta(days=days)
        events.insert(min(place, len(events)), Event(at, action, {"days": days}))
    assert unnumbered(told(*events)) == unnumbered(plain)


@given(st.lists(st.sampled_from(sorted(set(Action) - {Action.APPROVE_EXTENSION})), max_size=12))
def test_any_history_folds_and_folds_the_same_again(actions: list[Action]) -> None:
    events = [
        Event(SUBMITTED.at + timedelta(days=n), action, {**APPEAL, "limit_days": 30})
        for n, action in enumerate(actions)
    ]
    clocks = told(*events)
    assert told(*events) == clocks
    running = [c.clock for c in clocks if c.running]
    assert len(running) == len(set(running)), "one running clock of a kind"
    leading = binding(clocks)
    assert leading is None or leading.deadline.adjusted == min(
        c.deadline.adjusted for c in clocks if c.running and c.rule.duty
    )


@given(st.integers(-12, 14), st.datetimes(datetime(2025, 1, 1), datetime(2026, 6, 1)))
def test_the_zone_only_names_the_day(hours: int, moment: datetime) -> None:
    zone = timezone(timedelta(hours=hours))
    event = Event(moment.replace(tzinfo=UTC), Action.SUBMIT, APPEAL)
    (sorting,) = clocks_of([event], DAYS, zone)
    assert sorting.deadline.start == event.at.astimezone(zone).date()
