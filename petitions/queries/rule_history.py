"""The rulebook and the calendar as the office has them: what holds, what will, who changed it, what a change does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from petitions.adapters.office_rules import (
    OfficeRules,
    Year,
    calendar_of,
    limit_of,
    newest_mark,
    newest_recount,
    office_rules,
    with_year,
)
from petitions.models.clock_run import ClockRun
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.rule_change import RuleChange, RuleKind
from petitions.models.session import db
from petitions.queries.scope import visible
from petitions.rules.calendar import NoticeKind, NoticeRow, RawRow, WorkingCalendar
from petitions.rules.deadlines import deadline
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor
from petitions.rules.policy import ClockRule, Limit, Rulebook, with_limits
from petitions.rules.rulebook import NATIONAL
from petitions.rules.terms import Clock, DayKind

LOOK_BACK = timedelta(days=90)
SHOWN = 20
BATCH = 2000


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule as it holds today beside the law's, and its editions of the office still to come."""

    rule: ClockRule
    law: ClockRule
    coming: tuple[ClockRule, ...]
    in_use: bool
    """Whether a step of this version starts it."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change of the rules, with who made it."""

    mark: str
    at: datetime
    officer: str
    kind: RuleKind
    effective_from: date | None
    year: int | None
    title: str
    reason: str
    limits: tuple[tuple[ClockRule, ClockRule], ...]
    """Each rule on the day of effect, before the change and after it."""


@dataclass(frozen=True, slots=True)
class LimitEffect:
    """What a limit would have done: of ``runs`` that run or began in the last 90 days, so many ended ``late``."""

    clock: Clock
    runs: int
    late: int


@dataclass(frozen=True, slots=True)
class Move:
    """A running clock whose last day another calendar moves."""

    case_id: int
    number: str
    clock: Clock
    old_on: date
    new_on: date


@dataclass(frozen=True, slots=True)
class CalendarEffect:
    """What a calendar would do to the running clocks: how many last days move, and the first few seen."""

    moved: int
    shown: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Recounting:
    """How far the worker has come with the newest calendar: cases so far, and last days that moved."""

    cases: int
    moved: int


def mark_now() -> str:
    """The mark of the rules as they are."""
    return db.session().scalar(select(newest_mark())) or ""


def rule_views(today: date) -> tuple[RuleView, ...]:
    """Every rule of the rulebook, in its order."""
    book = office_rules(db.session()).book
    return tuple(
        RuleView(
            book.rule(clock, today),
            NATIONAL.rule(clock, today),
            tuple(each for each in book.editions[clock] if each.effective_from > today),
            any(event in STEPS for event in book.rule(clock, today).starts),
        )
        for clock in NATIONAL.editions
    )


def changes(*, clock: Clock | None = None, year: int | None = None) -> tuple[ChangeView, ...]:
    """The changes of one clock's limits or one year's calendar, or all; newest first."""
    rows = db.session().execute(
        select(RuleChange, Officer.name)
        .join(Officer, Officer.id == RuleChange.officer_id)
        .order_by(RuleChange.id)
    )
    book, found = NATIONAL, list[ChangeView]()
    for row, name in rows:
        before, book = book, _book_after(book, row)
        found.append(_change(row, name, before, book))
    return tuple(
        each
        for each in reversed(found)
        if (year is None or each.year == year)
        and (clock is None or any(rule.clock is clock for rule, _ in each.limits))
    )


def changes_since(mark: str) -> tuple[ChangeView, ...]:
    """What others changed after the rules had this mark; newest first."""
    return tuple(takewhile(lambda each: each.mark != mark, changes()))


def _book_after(book: Rulebook, row: RuleChange) -> Rulebook:
    if row.kind is not RuleKind.LIMITS or row.effective_from is None:
        return book
    limits = [limit_of(raw, row.effective_from) for raw in row.facts["limits"]]
    return with_limits(book, limits, row.mark, checked=False)


def _change(row: RuleChange, name: str, before: Rulebook, after: Rulebook) -> ChangeView:
    day, limits = row.effective_from or row.at.date(), row.facts.get("limits", ())
    return ChangeView(
        row.mark,
        row.at,
        name,
        row.kind,
        row.effective_from,
        row.year,
        row.title,
        row.reason,
        tuple(
            (before.rule(Clock(raw["clock"]), day), after.rule(Clock(raw["clock"]), day))
            for raw in limits
        ),
    )


