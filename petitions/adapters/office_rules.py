"""The rules the office counts by: the national rulebook and calendar with the office's own changes on top.

Built once per process and state of the table ``rule_changes``; the newest row's ``mark`` names that state.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import ScalarSelect, Select, select
from sqlalchemy.orm import Session

from petitions.models.rule_change import Recount, RuleChange, RuleKind
from petitions.rules.calendar import RawRow, WorkingCalendar, national_calendar, with_notice
from petitions.rules.policy import Limit, Rulebook, Warn, with_limits
from petitions.rules.rulebook import NATIONAL
from petitions.rules.terms import Clock, DayKind

FIRST_YEAR, LAST_YEAR = 2010, 2040
KEPT = 8
MARK = "rules_mark"
"""In ``session.info``: the state of the rules, asked for once a transaction or request."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the calendar as the office put it in: its special days, and whether the notice is complete."""

    year: int
    rows: tuple[RawRow, ...]
    announced: bool


@dataclass(frozen=True, slots=True)
class OfficeRules:
    """Rulebook and calendar as they stood after the change with this ``mark`` (blank: no change yet)."""

    mark: str
    book: Rulebook
    calendar: WorkingCalendar
    years: tuple["Year", ...] = ()
    """The years the office put in itself, each as it was last put in, oldest change first."""

    @property
    def days_mark(self) -> str:
        """Names all that can move a last day after it was told: the calendar and the national rules.

        An office's limits are not among them: a new one is for clocks that start later.
        """
        known = f"{self.calendar.version}|{NATIONAL.version}"
        return hashlib.sha256(known.encode()).hexdigest()[:16]


_built: OrderedDict[str, OfficeRules] = OrderedDict()


def newest_mark() -> ScalarSelect[Any]:
    """The mark of the newest change, to be read along with another statement."""
    return select(RuleChange.mark).order_by(RuleChange.id.desc()).limit(1).scalar_subquery()


def newest_recount() -> Select[Recount]:
    """The recount that was begun last; only that one can tell whether the cases are up to date."""
    return select(Recount).order_by(Recount.id.desc()).limit(1)


def office_rules(session: Session, mark: str | None = None) -> OfficeRules:
    """The office's rules now, or as they were at a ``mark`` that was read along with something else."""
    if mark is None:
        mark = session.info.get(MARK)
    if mark is None:
        mark = session.info[MARK] = session.scalar(select(newest_mark())) or ""
    if mark not in _built:
        _built[mark] = _build(session, mark)
        while len(_built) > KEPT:
            _built.popitem(last=False)
    return _built[mark]


@lru_cache(maxsize=1)
def national_days() -> WorkingCalendar:
    """Days off and make-up working days of the years the house may meet, without the office's own notices."""
    return national_calendar(FIRST_YEAR, LAST_YEAR)


def limit_of(raw: dict[str, Any], effective_from: date) -> Limit:
    """One limit as ``RuleChange.facts`` keeps it."""
    return Limit(
        Clock(raw["clock"]),
        raw["length"],
        DayKind(raw["kind"]),
        effective_from,
        Warn(raw["near"], raw["head"], raw["supervision"]),
        raw.get("article", ""),
    )


def with_change(rules: OfficeRules, change: RuleChange, *, checked: bool = True) -> OfficeRules:
    """The rules with one more change on top; ``checked`` for one that is about to be written.

    Raises LimitRefused where that one is not the office's to make.
    """
    if change.kind is RuleKind.CALENDAR and change.year is not None:
        rows = tuple((day, kind, name) for day, kind, name in change.facts["rows"])
        years = with_year(rules.years, Year(change.year, rows, change.facts["announced"]))
        return OfficeRules(change.mark, rules.book, calendar_of(years), years)
    day = change.effective_from or change.at.date()
    limits = [limit_of(raw, day) for raw in change.facts["limits"]]
    book = with_limits(rules.book, limits, change.mark, checked=checked)
    return OfficeRules(change.mark, book, rules.calendar, rules.years)


def with_year(years: Iterable[Year], newest: Year) -> tuple[Year, ...]:
    """The office's years with one put in anew: nothing stays of what it said before, of no year."""
    return (*(each for each in years if each.year != newest.year), newest)


def calendar_of(years: Iterable[Year]) -> WorkingCalendar:
    """The national calendar with these years laid over it, one after the other. Raises BadNotice."""
    calendar = national_days()
    for each in years:
        announces = [each.year] if each.announced else []
        calendar = with_notice(calendar, each.rows, announces=announces, replaces=[each.year])
    return calendar


def _build(session: Session, mark: str) -> OfficeRules:
    """All changes up to that mark, oldest first, over the national rules."""
    rules = OfficeRules("", NATIONAL, national_days())
    if not mark:
        return rules
    for change in session.scalars(select(RuleChange).order_by(RuleChange.id)):
        rules = with_change(rules, change, checked=False)
        if change.mark == mark:
            break
    return rules
