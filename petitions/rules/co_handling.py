"""Co-handling (协办): units that help the lead unit with an opinion, each by a last day of its own (office practice).

One unit leads and answers for the whole; the others are asked by name, with a task and a limit.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from petitions.rules.calendar import WorkingCalendar
from petitions.rules.terms import DayKind

LEAST_DAYS, MOST_DAYS = 1, 60
"""Bounds of a co-limit in days of either kind; the whole of handling takes 60 (信访工作条例 §34)."""


@dataclass(frozen=True, slots=True)
class OpenCoHandling:
    """A unit that co-handles now: which, and whether its opinion is in."""

    unit_id: int
    answered: bool


def co_last_day(asked_on: date, days: int, kind: DayKind, calendar: WorkingCalendar) -> date:
    """The last day of a co-limit; the day of asking is not counted (民法典 §201)."""
    if kind is DayKind.WORKING:
        return calendar.add_working_days(asked_on, days)
    return asked_on + timedelta(days=days)