def limit_effects(limits: Sequence[Limit], *, today: date) -> tuple[LimitEffect, ...]:
    """Each limit tried on the clocks that run or began in the last 90 days, as if it had held for them.

    Raises LimitRefused.
    """
    session: Session = db.session()
    rules = office_rules(session)
    tried = with_limits(rules.book, limits, "tried")
    found = []
    for limit in limits:
        rule = tried.rule(limit.clock, limit.effective_from)
        rows = session.execute(
            select(ClockRun.started_on, ClockRun.stopped_on).where(
                ClockRun.clock == limit.clock,
                or_(ClockRun.stopped_on.is_(None), ClockRun.started_on >= today - LOOK_BACK),
            )
        ).all()
        late = sum(
            (row.stopped_on or today) > _last_day(rule, row.started_on, rules.calendar)
            for row in rows
            if rule.length is not None and rule.kind is not DayKind.MINUTES
        )
        found.append(LimitEffect(limit.clock, len(rows), late))
    return tuple(found)


def _last_day(rule: ClockRule, started_on: date, calendar: WorkingCalendar) -> date:
    return deadline(rule, started_on, calendar).adjusted


def year_rows(year: int, rules: OfficeRules | None = None) -> tuple[NoticeRow, ...]:
    """The special days of a year as they are known: days off and working weekends."""
    calendar = (rules or office_rules(db.session())).calendar
    days = {day: NoticeKind.OFF for day in calendar.days_off if day.year == year}
    days |= {day: NoticeKind.WORK for day in calendar.make_up_days if day.year == year}
    return tuple(NoticeRow(day, days[day], calendar.name_of(day) or "") for day in sorted(days))


def calendar_with(year: int, rows: Iterable[RawRow], *, announced: bool) -> WorkingCalendar:
    """The calendar as it would be with these rows for the year. Raises BadNotice."""
    years = office_rules(db.session()).years
    return calendar_of(with_year(years, Year(year, tuple(rows), announced)))


def calendar_effect(wanted: WorkingCalendar, *, actor: Actor) -> CalendarEffect:
    """Which running clocks get another last day: all are counted, only those he may see are shown."""
    session: Session = db.session()
    rules = office_rules(session)
    moved = 0
    shown: list[tuple[Any, date]] = []
    for row in _movable(session, rules):
        rule = rules.book.rule(row.clock, row.started_on)
        if rule.length is None or rule.length_from:
            continue  # each case has a limit of its own, in calendar days
        old_on = _last_day(rule, row.started_on, rules.calendar)
        shift = _last_day(rule, row.started_on, wanted) - old_on
        if not shift:
            continue
        moved += 1
        if len(shown) < SHOWN:
            shown.append((row, row.due_on + shift))  # an extension is in calendar days: it keeps
    seen = set(
        session.scalars(
            select(Case.id).where(Case.id.in_([row.case_id for row, _ in shown]), visible(actor))
        )
    )
    return CalendarEffect(
        moved,
        tuple(
            Move(row.case_id, row.number or "", row.clock, row.due_on, new_on)
            for row, new_on in shown
            if row.case_id in seen
        ),
    )


def _movable(session: Session, rules: OfficeRules) -> Iterable[Any]:
    """Running clocks that a rest day can move: those in working days, and citizens' rights."""
    clocks = [
        clock
        for clock, editions in rules.book.editions.items()
        if any(rule.moves_on or rule.kind is DayKind.WORKING for rule in editions)
    ]
    return session.execute(
        select(
            ClockRun.case_id,
            ClockRun.clock,
            ClockRun.started_on,
            ClockRun.due_on,
            Case.registration_number.label("number"),
        )
        .join(Case, Case.id == ClockRun.case_id)
        .where(ClockRun.clock.in_(clocks), ClockRun.stopped_on.is_(None))
        .order_by(ClockRun.due_on, ClockRun.id)
    ).yield_per(BATCH)


def recounting() -> Recounting | None:
    """The recount under the calendar of now, or None once it is done."""
    session: Session = db.session()
    course = session.scalars(newest_recount()).first()
    if course is None or course.mark != office_rules(session).days_mark:
        return Recounting(0, 0)
    return None if course.finished_at else Recounting(course.cases, course.moved)
