"""The working calendar: which days are worked, by the State Council's yearly notices."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from holidays import country_holidays
from holidays.version import __version__ as package_version

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


class NoticeKind(StrEnum):
    """What a row of a holiday notice says of its day (全国年节及纪念日放假办法 §7)."""

    OFF = "off"
    WORK = "work"


class NoticeRow(NamedTuple):
    """One day of a holiday notice."""

    day: date
    kind: NoticeKind
    name: str


RawRow = tuple[date | str, str, str]
"""A row as a table, a form or a sheet gives it: day (or ISO text), "off" or "work", name."""


class BadNotice(ValueError):
    """A row that cannot be read, counted from 1: code bad_date, bad_kind or duplicate_day."""

    def __init__(self, code: str, row: int) -> None:
        super().__init__(f"{code} in row {row}")
        self.code = code
        self.row = row


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Days off and make-up working days over plain Monday-to-Friday weeks.

    A year that is not in ``announced_years`` is provisional: its notice may still move days.
    """

    version: str
    days_off: frozenset[date]
    make_up_days: frozenset[date]
    announced_years: frozenset[int]
    names: Mapping[date, str] = field(default_factory=dict, compare=False, repr=False)

    def is_working(self, day: date) -> bool:
        """Whether offices work on ``day``: a make-up day wins over a weekend or a day off."""
        if day in self.make_up_days:
            return True
        return day.weekday() < _SATURDAY and day not in self.days_off

    def add_working_days(self, start: date, n: int) -> date:
        """The ``n``-th working day after ``start``; the start day is not counted (民法典 §201)."""
        if n < 0:
            raise ValueError("working days are counted forward")
        day = start
        for _ in range(n):
            day = self.working_on_or_after(day + _ONE_DAY)
        return day

    def working_on_or_before(self, day: date) -> date:
        """``day`` itself if worked, else the last working day before it."""
        while not self.is_working(day):
            day -= _ONE_DAY
        return day

    def working_on_or_after(self, day: date) -> date:
        """``day`` itself if worked, else the next working day (民法典 §203)."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def is_provisional(self, day: date) -> bool:
        """Whether the notice for the year of ``day`` is not known yet."""
        return day.year not in self.announced_years

    def name_of(self, day: date) -> str | None:
        """What the notice calls ``day``, if it names it (in Chinese, as published)."""
        return self.names.get(day)


def national_calendar(first_year: int, last_year: int) -> WorkingCalendar:
    """The national calendar of the ``holidays`` package for both years and all between.

    A year without any make-up working day in the package has no notice there yet, so it is
    provisional: only its statutory days are known (全国年节及纪念日放假办法 §2, §7).
    """
    years = range(first_year, last_year + 1)
    # the notice of the year after may still move the last days of December
    table = country_holidays("CN", years=range(first_year, last_year + 2), language="zh_CN")
    make_up = frozenset(day for day in table.weekend_workdays if day.year in years)
    names = {day: name for day, name in table.items() if day.year in years}
    return WorkingCalendar(
        version=f"holidays-{package_version}:{first_year}-{last_year}",
        days_off=frozenset(names) - make_up,
        make_up_days=make_up,
        announced_years=frozenset(day.year for day in make_up),
        names=MappingProxyType(names),
    )


def parse_notice_rows(rows: Iterable[RawRow]) -> tuple[NoticeRow, ...]:
    """The rows of a holiday notice in order of day; raises ``BadNotice`` at the first bad one."""
    parsed: dict[date, NoticeRow] = {}
    for number, (raw_day, raw_kind, name) in enumerate(rows, start=1):
        day = _day(raw_day, number)
        if day in parsed:
            raise BadNotice("duplicate_day", number)
        try:
            kind = NoticeKind(raw_kind.strip().lower())
        except ValueError:
            raise BadNotice("bad_kind", number) from None
        parsed[day] = NoticeRow(day, kind, name.strip())
    return tuple(parsed[day] for day in sorted(parsed))


def with_notice(
    calendar: WorkingCalendar,
    rows: Iterable[RawRow],
    announces: Iterable[int] | None = None,
    replaces: Iterable[int] = (),
) -> WorkingCalendar:
    """``calendar`` with the office's notice table laid over it.

    ``announces`` names the years whose notice is complete in ``rows``; left out, it is every
    year in which both New Year's Day and National Day have a row. For such a year that was
    provisional, and for each of ``replaces``, what was known gives way to the notice; other rows
    only change their day.
    """
    notice = parse_notice_rows(rows)
    if not notice:
        return calendar
    known = _complete_years(notice) if announces is None else frozenset(announces)
    fresh = (known - calendar.announced_years) | frozenset(replaces)
    off = frozenset(row.day for row in notice if row.kind is NoticeKind.OFF)
    work = frozenset(row.day for row in notice if row.kind is NoticeKind.WORK)
    kept_off = frozenset(day for day in calendar.days_off if day.year not in fresh)
    kept_work = frozenset(day for day in calendar.make_up_days if day.year not in fresh)
    names = {day: name for day, name in calendar.names.items() if day.year not in fresh}
    names.update((row.day, row.name) for row in notice if row.name)
    return replace(
        calendar,
        version=f"{calendar.version}+{_fingerprint(notice, known, fresh)}",
        days_off=(kept_off - work) | off,
        make_up_days=(kept_work - off) | work,
        announced_years=(calendar.announced_years - frozenset(replaces)) | known,
        names=MappingProxyType(names),
    )


def _day(raw: date | str, row: int) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    try:
        return date.fromisoformat(raw.strip())
    except ValueError:
        raise BadNotice("bad_date", row) from None


def _complete_years(notice: tuple[NoticeRow, ...]) -> frozenset[int]:
    """Every yearly notice names 1 January and 1 October, so a year with both is whole."""
    days = {row.day for row in notice if row.kind is NoticeKind.OFF}
    return frozenset(
        day.year for day in days if {date(day.year, 1, 1), date(day.year, 10, 1)} <= days
    )


def _fingerprint(
    notice: tuple[NoticeRow, ...], known: frozenset[int], fresh: frozenset[int]
) -> str:
    text = repr([(row.day.isoformat(), row.kind.value, row.name) for row in notice])
    return hashlib.sha256(f"{text}{sorted(known)}{sorted(fresh)}".encode()).hexdigest()[:8]
