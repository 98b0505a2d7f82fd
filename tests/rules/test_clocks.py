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
    alert_days,
    binding,
    clocks_of,
    due_on,
    given_up,
    state_on,
)
from petitions.rules.occasions import Occasion
from petitions.rules.policy import Fact, Limit, Rulebook, Warn, with_limits
from petitions.rules.reasons import ExtensionRefused
from petitions.rules.rulebook import NATIONAL, POLICY
from petitions.rules.terms import Action, Alert, Clock, ClockState, DayKind

DAYS = national_calendar(2024, 2027)
BEIJING = ZoneInfo("Asia/Shanghai")
APPEAL = {"petition_class": "appeal"}


def on(day: str, action: Action | Occasion, **facts: Fact) -> Event:
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
    assert due_on([late_evening], DAYS, BEIJING) == date(2025, 6, 28)
    assert due_on([late_evening], DAYS, UTC) == date(2025, 6, 27)
    (elsewhere,) = clocks_of([late_evening], DAYS, UTC)
    assert elsewhere.deadline.start == date(2025, 6, 12)
    stopped = told(late_evening, Event(datetime(2025, 6, 28, 16, 0, tzinfo=UTC), Action.TRANSFER))
    assert stopped[0].stopped_on == date(2025, 6, 29)
    assert state_on(stopped[0], date(2025, 7, 1)) is ClockState.MET_LATE


def test_the_sequence_counts_not_the_time() -> None:
    earlier = on("2025-06-01", Action.TRANSFER)
    assert names(told(SUBMITTED, earlier), running=True) == ["T3", "T4"]


def test_an_instant_must_know_its_zone() -> None:
    with pytest.raises(ValueError, match=r"^an event needs an aware instant$"):
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


def of(clock: Clock, *events: Event, book: Rulebook = NATIONAL) -> CaseClock:
    """The newest run of a clock in that history."""
    *_, newest = [each for each in clocks_of(events, DAYS, BEIJING, book) if each.clock is clock]
    return newest


DIRECT = on("2025-06-12", Action.ENTER, channel="letter", direct=True, **APPEAL)
UNREACHABLE = on("2025-06-12", Action.ENTER, direct=True, unreachable=True, **APPEAL)


def test_a_notice_is_not_owed_to_somebody_who_cannot_be_reached() -> None:
    notice = of(Clock.NOTICE_DIRECT, UNREACHABLE)
    assert (notice.owed, notice.running, notice.binds) == (False, True, False)
    assert binding([notice]) is None
    assert due_on([UNREACHABLE], DAYS, BEIJING) is None
    assert alert_days(notice) == ()
    for day in (date(2025, 6, 12), date(2025, 6, 27), date(2026, 1, 1)):
        assert state_on(notice, day) is ClockState.NOT_OWED
    accepted = of(Clock.NOTICE_DIRECT, UNREACHABLE, on("2025-06-13", Action.ACCEPT))
    assert state_on(accepted, date(2025, 6, 13)) is ClockState.NOT_OWED, "as the figures have it"
    owed = of(Clock.NOTICE_DIRECT, DIRECT)
    assert (owed.owed, owed.binds) == (True, True)
    assert state_on(owed, date(2026, 1, 1)) is ClockState.OVERDUE


SIMPLE = on("2025-06-20", Action.ACCEPT, simple=True)
TURNED = on("2025-06-27", Action.TURN_ORDINARY, reason="事实不清")


def test_the_simple_procedure_runs_beside_the_sixty_days() -> None:
    clocks = told(SUBMITTED, TRANSFERRED, SIMPLE)
    assert names(clocks, running=True) == ["T5", "S1"]
    leading = binding(clocks)
    assert leading is not None
    assert (leading.clock, leading.deadline.adjusted) == (Clock.SIMPLE, date(2025, 7, 4))
    answered = on("2025-07-04", Action.ISSUE_REPLY)
    for clock in (Clock.SIMPLE, Clock.HANDLING):
        met = of(clock, SUBMITTED, TRANSFERRED, SIMPLE, answered)
        assert state_on(met, date(2025, 7, 4)) is ClockState.MET


