"""The working-day calendar the office counts by, built once per process."""

from functools import lru_cache

from petitions.rules.calendar import WorkingCalendar, national_calendar

FIRST_YEAR, LAST_YEAR = 2010, 2040


@lru_cache(maxsize=1)
def working_calendar() -> WorkingCalendar:
    """Days off and make-up working days of the years the house may meet."""
    return national_calendar(FIRST_YEAR, LAST_YEAR)
