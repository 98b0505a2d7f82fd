"""Changes of the office's rules in the register: one row each, one after another, no looser than the law."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from petitions.actions import _rules
from petitions.actions.errors import NotAllowed, Refused
from petitions.actions.load_calendar import load_calendar
from petitions.actions.set_limits import set_limits
from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.models import AuditEntry, ClockRun, RuleChange
from petitions.models.rule_change import RuleKind
from petitions.models.session import db
from petitions.queries import rule_history
from petitions.rules.deadlines import deadline
from petitions.rules.permissions import RIGHTS, Actor
from petitions.rules.policy import Limit, Warn
from petitions.rules.terms import Clock, DayKind, Role, Status
from tests.actions.threads import at_once
from tests.factories import Town, a_case, actor_of, stored

WEEK = Limit(Clock.SORT, 7, DayKind.CALENDAR, date.min, Warn(2, 1, 3))
DAYS_OFF = [("2027-01-01", "off", "元旦"), ("2027-10-01", "off", "国庆节")]


def weekly(now: datetime, by: Actor, seen: str = "", **changes: Any) -> str:
    day = changes.pop("effective_from", clock.local_day(now) + timedelta(days=1))
    limit = replace(WEEK, effective_from=day, **changes)
    return set_limits([limit], effective_from=day, reason="文件", seen=seen, by=by, now=now)


def year_2027(now: datetime, by: Actor, seen: str = "", rows: Any = DAYS_OFF) -> str:
    return load_calendar(
        2027, rows, announced=True, title="通知", reason="公布", seen=seen, by=by, now=now
    )


def written() -> list[RuleChange]:
    db.session.rollback()
    return list(db.session.scalars(select(RuleChange).order_by(RuleChange.id)))


def test_each_change_is_one_row_and_one_line_of_the_audit(town: Town, now: datetime) -> None:
    head = actor_of(town.office_head)
    first = weekly(now, head)
    second = year_2027(now, head, first)

    assert [row.mark for row in written()] == [first, second]
    assert len(first) == len(second) == 16
    lines = db.session.scalars(
        select(AuditEntry).where(AuditEntry.what.startswith("change_")).order_by(AuditEntry.id)
    ).all()
    assert [line.what for line in lines] == ["change_limits", "change_calendar"]
    rules = office_rules(db.session())
    assert rules.mark == second
    assert rules.book.rule(Clock.SORT, clock.local_day(now) + timedelta(days=1)).length == 7
    assert 2027 in rules.calendar.announced_years
    assert not rules.calendar.is_working(date(2027, 10, 1))


def test_the_mark_depends_on_all_of_the_change(town: Town, now: datetime) -> None:
    facts: dict[str, Any] = {"at": now, "kind": RuleKind.LIMITS, "title": "", "facts": {}}
    facts |= {"reason": "", "year": None, "effective_from": date(2026, 4, 1)}
    others: list[dict[str, Any]] = [
        {},
        {"effective_from": date(2026, 4, 2)},
        {"reason": "文件"},
        {"title": "通知"},
        {"year": 2027},
        {"kind": RuleKind.CALENDAR},
        {"facts": {"limits": []}},
        {"at": now + timedelta(seconds=1)},
    ]
    marks = {_rules._mark("", RuleChange(**{**facts, **other})) for other in others}
    marks.add(_rules._mark("0" * 16, RuleChange(**facts)))
    assert len(marks) == len(others) + 1


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CITIZEN])
def test_only_the_roles_of_the_room_change_rules(town: Town, now: datetime, role: Role) -> None:
    actor = replace(actor_of(town.office_head), role=role)
    if role in RIGHTS["rules"]:
        assert year_2027(now, actor, weekly(now, actor))
        return
    for change in (weekly, year_2027):
        with pytest.raises(NotAllowed):
            change(now, actor)
    assert written() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"length": 16}, "limit_looser_than_law"),
        ({"clock": Clock.OBJECTION, "length": 4, "kind": DayKind.WORKING}, "limit_fixed_by_law"),
        ({"length": 0}, "limit_not_positive"),
        ({"kind": DayKind.MINUTES}, "limit_wrong_kind"),
        ({"warn": Warn(-1)}, "warn_out_of_order"),
        ({"warn": Warn(1, 366, 366)}, "warn_out_of_order"),
        ({"warn": Warn(1, 5, 4)}, "warn_out_of_order"),
        ({"effective_from": date(2026, 3, 9)}, "limit_from_the_past"),
    ],
)
def test_what_the_law_forbids_leaves_nothing_behind(
    town: Town, now: datetime, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        weekly(now, actor_of(town.office_head), **changes)
    assert refused.value.code == code
    if code in ("limit_looser_than_law", "limit_fixed_by_law"):
        assert refused.value.facts["article"].startswith("信访工作条例")
    assert written() == []


@pytest.mark.parametrize("before", [False, True], ids=["the first change", "a later change"])
def test_of_two_officers_at_once_one_is_told(
    town: Town, now: datetime, app: Flask, before: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = _rules._mark

    def slow(*given: Any) -> str:
        time.sleep(0.5)  # the other one has surely looked by now
        return real(*given)

    monkeypatch.setattr(_rules, "_mark", slow)
    head, admin = actor_of(town.office_head), actor_of(town.administrator)
    seen = weekly(now, head) if before else ""
    results = at_once(
        app, lambda: weekly(now, head, seen, length=5), lambda: year_2027(now, admin, seen)
    )
    refused = [each for each in results if isinstance(each, Refused)]
    assert [each.code for each in refused] == ["rules_changed"], results
    assert len(written()) == 1 + before


def test_a_clock_keeps_the_limit_of_the_day_it_started_on(town: Town, now: datetime) -> None:
    today = clock.local_day(now)
    running = a_case(town, now=now)
    weekly(now, actor_of(town.office_head), effective_from=today + timedelta(days=1))
    same_day = a_case(town, now=now + timedelta(hours=1))
    next_day = a_case(town, now=now + timedelta(days=1))
    assert stored(running).due_on == stored(same_day).due_on == today + timedelta(days=15)
    assert stored(next_day).due_on == today + timedelta(days=8)


def test_the_preview_of_a_limit_equals_brute_force(town: Town, now: datetime) -> None:
    today = clock.local_day(now)
    for age in (400, 120, 20, 6, 1):
        a_case(town, now=now - timedelta(days=age))  # still running, however old
    for age in (120, 40):
        a_case(town, Status.REGISTERED, now=now - timedelta(days=age))
    limit = replace(WEEK, length=5, effective_from=today)
    (effect,) = rule_history.limit_effects([limit], today=today)
    runs = late = 0
    for run in db.session.scalars(select(ClockRun).where(ClockRun.clock == Clock.SORT)):
        if run.stopped_on is None or run.started_on >= today - timedelta(days=90):
            runs += 1
            late += (run.stopped_on or today) > run.started_on + timedelta(days=5)
    assert (effect.runs, effect.late) == (runs, late)
    assert runs > late > 0


def test_the_preview_of_a_calendar_equals_brute_force(town: Town, now: datetime) -> None:
    for status in (Status.RECEIVED, Status.ROUTED, Status.ANSWERED):
        for age in (0, 1, 3):
            a_case(town, status, now=now - timedelta(days=age))
    rows = [
        (each.day.isoformat(), each.kind.value, each.name) for each in rule_history.year_rows(2026)
    ]
    wanted = rule_history.calendar_with(
        2026, [*rows, ("2026-03-17", "off", "停水")], announced=True
    )
    effect = rule_history.calendar_effect(wanted, actor=actor_of(town.office_head))
    rules = office_rules(db.session())
    moved = []
    for run in db.session.scalars(select(ClockRun).where(ClockRun.stopped_on.is_(None))):
        rule = rules.book.rule(run.clock, run.started_on)
        if rule.length is None or rule.kind is DayKind.MINUTES:
            continue
        old, new = (
            deadline(rule, run.started_on, days).adjusted for days in (rules.calendar, wanted)
        )
        if old != new:
            moved.append((run.case_id, run.clock, old, new))
    assert effect.moved == len(moved) > 0
    shown = [(each.case_id, each.clock, each.old_on, each.new_on) for each in effect.shown]
    assert sorted(shown) == sorted(moved)
    assert {each.clock for each in effect.shown} <= {Clock.OBJECTION, Clock.ASK_REVIEW}


def test_a_year_put_in_again_takes_back_what_it_said_of_the_year_beside_it(
    town: Town, now: datetime
) -> None:
    head = actor_of(town.office_head)
    bridge = date(2026, 12, 31)
    assert office_rules(db.session(), "").calendar.is_working(bridge)
    first = year_2027(now, head, rows=[*DAYS_OFF, (bridge.isoformat(), "off", "元旦")])
    assert not office_rules(db.session(), first).calendar.is_working(bridge)
    second = year_2027(now, head, first)
    rules = office_rules(db.session(), second)
    assert rules.calendar.is_working(bridge)
    assert not rules.calendar.is_working(date(2027, 10, 1))
    assert rules.calendar == rule_history.calendar_with(2027, DAYS_OFF, announced=True)