@pytest.mark.parametrize("turned_on", ["2025-06-27", "2025-07-04", "2025-07-05"])
def test_turned_into_the_ordinary_procedure(turned_on: str) -> None:
    history = (SUBMITTED, TRANSFERRED, SIMPLE, on(turned_on, Action.TURN_ORDINARY))
    simple = of(Clock.SIMPLE, *history)
    assert given_up(simple)
    assert state_on(simple, date(2026, 1, 1)) is ClockState.STOPPED
    handling = binding(told(*history))
    assert handling is not None
    assert (handling.clock, handling.deadline.start) == (Clock.HANDLING, date(2025, 6, 20))
    assert handling.deadline.adjusted == date(2025, 8, 19), "still from the day of acceptance"


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.TRANSFER, ClockState.STOPPED),
        (Action.ASSIGN, ClockState.STOPPED),
        (Action.UPHOLD_OBJECTION, ClockState.STOPPED),
        (Action.WITHDRAW, ClockState.STOPPED),
        (Action.CLOSE, ClockState.MET),
        (Action.DECLINE, ClockState.MET),
    ],
)
def test_an_assignment_is_met_or_handed_on(action: Action, state: ClockState) -> None:
    ended = on("2025-06-25", action, unit_id=9)
    assigned = told(SUBMITTED, ASSIGNED, ended)[3]
    assert (assigned.clock, assigned.stopped_by) == (Clock.ASSIGNED, action)
    assert state_on(assigned, date(2025, 7, 1)) is state
    assert given_up(assigned) is (state is ClockState.STOPPED)


@pytest.mark.parametrize(
    ("action", "state"),
    [
        (Action.TRANSFER, ClockState.STOPPED),
        (Action.WITHDRAW, ClockState.MET_LATE),
        (Action.CLOSE, ClockState.MET_LATE),
    ],
)
def test_what_was_late_when_it_ended(action: Action, state: ClockState) -> None:
    assigned = told(SUBMITTED, ASSIGNED, on("2025-08-01", action))[3]
    assert assigned.deadline.adjusted == date(2025, 7, 31)
    assert state_on(assigned, date(2025, 8, 1)) is state
    assert given_up(assigned) is (state is ClockState.STOPPED)


def test_a_second_acceptance_begins_anew() -> None:
    first, second = (
        each
        for each in told(SUBMITTED, ACCEPTED, on("2025-06-25", Action.ACCEPT))
        if each.clock is Clock.HANDLING
    )
    assert (first.stopped_by, first.stopped_on) == (Action.ACCEPT, date(2025, 6, 25))
    assert given_up(first)
    assert (second.running, second.sequence) == (True, 3)


REVIEW = (
    on("2025-05-12", Action.REQUEST_REVIEW, received_on="2025-05-10"),
    on("2025-06-03", Action.DECIDE_REVIEW, served_on="2025-06-05"),
    on("2025-06-12", Action.REQUEST_REREVIEW, received_on="2025-06-10"),
)
HEARD = on("2025-06-20", Action.RECORD_HEARING, days=5)


def test_review_and_rereview() -> None:
    assert names(told(*REVIEW)) == ["T8", "T9", "T10"]
    decide, window, again = told(*REVIEW)
    assert (decide.deadline.start, decide.deadline.adjusted) == (
        date(2025, 5, 10),
        date(2025, 6, 9),
    )
    assert state_on(decide, date(2025, 6, 3)) is ClockState.MET
    assert (window.deadline.start, window.stopped_by) == (
        date(2025, 6, 5),
        Action.REQUEST_REREVIEW,
    )
    assert (again.deadline.start, again.deadline.adjusted) == (
        date(2025, 6, 10),
        date(2025, 7, 10),
    )


def test_a_hearing_moves_the_rereview_and_nothing_else() -> None:
    again = of(Clock.DECIDE_REREVIEW, *REVIEW, HEARD)
    assert (again.deadline.nominal, again.deadline.adjusted) == (
        date(2025, 7, 10),
        date(2025, 7, 15),
    )
    twice = of(Clock.DECIDE_REREVIEW, *REVIEW, HEARD, HEARD)
    assert twice.deadline.excluded == 10
    silent = of(Clock.DECIDE_REREVIEW, *REVIEW, on("2025-06-20", Action.RECORD_HEARING))
    assert silent.deadline.excluded == 0
    decided = on("2025-06-19", Action.DECIDE_REREVIEW)
    assert of(Clock.DECIDE_REREVIEW, *REVIEW, decided, HEARD).deadline.excluded == 0
    for clock in (Clock.HANDLING, Clock.ASSIGNED):
        history = (SUBMITTED, ASSIGNED, ACCEPTED)
        assert of(clock, *history, HEARD).deadline == of(clock, *history).deadline
    assert of(Clock.DECIDE_REVIEW, REVIEW[0], HEARD).deadline.excluded == 0


def test_an_extension_lengthens_the_handling_alone() -> None:
    history = (SUBMITTED, ASSIGNED, ACCEPTED)
    assert of(Clock.ASSIGNED, *history, EXTENDED) == of(Clock.ASSIGNED, *history)
    assert of(Clock.HANDLING, *history, EXTENDED).deadline.extension == 30
    bare = on("2025-08-01", Action.APPROVE_EXTENSION)
    assert of(Clock.HANDLING, *history, bare).deadline.extension == 0


