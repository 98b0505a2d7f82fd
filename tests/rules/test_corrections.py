"""What a registered fact may become, who decides, and what clocks make of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from petitions.rules.calendar import national_calendar
from petitions.rules.clocks import CaseClock, Event, clocks_of, state_on
from petitions.rules.corrections import PLACE_MAX, RegisteredFact, problem, tidy
from petitions.rules.permissions import Actor, OpenCorrection, decides
from petitions.rules.policy import Fact
from petitions.rules.terms import Action, Clock, ClockState, Role

DAYS = national_calendar(2024, 2027)
BEIJING = ZoneInfo("Asia/Shanghai")


def on(day: str, action: Action, **facts: Fact) -> Event:
    at = datetime.combine(date.fromisoformat(day), datetime.min.time(), BEIJING)
    return Event((at + timedelta(hours=10)).astimezone(UTC), action, facts)


def clocks(*events: Event) -> dict[Clock, CaseClock]:
    return {each.clock: each for each in clocks_of(events, DAYS, BEIJING)}


def born(petition_class: str, day: str = "2025-06-12") -> Event:
    return on(day, Action.ENTER, petition_class=petition_class, received_on=day)


def reclassed(day: str, petition_class: str) -> Event:
    return on(day, Action.APPROVE_CORRECTION, fact="petition_class", petition_class=petition_class)


TRANSFERRED = on("2025-06-16", Action.TRANSFER, unit_id=7)
ACCEPTED = on("2025-06-20", Action.ACCEPT)
ISSUED = on("2025-07-10", Action.ISSUE_REPLY)


@pytest.mark.parametrize(
    ("fact", "text", "kept"),
    [
        (RegisteredFact.PETITION_CLASS, "appeal", "appeal"),
        (RegisteredFact.PETITION_CLASS, "grievance", None),
        (RegisteredFact.CHANNEL, "visit", "visit"),
        (RegisteredFact.CHANNEL, "", None),
        (RegisteredFact.PERSONS_COUNT, "007", "7"),
        (RegisteredFact.PERSONS_COUNT, "0", None),
        (RegisteredFact.PERSONS_COUNT, "-3", None),
        (RegisteredFact.PERSONS_COUNT, "100000", None),
        (RegisteredFact.PERSONS_COUNT, "9" * 5000, None),
        (RegisteredFact.PERSONS_COUNT, "many", None),
        (RegisteredFact.RECEIVED_AT, "2025-06-10", "2025-06-10"),
        (RegisteredFact.RECEIVED_AT, "1889-06-10", None),
        (RegisteredFact.RECEIVED_AT, "soon", None),
        (RegisteredFact.PROBLEM_PLACE, " 柳林路\u202e\n8号 ", "柳林路 8号"),
        (RegisteredFact.PROBLEM_PLACE, "长" * (PLACE_MAX + 1), None),
        (RegisteredFact.PROBLEM_PLACE, " \u3000", None),
    ],
)
def test_a_value_is_what_the_fact_may_be(fact: RegisteredFact, text: str, kept: str | None) -> None:
    assert tidy(fact, text) == kept


@pytest.mark.parametrize(
    ("fact", "old", "new", "code"),
    [
        (RegisteredFact.RECEIVED_AT, "2025-06-12", "2025-06-11", None),
        (RegisteredFact.RECEIVED_AT, "2025-06-12", "2025-06-13", "correction_later_day"),
        (RegisteredFact.RECEIVED_AT, "2025-06-12", "2025-06-12", "correction_unchanged"),
        (RegisteredFact.PERSONS_COUNT, "9", "2", None),
        (RegisteredFact.PERSONS_COUNT, "9", "1", "correction_fewer_than_named"),
        (RegisteredFact.PROBLEM_PLACE, "", "柳林路", None),
    ],
)
def test_what_is_never_allowed(fact: RegisteredFact, old: str, new: str, code: str | None) -> None:
    assert problem(fact, old, new, named_persons=2) == code


@pytest.mark.parametrize(
    ("role", "officer", "asked_as", "code"),
    [
        (Role.OFFICE_HEAD, 2, Role.HANDLER, None),
        (Role.OFFICE_HEAD, 2, Role.CLERK, None),
        (Role.OFFICE_HEAD, 2, Role.OFFICE_HEAD, None),
        (Role.CLERK, 2, Role.OFFICE_HEAD, None),
        (Role.CLERK, 2, Role.CLERK, "head_decides_correction"),
        (Role.CLERK, 2, Role.UNIT_HEAD, "head_decides_correction"),
        (Role.OFFICE_HEAD, 1, Role.OFFICE_HEAD, "own_correction"),
        (Role.OFFICE_HEAD, 1, Role.CLERK, "own_correction"),
        (Role.CLERK, 1, Role.OFFICE_HEAD, "own_correction"),
    ],
)
def test_who_decides(role: Role, officer: int, asked_as: Role, code: str | None) -> None:
    asked = OpenCorrection(7, RegisteredFact.CHANNEL, asked_by=1, asked_as=asked_as)
    assert decides(Actor(role, officer_id=officer), asked) == code


def test_an_earlier_day_of_receipt_ends_the_duty_earlier() -> None:
    moved = on(
        "2025-06-14", Action.APPROVE_CORRECTION, fact="received_at", received_on="2025-06-05"
    )
    sorting = clocks(born("appeal"), moved)[Clock.SORT]
    assert (sorting.deadline.start, sorting.deadline.adjusted) == (
        date(2025, 6, 5),
        date(2025, 6, 20),
    )
    assert sorting.sequence == 1


def test_no_event_makes_it_end_later() -> None:
    later = on(
        "2025-06-14", Action.APPROVE_CORRECTION, fact="received_at", received_on="2025-06-20"
    )
    assert clocks(born("appeal"), later)[Clock.SORT] == clocks(born("appeal"))[Clock.SORT]


def test_what_was_met_by_the_wrong_day_was_late() -> None:
    moved = on(
        "2025-07-01", Action.APPROVE_CORRECTION, fact="received_at", received_on="2025-05-20"
    )
    sorting = clocks(born("appeal"), TRANSFERRED, moved)[Clock.SORT]
    assert state_on(sorting, date(2025, 7, 1)) is ClockState.MET_LATE
    assert (
        clocks(born("appeal"), TRANSFERRED)[Clock.NOTICE_ROUTED]
        == (clocks(born("appeal"), TRANSFERRED, moved)[Clock.NOTICE_ROUTED])
    )


def test_a_class_corrected_before_acceptance_brings_its_limit_with_it() -> None:
    told = clocks(born("suggestion"), reclassed("2025-06-13", "appeal"), TRANSFERRED, ACCEPTED)
    assert told[Clock.HANDLING].deadline.nominal == date(2025, 8, 19)
    told = clocks(born("appeal"), reclassed("2025-06-13", "suggestion"), TRANSFERRED, ACCEPTED)
    assert Clock.HANDLING not in told


def test_a_class_corrected_after_acceptance_counts_from_acceptance() -> None:
    before = (born("suggestion"), TRANSFERRED, ACCEPTED)
    assert Clock.HANDLING not in clocks(*before)
    handling = clocks(*before, reclassed("2025-07-01", "appeal"))[Clock.HANDLING]
    assert handling == clocks(born("appeal"), TRANSFERRED, ACCEPTED)[Clock.HANDLING]
    late = clocks(*before, reclassed("2025-09-01", "appeal"))[Clock.HANDLING]
    assert state_on(late, date(2025, 9, 1)) is ClockState.OVERDUE
    assert late.binds


def test_a_limit_that_ran_goes_on_whatever_the_matter_is_called() -> None:
    before = (born("appeal"), TRANSFERRED, ACCEPTED)
    handling = clocks(*before, reclassed("2025-08-18", "suggestion"))[Clock.HANDLING]
    assert handling == clocks(*before)[Clock.HANDLING]
    ended = clocks(*before, reclassed("2025-07-01", "suggestion"), ISSUED)
    assert ended[Clock.HANDLING].stopped_by is Action.ISSUE_REPLY
    assert Clock.ASK_REVIEW not in ended


def test_a_right_that_comes_with_a_class_begins_when_it_can_be_used() -> None:
    told = clocks(
        born("suggestion"), TRANSFERRED, ACCEPTED, ISSUED, reclassed("2025-09-01", "appeal")
    )
    window = told[Clock.ASK_REVIEW]
    assert (window.deadline.start, window.deadline.nominal) == (
        date(2025, 9, 1),
        date(2025, 10, 1),
    )
    assert (window.sequence, window.running) == (5, True)
    assert Clock.HANDLING not in told, "what was answered before owes no answer"


def test_another_correction_touches_no_clock() -> None:
    before = (born("suggestion"), TRANSFERRED, ACCEPTED)
    place = on("2025-07-01", Action.APPROVE_CORRECTION, fact="problem_place")
    assert clocks(*before, place) == clocks(*before)


def test_back_and_forth_runs_nothing_twice() -> None:
    events = (
        born("suggestion"), TRANSFERRED, ACCEPTED,
        reclassed("2025-07-01", "appeal"), reclassed("2025-07-02", "accusation"),
        reclassed("2025-07-03", "appeal"), ISSUED,
    )  # fmt: skip
    told = clocks_of(events, DAYS, BEIJING)
    names = [each.clock for each in told]
    assert len(names) == len(set(names))
    assert {each.clock for each in told if each.running} == {Clock.ASK_REVIEW}
