"""Deadline arithmetic: dates worked out by hand, and what must hold for every date."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.calendar import national_calendar, with_notice
from petitions.rules.deadlines import (
    Deadline,
    check_extension,
    check_not_expired,
    check_objection,
    days_left,
    deadline,
    state_of,
)
from petitions.rules.policy import FixedByLaw, Limit, LooserThanLaw, with_limits
from petitions.rules.reasons import (
    ExclusionRefused,
    ExtensionRefused,
    LengthMissing,
    ObjectionRefused,
    Reason,
    ReasonCode,
)
from petitions.rules.rulebook import NATIONAL, POLICY
from petitions.rules.terms import Clock, ClockState, DayKind

DAYS = national_calendar(2018, 2027)
STARTS = st.dates(date(2019, 1, 1), date(2026, 9, 30))
CALENDAR_DUTIES = [Clock.SORT, Clock.NOTICE_DIRECT, Clock.NOTICE_ROUTED, Clock.HANDLING]
COUNTED = {clock for clock, rule in POLICY.items() if rule.length is not None}


def due_of(clock: Clock, start: date, **given: Any) -> Deadline:
    """The deadline by the national rules."""
    return deadline(POLICY[clock], start, DAYS, **given)


def codes(due: Deadline) -> list[ReasonCode]:
    return [step.code for step in due.steps]


def ordered(start: str, extension: int = 0) -> Deadline:
    return due_of(Clock.HANDLING, date.fromisoformat(start), extension=extension)


WORKED = [
    # clock, start, extension, nominal, adjusted, target
    (Clock.SORT, "2025-06-12", 0, "2025-06-27", "2025-06-27", "2025-06-27"),
    (Clock.NOTICE_DIRECT, "2025-06-12", 0, "2025-06-27", "2025-06-27", "2025-06-27"),
    (Clock.NOTICE_ROUTED, "2025-06-12", 0, "2025-06-27", "2025-06-27", "2025-06-27"),
    (Clock.OBJECTION, "2025-06-12", 0, "2025-06-19", "2025-06-19", "2025-06-19"),
    (Clock.HANDLING, "2025-03-03", 0, "2025-05-02", "2025-05-02", "2025-04-30"),
    (Clock.HANDLING, "2025-03-03", 30, "2025-06-01", "2025-06-01", "2025-05-30"),
    (Clock.ASK_REVIEW, "2025-04-10", 0, "2025-05-10", "2025-05-12", "2025-05-12"),
    # across the autumn holidays, with a make-up Sunday
    (Clock.OBJECTION, "2025-09-25", 0, "2025-10-09", "2025-10-09", "2025-10-09"),
    (Clock.OBJECTION, "2026-02-13", 0, "2026-02-27", "2026-02-27", "2026-02-27"),
    (Clock.ASK_REVIEW, "2025-09-01", 0, "2025-10-01", "2025-10-09", "2025-10-09"),
    (Clock.SORT, "2025-09-20", 0, "2025-10-05", "2025-10-05", "2025-09-30"),
    # leap day
    (Clock.SORT, "2024-02-14", 0, "2024-02-29", "2024-02-29", "2024-02-29"),
]


@pytest.mark.parametrize(("clock", "start", "extension", "nominal", "adjusted", "target"), WORKED)
def test_worked_dates(
    clock: Clock, start: str, extension: int, nominal: str, adjusted: str, target: str
) -> None:
    due = due_of(clock, date.fromisoformat(start), extension=extension)
    found = (due.nominal, due.adjusted, due.target)
    assert found == tuple(map(date.fromisoformat, (nominal, adjusted, target)))
    assert not due.provisional


def test_a_hearing_is_left_out_only_where_the_law_says_so() -> None:
    start = date(2025, 6, 10)
    due = due_of(Clock.DECIDE_REREVIEW, start, excluded=5)
    assert (due.nominal, due.adjusted) == (date(2025, 7, 10), date(2025, 7, 15))
    assert ReasonCode.EXCLUDED_HEARING in codes(due)
    with pytest.raises(ExclusionRefused, match="not_positive"):
        due_of(Clock.DECIDE_REREVIEW, start, excluded=-1)
    for clock in COUNTED - {Clock.DECIDE_REREVIEW}:
        with pytest.raises(ExclusionRefused, match="not_excludable"):
            due_of(clock, start, excluded=5)


def test_the_panel_tells_every_step_of_a_working_day_count() -> None:
    due = due_of(Clock.OBJECTION, date(2025, 9, 25))
    skipped = [
        (step.day, step.until, step.name)
        for step in due.steps
        if step.code is ReasonCode.SKIPPED_REST_DAY
    ]
    assert skipped[0] == (date(2025, 9, 27), date(2025, 9, 27), "")
    assert (skipped[1][0], skipped[-1][1]) == (date(2025, 10, 1), date(2025, 10, 8))
    assert due.rest == (date(2025, 9, 27), *(date(2025, 10, day) for day in range(1, 9)))
    made_up = [step.day for step in due.steps if step.code is ReasonCode.MAKE_UP_DAY_COUNTED]
    assert made_up == [date(2025, 9, 28)]
    assert due.steps[0].code is ReasonCode.FIRST_DAY_NOT_COUNTED
    assert due.steps[-1].days == 5


def test_the_panel_tells_why_the_authority_aims_earlier() -> None:
    due = ordered("2025-03-03")
    assert codes(due) == [
        ReasonCode.FIRST_DAY_NOT_COUNTED,
        ReasonCode.DAYS_COUNTED,
        ReasonCode.AUTHORITY_NOT_LENGTHENED,
        ReasonCode.AUTHORITY_TARGET_BEFORE_REST,
    ]
    assert due.steps[2].day == date(2025, 5, 2)
    assert due.steps[3].day == date(2025, 4, 30)
    assert ReasonCode.EXTENDED in codes(ordered("2025-03-03", extension=30))


def test_the_panel_tells_why_the_citizen_has_longer() -> None:
    due = due_of(Clock.ASK_REVIEW, date(2025, 4, 10))
    assert due.steps[-1].code is ReasonCode.CITIZEN_MOVED_TO_WORKING_DAY
    assert (due.steps[-1].day, due.steps[-1].article) == (date(2025, 5, 12), "民法典 §203")


@pytest.mark.parametrize(
    ("clock", "days", "code"),
    [
        (Clock.HANDLING, 31, "too_long"),
        (Clock.HANDLING, -1, "not_positive"),
        (Clock.SORT, 1, "not_extendable"),
        (Clock.OBJECTION, 1, "not_extendable"),
        (Clock.ASK_REVIEW, 30, "not_extendable"),
    ],
)
def test_extensions_the_law_does_not_know(clock: Clock, days: int, code: str) -> None:
    with pytest.raises(ExtensionRefused) as refused:
        due_of(clock, date(2025, 3, 3), extension=days)
    assert (refused.value.code, refused.value.article) == (code, POLICY[clock].article)


@pytest.mark.parametrize(
    ("days", "reason", "already", "code"),
    [
        (31, "案情复杂", False, "too_long"),
        (0, "案情复杂", False, "not_positive"),
        (10, "  ", False, "without_reason"),
        (10, "案情复杂", True, "second_extension"),
    ],
)
def test_extension_requests_refused(days: int, reason: str, already: bool, code: str) -> None:
    with pytest.raises(ExtensionRefused) as refused:
        check_extension(days, reason, already_extended=already)
    assert (refused.value.code, refused.value.article) == (code, "信访工作条例 §34")


@pytest.mark.parametrize("days", [1, 30])
def test_extension_requests_allowed(days: int) -> None:
    check_extension(days, "案情复杂", already_extended=False)


def test_objections() -> None:
    window = due_of(Clock.OBJECTION, date(2025, 6, 12))
    check_objection(window, date(2025, 6, 19), "不属本单位职权")
    with pytest.raises(ObjectionRefused, match="too_late"):
        check_objection(window, date(2025, 6, 20), "不属本单位职权")
    with pytest.raises(ObjectionRefused, match="without_reason"):
        check_objection(window, date(2025, 6, 13), " \n")


def test_lengths_given_by_hand() -> None:
    start = date(2025, 6, 12)
    assert due_of(Clock.ASSIGNED, start, length=30).nominal == date(2025, 7, 12)
    assert due_of(Clock.SORT, start, length=5).length == 5
    with pytest.raises(LengthMissing, match="length_missing"):
        due_of(Clock.ASSIGNED, start)
    with pytest.raises(LooserThanLaw):
        due_of(Clock.SORT, start, length=16)
    with pytest.raises(FixedByLaw):
        due_of(Clock.ASK_REVIEW, start, length=29)


def test_an_office_limit_shortens_and_an_assigned_default_serves() -> None:
    limits = [
        Limit(Clock.SORT, 7, DayKind.CALENDAR, date.min),
        Limit(Clock.ASSIGNED, 30, DayKind.CALENDAR, date.min),
    ]
    ours = with_limits(NATIONAL, limits, "ours").on(date.max)
    start = date(2025, 6, 12)
    assert deadline(ours[Clock.SORT], start, DAYS).nominal == date(2025, 6, 19)
    assert deadline(ours[Clock.ASSIGNED], start, DAYS).length == 30
    assert deadline(ours[Clock.ASSIGNED], start, DAYS, length=45).length == 45


def test_a_target_is_never_before_the_start() -> None:
    due = due_of(Clock.ASSIGNED, date(2025, 10, 2), length=1)
    assert due.nominal == due.adjusted == due.target == date(2025, 10, 3)


@pytest.mark.parametrize(
    ("clock", "start", "provisional"),
    [
        (Clock.SORT, date(2026, 12, 16), False),
        (Clock.SORT, date(2026, 12, 17), True),
        (Clock.OBJECTION, date(2026, 12, 30), True),
        (Clock.ASK_REVIEW, date(2026, 11, 1), False),
        (Clock.HANDLING, date(2026, 11, 30), True),
    ],
)
def test_a_year_without_notice_is_provisional(clock: Clock, start: date, provisional: bool) -> None:
    assert due_of(clock, start).provisional is provisional


SORTING = due_of(Clock.SORT, date(2025, 6, 12))
OBJECTION = due_of(Clock.OBJECTION, date(2025, 9, 25))
REVIEW = due_of(Clock.ASK_REVIEW, date(2025, 4, 10))


@pytest.mark.parametrize(
    ("due", "stopped", "today", "state"),
    [
        (SORTING, None, "2025-06-12", ClockState.RUNNING),
        (SORTING, None, "2025-06-23", ClockState.RUNNING),
        (SORTING, None, "2025-06-24", ClockState.NEAR),
        (SORTING, None, "2025-06-26", ClockState.NEAR),
        (SORTING, None, "2025-06-27", ClockState.DUE_TODAY),
        (SORTING, None, "2025-06-28", ClockState.OVERDUE),
        (SORTING, "2025-06-27", "2025-08-01", ClockState.MET),
        (SORTING, "2025-06-28", "2025-08-01", ClockState.MET_LATE),
        (OBJECTION, None, "2025-09-30", ClockState.NEAR),
        (OBJECTION, None, "2025-10-08", ClockState.NEAR),
        (OBJECTION, None, "2025-10-09", ClockState.DUE_TODAY),
        (OBJECTION, None, "2025-10-10", ClockState.STOPPED),
        (OBJECTION, "2025-09-26", "2025-09-26", ClockState.STOPPED),
        (REVIEW, None, "2025-05-11", ClockState.NEAR),
        (REVIEW, None, "2025-05-12", ClockState.DUE_TODAY),
        (REVIEW, None, "2025-05-13", ClockState.STOPPED),
    ],
)
def test_states(due: Deadline, stopped: str | None, today: str, state: ClockState) -> None:
    stopped_on = date.fromisoformat(stopped) if stopped else None
    assert state_of(due, stopped_on, date.fromisoformat(today), POLICY[due.clock]) is state


@pytest.mark.parametrize(
    ("due", "today", "left"),
    [
        (SORTING, "2025-06-12", 15),
        (SORTING, "2025-06-27", 0),
        (SORTING, "2025-06-30", -3),
        (OBJECTION, "2025-09-25", 5),
        (OBJECTION, "2025-09-27", 4),
        (OBJECTION, "2025-09-28", 3),
        (OBJECTION, "2025-10-05", 1),
        (OBJECTION, "2025-10-09", 0),
        (OBJECTION, "2025-10-11", -2),
        (REVIEW, "2025-05-10", 2),
    ],
)
def test_days_left(due: Deadline, today: str, left: int) -> None:
    assert days_left(due, date.fromisoformat(today)) == left


@given(st.sampled_from(CALENDAR_DUTIES), STARTS, st.integers(1, 15))
def test_a_duty_is_never_lengthened(clock: Clock, start: date, length: int) -> None:
    due = due_of(clock, start, length=length)
    assert due.nominal == start + timedelta(days=length)
    assert start <= due.target <= due.adjusted == due.nominal
    assert DAYS.is_working(due.target) or due.target == due.nominal


@given(STARTS)
def test_a_right_is_never_shortened(start: date) -> None:
    due = due_of(Clock.ASK_REVIEW, start)
    assert due.nominal == start + timedelta(days=30)
    assert due.adjusted >= due.nominal
    assert DAYS.is_working(due.adjusted)


@given(st.sampled_from([*CALENDAR_DUTIES, Clock.ASSIGNED]), STARTS, st.integers(1, 14))
def test_longer_limits_end_later(clock: Clock, start: date, length: int) -> None:
    shorter = due_of(clock, start, length=length)
    longer = due_of(clock, start, length=length + 1)
    assert shorter.adjusted < longer.adjusted
    assert shorter.target <= longer.target


@given(st.sampled_from([*CALENDAR_DUTIES, Clock.OBJECTION, Clock.ASK_REVIEW]), STARTS)
def test_later_starts_never_end_earlier(clock: Clock, start: date) -> None:
    first = due_of(clock, start)
    second = due_of(clock, start + timedelta(days=1))
    assert first.adjusted <= second.adjusted
    assert due_of(clock, start) == first


@given(STARTS, st.integers(0, 200))
def test_extension_never_beyond_ninety_days(start: date, extension: int) -> None:
    if extension <= 30:
        due = due_of(Clock.HANDLING, start, extension=extension)
        assert due.nominal == start + timedelta(days=60 + extension)
        assert (due.adjusted - start).days <= 90
    else:
        with pytest.raises(ExtensionRefused):
            due_of(Clock.HANDLING, start, extension=extension)


@given(STARTS)
def test_an_objection_has_five_whole_working_days(start: date) -> None:
    due = due_of(Clock.OBJECTION, start)
    assert due.kind is DayKind.WORKING
    counted = [start + timedelta(n) for n in range(1, (due.adjusted - start).days + 1)]
    assert sum(map(DAYS.is_working, counted)) == 5
    assert due.nominal == due.adjusted == due.target
    assert days_left(due, start) == 5


@given(st.sampled_from([*CALENDAR_DUTIES, Clock.OBJECTION]), STARTS, st.integers(0, 120))
def test_late_begins_the_day_after(clock: Clock, start: date, later: int) -> None:
    due = due_of(clock, start)
    today = start + timedelta(days=later)
    late = state_of(due, None, today, POLICY[clock]) is ClockState.OVERDUE
    assert late == (today > due.adjusted and POLICY[clock].duty)
    assert (days_left(due, today) < 0) == (today > due.adjusted)


def skipped(first: date, last: date, name: str = "") -> Reason:
    return Reason(ReasonCode.SKIPPED_REST_DAY, "信访工作条例 §23(3)", first, None, last, name)


def test_the_whole_panel_of_a_working_day_count() -> None:
    due = due_of(Clock.OBJECTION, date(2025, 9, 26))
    article = "信访工作条例 §23(3)"
    assert due.steps == (
        Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, "民法典 §201", date(2025, 9, 26)),
        skipped(date(2025, 9, 27), date(2025, 9, 27)),
        Reason(ReasonCode.MAKE_UP_DAY_COUNTED, article, date(2025, 9, 28)),
        *skipped_days_of(date(2025, 10, 1), date(2025, 10, 8)),
        Reason(ReasonCode.WORKING_DAYS_COUNTED, article, date(2025, 10, 10), 5),
    )
    assert due.rest == (date(2025, 9, 27), *(date(2025, 10, day) for day in range(1, 9)))


def skipped_days_of(first: date, last: date) -> list[Reason]:
    """One step for each stretch of days that the notice calls the same."""
    found: list[Reason] = []
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        name = DAYS.name_of(day) or ""
        if found and found[-1].name == name:
            found[-1] = skipped(found[-1].day or day, day, name)
        else:
            found.append(skipped(day, day, name))
    return found


NOTICED = with_notice(
    DAYS,
    [
        ("2027-03-02", "off", "甲"),
        ("2027-03-03", "off", "甲"),
        ("2027-03-04", "off", "乙"),
        ("2027-03-08", "off", "乙"),
        ("2027-03-13", "work", "补班"),
    ],
)


def test_stretches_of_rest_are_told_apart_by_name_and_by_gaps() -> None:
    due = deadline(POLICY[Clock.OBJECTION], date(2027, 3, 1), NOTICED)
    article = "信访工作条例 §23(3)"
    assert due.steps == (
        Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, "民法典 §201", date(2027, 3, 1)),
        skipped(date(2027, 3, 2), date(2027, 3, 3), "甲"),
        skipped(date(2027, 3, 4), date(2027, 3, 4), "乙"),
        skipped(date(2027, 3, 6), date(2027, 3, 7)),
        skipped(date(2027, 3, 8), date(2027, 3, 8), "乙"),
        Reason(ReasonCode.WORKING_DAYS_COUNTED, article, date(2027, 3, 12), 5),
    )
    over = deadline(POLICY[Clock.OBJECTION], date(2027, 3, 5), NOTICED)
    assert over.steps == (
        Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, "民法典 §201", date(2027, 3, 5)),
        skipped(date(2027, 3, 6), date(2027, 3, 7)),
        skipped(date(2027, 3, 8), date(2027, 3, 8), "乙"),
        Reason(ReasonCode.MAKE_UP_DAY_COUNTED, article, date(2027, 3, 13), name="补班"),
        Reason(ReasonCode.WORKING_DAYS_COUNTED, article, date(2027, 3, 13), 5),
    )


def test_one_name_with_a_worked_day_between_is_two_stretches() -> None:
    rows = [("2027-03-02", "off", "甲"), ("2027-03-04", "off", "甲")]
    due = deadline(POLICY[Clock.OBJECTION], date(2027, 3, 1), with_notice(DAYS, rows))
    assert due.steps[1:3] == (
        skipped(date(2027, 3, 2), date(2027, 3, 2), "甲"),
        skipped(date(2027, 3, 4), date(2027, 3, 4), "甲"),
    )


def test_a_start_on_a_rest_day_and_an_end_before_one_count_no_rest_outside() -> None:
    due = due_of(Clock.OBJECTION, date(2025, 6, 14))
    assert (due.start, due.adjusted) == (date(2025, 6, 14), date(2025, 6, 20))
    assert due.rest == (date(2025, 6, 15),)


def test_the_whole_panel_of_calendar_days() -> None:
    citizen = due_of(Clock.ASK_REVIEW, date(2025, 9, 1))
    assert citizen.steps == (
        Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, "民法典 §201", date(2025, 9, 1)),
        Reason(ReasonCode.DAYS_COUNTED, "信访工作条例 §35", date(2025, 10, 1), 30),
        Reason(
            ReasonCode.CITIZEN_MOVED_TO_WORKING_DAY,
            "民法典 §203",
            date(2025, 10, 9),
            name="国庆节",
        ),
    )
    heard = due_of(Clock.DECIDE_REREVIEW, date(2025, 9, 1), excluded=3)
    assert heard.steps == (
        Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, "民法典 §201", date(2025, 9, 1)),
        Reason(ReasonCode.DAYS_COUNTED, "信访工作条例 §36", date(2025, 10, 1), 30),
        Reason(ReasonCode.EXCLUDED_HEARING, "信访工作条例 §36", date(2025, 10, 4), 3),
        Reason(
            ReasonCode.AUTHORITY_NOT_LENGTHENED,
            "office practice",
            date(2025, 10, 4),
            name=DAYS.name_of(date(2025, 10, 4)) or "",
        ),
        Reason(ReasonCode.AUTHORITY_TARGET_BEFORE_REST, "office practice", date(2025, 9, 30)),
    )
    longer = ordered("2025-03-03", extension=10)
    assert longer.steps == (
        Reason(ReasonCode.FIRST_DAY_NOT_COUNTED, "民法典 §201", date(2025, 3, 3)),
        Reason(ReasonCode.DAYS_COUNTED, "信访工作条例 §34", date(2025, 5, 2), 60),
        Reason(ReasonCode.EXTENDED, "信访工作条例 §34", date(2025, 5, 12), 10),
    )
    in_a_holiday = due_of(Clock.SORT, date(2025, 9, 16))
    assert (in_a_holiday.steps[2].code, in_a_holiday.steps[2].name) == (
        ReasonCode.AUTHORITY_NOT_LENGTHENED,
        "国庆节",
    )
    on_a_sunday = ordered("2025-03-03", extension=30)
    assert on_a_sunday.steps[3].name == ""


def test_the_whole_panel_of_an_offices_count_that_the_law_ends() -> None:
    limit = Limit(Clock.SORT, 10, DayKind.WORKING, date.min, article="地方规定")
    rule = with_limits(NATIONAL, [limit], "ours").on(date.max)[Clock.SORT]
    due = deadline(rule, date(2025, 9, 20), DAYS)
    assert due.steps[-4:-2] == (
        Reason(ReasonCode.WORKING_DAYS_COUNTED, "地方规定", date(2025, 10, 10), 10),
        Reason(ReasonCode.LAW_IS_EARLIER, "信访工作条例 §22", date(2025, 10, 5)),
    )
    assert due.rest[-1] == date(2025, 10, 4)
    same = deadline(rule, date(2025, 6, 12), DAYS)
    assert ReasonCode.LAW_IS_EARLIER not in codes(same)


def test_a_law_in_working_days_stands_behind_calendar_days() -> None:
    limit = Limit(Clock.SIMPLE, 10, DayKind.CALENDAR, date.min)
    rule = with_limits(NATIONAL, [limit], "ours").on(date.max)[Clock.SIMPLE]
    assert deadline(rule, date(2025, 6, 12), DAYS).nominal == date(2025, 6, 22)
    worked = with_notice(DAYS, [("2027-03-06", "work", ""), ("2027-03-07", "work", "")])
    due = deadline(replace(rule, length=12), date(2027, 3, 1), worked)
    assert (due.nominal, codes(due)[-1]) == (date(2027, 3, 11), ReasonCode.LAW_IS_EARLIER)


def test_a_clock_in_minutes_whole() -> None:
    limit = Limit(Clock.ARRIVAL, 30, DayKind.MINUTES, date.min)
    rule = with_limits(NATIONAL, [limit], "ours").on(date.max)[Clock.ARRIVAL]
    at = datetime(2027, 6, 12, 23, 45, tzinfo=UTC)
    assert deadline(rule, date(2027, 6, 12), DAYS, started_at=at) == Deadline(
        clock=Clock.ARRIVAL,
        start=date(2027, 6, 12),
        nominal=date(2027, 6, 13),
        adjusted=date(2027, 6, 13),
        target=date(2027, 6, 13),
        kind=DayKind.MINUTES,
        length=30,
        extension=0,
        excluded=0,
        provisional=False,
        steps=(Reason(ReasonCode.MINUTES_COUNTED, "office practice", date(2027, 6, 13), 30),),
        rest=(),
        ends_at=datetime(2027, 6, 13, 0, 15, tzinfo=UTC),
    )
    with pytest.raises(ValueError, match=r"^a clock in minutes needs the moment it starts at$"):
        deadline(rule, date(2027, 6, 12), DAYS)


def test_what_is_late_is_not_lengthened() -> None:
    due = ordered("2025-03-03")
    check_not_expired(due, date(2025, 5, 1))
    check_not_expired(due, date(2025, 5, 2))
    with pytest.raises(ExtensionRefused) as refused:
        check_not_expired(due, date(2025, 5, 3))
    assert (refused.value.code, refused.value.article) == ("too_late", "信访工作条例 §34")
    assert str(refused.value) == "too_late (信访工作条例 §34)"


def test_every_refusal_names_its_article() -> None:
    with pytest.raises(ExclusionRefused) as excluded:
        due_of(Clock.HANDLING, date(2025, 3, 3), excluded=1)
    assert (excluded.value.code, excluded.value.article) == ("not_excludable", "信访工作条例 §34")
    with pytest.raises(ExclusionRefused) as negative:
        due_of(Clock.DECIDE_REREVIEW, date(2025, 3, 3), excluded=-1)
    assert (negative.value.code, negative.value.article) == ("not_positive", "信访工作条例 §36")
    with pytest.raises(LengthMissing) as missing:
        due_of(Clock.ASSIGNED, date(2025, 3, 3))
    assert (missing.value.code, missing.value.article) == ("length_missing", "信访工作条例 §22(3)")


def test_a_moment_against_a_day_is_compared_by_day() -> None:
    noon = datetime(2025, 6, 27, 12, tzinfo=UTC)
    rule = POLICY[Clock.SORT]
    assert state_of(SORTING, None, noon, rule) is ClockState.DUE_TODAY
    assert state_of(SORTING, noon, noon, rule) is ClockState.MET
    assert state_of(SORTING, noon + timedelta(days=1), noon, rule) is ClockState.MET_LATE
    assert state_of(SORTING, None, noon + timedelta(days=1), rule) is ClockState.OVERDUE


def test_a_target_may_be_the_first_day_itself() -> None:
    due = due_of(Clock.ASSIGNED, date(2025, 9, 30), length=2)
    assert (due.adjusted, due.target) == (date(2025, 10, 2), date(2025, 9, 30))
    assert codes(due)[-1] is ReasonCode.AUTHORITY_TARGET_BEFORE_REST