def test_a_clock_that_stopped_is_not_touched_again() -> None:
    history = (SUBMITTED, TRANSFERRED, ACCEPTED, ISSUED)
    again = (*history, on("2025-09-12", Action.ISSUE_REPLY), EXTENDED)
    handling = of(Clock.HANDLING, *again)
    assert handling == of(Clock.HANDLING, *history)
    assert handling.stopped_on == date(2025, 9, 10)


SUGGESTED = with_limits(
    NATIONAL,
    [
        Limit(clock, rule.suggested, rule.kind, date.min, POLICY[clock].warn)
        for clock, rule in POLICY.items()
        if rule.suggested
    ],
    "suggested",
)


def test_the_offices_own_clocks_run_where_it_has_set_them() -> None:
    def running(*events: Event) -> list[str]:
        return names(clocks_of(events, DAYS, BEIJING, SUGGESTED), running=True)

    assert running(SUBMITTED) == ["T1", "O1"]
    assert running(DIRECT) == ["T2"]
    assert running(SUBMITTED, TRANSFERRED) == ["T3", "T4", "O3"]
    urgent = on("2025-06-16", Action.TRANSFER, urgency="urgent")
    assert running(SUBMITTED, urgent) == ["T3", "T4", "O4"]
    assert running(SUBMITTED, TRANSFERRED, OBJECTED) == ["T3", "O3", "O2"]
    assert running(SUBMITTED, TRANSFERRED, OBJECTED, UPHELD) == ["T1"]
    assert running(REVIEW[0]) == ["T8", "O5"]
    admitted = on("2025-05-13", Occasion.REVIEW_ADMITTED)
    assert running(REVIEW[0], admitted) == ["T8"]
    assert running(on("2025-06-12", Occasion.EVALUATION_OPENED)) == ["O6"]
    assert running(on("2025-06-12", Occasion.CALLED_TO_RECEPTION)) == ["O7"]


def at(moment: str, action: Action | Occasion) -> Event:
    return Event(datetime.fromisoformat(moment).replace(tzinfo=BEIJING), action)


@pytest.mark.parametrize(
    ("called", "arrived", "state"),
    [
        ("2025-06-12 10:00", "2025-06-12 10:30", ClockState.MET),
        ("2025-06-12 10:00", "2025-06-12 10:31", ClockState.MET_LATE),
        ("2025-06-12 23:45", "2025-06-13 00:15", ClockState.MET),
        ("2025-06-12 23:45", "2025-06-13 00:16", ClockState.MET_LATE),
    ],
)
def test_an_arrival_is_late_by_the_minute(called: str, arrived: str, state: ClockState) -> None:
    events = [at(called, Occasion.CALLED_TO_RECEPTION), at(arrived, Occasion.ARRIVED)]
    arrival = of(Clock.ARRIVAL, *events, book=SUGGESTED)
    assert state_on(arrival, date(2025, 6, 13)) is state
    assert alert_days(arrival) == ()


def test_a_moment_tells_how_an_arrival_stands() -> None:
    arrival = of(
        Clock.ARRIVAL, at("2025-06-12 23:45", Occasion.CALLED_TO_RECEPTION), book=SUGGESTED
    )

    def state(moment: str) -> ClockState:
        return state_on(arrival, datetime.fromisoformat(moment).replace(tzinfo=BEIJING))

    assert state("2025-06-12 23:50") is ClockState.RUNNING
    assert state("2025-06-13 00:15") is ClockState.DUE_TODAY
    assert state("2025-06-13 00:16") is ClockState.OVERDUE
    assert state_on(arrival, date(2025, 6, 13)) is ClockState.DUE_TODAY
    assert state_on(arrival, date(2025, 6, 14)) is ClockState.OVERDUE


LADDERS = [
    # events, clock, near, due, overdue, to the head, to supervision
    ((SUBMITTED,), Clock.SORT, "06-24 06-27 06-28 06-28 06-30"),
    ((SUBMITTED, ACCEPTED), Clock.HANDLING, "08-09 08-19 08-20 08-20 08-26"),
    ((SUBMITTED, SIMPLE), Clock.SIMPLE, "07-01 07-04 07-05 07-05 07-07"),
    (
        (on("2025-09-24", Action.ACCEPT, simple=True),),
        Clock.SIMPLE,
        "10-10 10-14 10-15 10-15 10-17",
    ),
    ((REVIEW[0],), Clock.DECIDE_REVIEW, "06-04 06-09 06-10 06-10 06-12"),
]


@pytest.mark.parametrize(("events", "clock", "days"), LADDERS)
def test_the_ladder(events: tuple[Event, ...], clock: Clock, days: str) -> None:
    found = alert_days(of(clock, *events))
    assert [alert for alert, _ in found] == list(Alert)
    assert " ".join(f"{day:%m-%d}" for _, day in found) == days


@pytest.mark.parametrize(
    ("warn", "rungs"),
    [
        (Warn(), [(Alert.DUE, 27), (Alert.OVERDUE, 28)]),
        (Warn(near=0), [(Alert.DUE, 27), (Alert.OVERDUE, 28)]),
        (Warn(near=1), [(Alert.NEAR, 26), (Alert.DUE, 27), (Alert.OVERDUE, 28)]),
        (Warn(near=90), [(Alert.NEAR, 12), (Alert.DUE, 27), (Alert.OVERDUE, 28)]),
        (Warn(head=0), [(Alert.DUE, 27), (Alert.OVERDUE, 28), (Alert.TO_HEAD, 28)]),
        (Warn(head=2), [(Alert.DUE, 27), (Alert.OVERDUE, 28), (Alert.TO_HEAD, 29)]),
        (Warn(supervision=0), [(Alert.DUE, 27), (Alert.OVERDUE, 28), (Alert.TO_SUPERVISION, 28)]),
        (
            Warn(head=3, supervision=2),
            [
                *((Alert.DUE, 27), (Alert.OVERDUE, 28)),
                *((Alert.TO_HEAD, 29), (Alert.TO_SUPERVISION, 29)),
            ],
        ),
    ],
)
def test_ladders_of_an_office(warn: Warn, rungs: list[tuple[Alert, int]]) -> None:
    limit = Limit(Clock.SORT, 15, DayKind.CALENDAR, date.min, warn)
    sorting = of(Clock.SORT, SUBMITTED, book=with_limits(NATIONAL, [limit], "ours"))
    assert [(alert, day) for alert, day in alert_days(sorting)] == [
        (alert, date(2025, 6, day)) for alert, day in rungs
    ]


def test_the_first_days_edition_says_where_the_day_is_read() -> None:
    limit = Limit(Clock.SORT, 5, DayKind.CALENDAR, date(2025, 6, 14))
    ours = with_limits(NATIONAL, [limit], "ours")
    entered = on("2025-06-16", Action.ENTER, received_on="2025-06-13", **APPEAL)
    assert of(Clock.SORT, entered, book=ours).rule.length == 15
    entered = on("2025-06-16", Action.ENTER, received_on="2025-06-14", **APPEAL)
    assert of(Clock.SORT, entered, book=ours).rule.length == 5
    blank = on("2025-06-16", Action.ENTER, received_on="", **APPEAL)
    assert of(Clock.SORT, blank, book=ours).deadline.start == date(2025, 6, 16)


def test_an_edition_may_start_by_other_events() -> None:
    older = POLICY[Clock.FEEDBACK]
    newer = replace(older, length=9, starts=frozenset({"note"}), effective_from=date(2025, 6, 14))
    book = Rulebook("2", {**NATIONAL.editions, Clock.FEEDBACK: (replace(older, length=8), newer)})
    sent, noted = Occasion.RECOMMENDATION_SENT, Action.NOTE
    assert names(clocks_of([on("2025-06-13", sent)], DAYS, BEIJING, book)) == ["T12"]
    assert names(clocks_of([on("2025-06-14", sent)], DAYS, BEIJING, book)) == []
    assert names(clocks_of([on("2025-06-13", noted)], DAYS, BEIJING, book)) == []
    assert of(Clock.FEEDBACK, on("2025-06-14", noted), book=book).deadline.length == 9


@pytest.mark.parametrize(
    ("then", "state", "stopped"),
    [
        ((), ClockState.RUNNING, None),
        ((on("2025-06-13", Action.REPORT_UP),), ClockState.MET, "2025-06-13"),
        ((on("2025-06-17", Action.REPORT_UP),), ClockState.MET_LATE, "2025-06-17"),
        ((on("2025-06-13", Action.WITHDRAW),), ClockState.STOPPED, "2025-06-13"),
    ],
)
def test_an_urgent_matter_is_reported_in_the_time_an_office_sets(
    then: tuple[Event, ...], state: ClockState, stopped: str | None
) -> None:
    """信访工作条例 §25 says "in time" and no number; without one of the office nothing runs."""
    urgent = (SUBMITTED, on("2025-06-13", Action.REGISTER, urgency="urgent"), *then)
    assert "T11" not in names(told(*urgent))
    book = limited(Clock.REPORT_URGENT, 1)
    assert "T11" not in names(clocks_of((SUBMITTED, REGISTERED, *then), DAYS, BEIJING, book))
    (one,) = [
        each for each in clocks_of(urgent, DAYS, BEIJING, book) if each.clock is Clock.REPORT_URGENT
    ]
    assert one.deadline.adjusted == date(2025, 6, 14)
    assert one.stopped_on == (date.fromisoformat(stopped) if stopped else None)
    assert state_on(one, date(2025, 6, 13)) is state
