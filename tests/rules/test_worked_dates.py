"""Worked dates of every clock, 2018 to 2026, reckoned apart from the engine by datetime and chinesecalendar."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from petitions.rules.calendar import national_calendar
from petitions.rules.clocks import Event, clocks_of
from petitions.rules.deadlines import (
    Deadline,
    check_extension,
    check_objection,
    days_left,
    deadline,
    near_from,
    state_of,
)
from petitions.rules.occasions import Occasion
from petitions.rules.policy import Limit, with_limits
from petitions.rules.reasons import ExtensionRefused, ObjectionRefused, ReasonCode
from petitions.rules.rulebook import NATIONAL, POLICY
from petitions.rules.terms import Action, Clock, ClockState, DayKind

DAYS = national_calendar(2017, 2027)
BEIJING = ZoneInfo("Asia/Shanghai")
SUGGESTED = [
    Limit(clock, rule.suggested, rule.kind, date.min)
    for clock, rule in POLICY.items()
    if rule.suggested
]
OFFICE = with_limits(NATIONAL, SUGGESTED, "suggested").on(date.max)
"""An office that has set its own limits as the seeds have them."""


def day(text: str) -> date:
    return date.fromisoformat(text)


def ends(due: Deadline) -> tuple[str, ...]:
    return tuple(map(date.isoformat, (due.nominal, due.adjusted, due.target)))


def event(at: str, action: Action | Occasion, **facts: str | int | bool) -> Event:
    """An event at that minute in Beijing."""
    return Event(datetime.fromisoformat(at).replace(tzinfo=BEIJING), action, facts)


DUTIES = [
    # clock, first day, last day, day to aim at, where the last day falls
    ("T1", "2017-12-17", "2018-01-01", "2017-12-29", "New Year's Day"),
    ("T2", "2018-01-31", "2018-02-15", "2018-02-14", "Spring Festival"),
    ("T3", "2018-02-06", "2018-02-21", "2018-02-14", "Spring Festival"),
    ("T8", "2018-03-06", "2018-04-05", "2018-04-04", "Tomb-sweeping Day"),
    ("T10", "2018-03-30", "2018-04-29", "2018-04-28", "Labour Day"),
    ("T5", "2018-04-19", "2018-06-18", "2018-06-15", "Dragon Boat Festival"),
    ("T1", "2018-09-09", "2018-09-24", "2018-09-21", "Mid-autumn Festival"),
    ("T2", "2018-09-16", "2018-10-01", "2018-09-30", "National Day"),
    ("T3", "2018-09-22", "2018-10-07", "2018-09-30", "National Day"),
    ("T8", "2018-12-02", "2019-01-01", "2018-12-29", "New Year's Day"),
    ("T10", "2019-01-05", "2019-02-04", "2019-02-03", "Spring Festival"),
    ("T5", "2018-12-12", "2019-02-10", "2019-02-03", "Spring Festival"),
    ("T1", "2019-03-21", "2019-04-05", "2019-04-04", "Tomb-sweeping Day"),
    ("T2", "2019-04-16", "2019-05-01", "2019-04-30", "Labour Day"),
    ("T3", "2019-05-23", "2019-06-07", "2019-06-06", "Dragon Boat Festival"),
    ("T8", "2019-08-14", "2019-09-13", "2019-09-12", "Mid-autumn Festival"),
    ("T10", "2019-09-01", "2019-10-01", "2019-09-30", "National Day"),
    ("T5", "2019-08-08", "2019-10-07", "2019-09-30", "National Day"),
    ("T1", "2019-12-17", "2020-01-01", "2019-12-31", "New Year's Day"),
    ("T2", "2020-01-09", "2020-01-24", "2020-01-23", "Spring Festival"),
    ("T3", "2020-01-18", "2020-02-02", "2020-01-23", "Spring Festival"),
    ("T8", "2020-03-05", "2020-04-04", "2020-04-03", "Tomb-sweeping Day"),
    ("T10", "2020-04-03", "2020-05-03", "2020-04-30", "Labour Day"),
    ("T5", "2020-04-26", "2020-06-25", "2020-06-24", "Dragon Boat Festival"),
    ("T1", "2020-09-16", "2020-10-01", "2020-09-30", "National Day"),
    ("T2", "2020-09-23", "2020-10-08", "2020-09-30", "National Day"),
    ("T3", "2020-12-17", "2021-01-01", "2020-12-31", "New Year's Day"),
    ("T8", "2021-01-12", "2021-02-11", "2021-02-10", "Spring Festival"),
    ("T10", "2021-01-18", "2021-02-17", "2021-02-10", "Spring Festival"),
    ("T5", "2021-02-02", "2021-04-03", "2021-04-02", "Tomb-sweeping Day"),
    ("T1", "2021-04-18", "2021-05-03", "2021-04-30", "Labour Day"),
    ("T2", "2021-05-28", "2021-06-12", "2021-06-11", "Dragon Boat Festival"),
    ("T3", "2021-09-04", "2021-09-19", "2021-09-18", "Mid-autumn Festival"),
    ("T8", "2021-09-01", "2021-10-01", "2021-09-30", "National Day"),
    ("T10", "2021-09-07", "2021-10-07", "2021-09-30", "National Day"),
    ("T5", "2021-11-02", "2022-01-01", "2021-12-31", "New Year's Day"),
    ("T1", "2022-01-16", "2022-01-31", "2022-01-30", "Spring Festival"),
    ("T2", "2022-01-22", "2022-02-06", "2022-01-30", "Spring Festival"),
    ("T3", "2022-03-19", "2022-04-03", "2022-04-02", "Tomb-sweeping Day"),
    ("T8", "2022-04-02", "2022-05-02", "2022-04-29", "Labour Day"),
    ("T10", "2022-05-04", "2022-06-03", "2022-06-02", "Dragon Boat Festival"),
    ("T5", "2022-07-12", "2022-09-10", "2022-09-09", "Mid-autumn Festival"),
    ("T1", "2022-09-16", "2022-10-01", "2022-09-30", "National Day"),
    ("T2", "2022-09-22", "2022-10-07", "2022-09-30", "National Day"),
    ("T3", "2022-12-17", "2023-01-01", "2022-12-30", "New Year's Day"),
    ("T8", "2022-12-22", "2023-01-21", "2023-01-20", "Spring Festival"),
    ("T10", "2022-12-28", "2023-01-27", "2023-01-20", "Spring Festival"),
    ("T5", "2023-02-04", "2023-04-05", "2023-04-04", "Tomb-sweeping Day"),
    ("T1", "2023-04-16", "2023-05-01", "2023-04-28", "Labour Day"),
    ("T2", "2023-06-07", "2023-06-22", "2023-06-21", "Dragon Boat Festival"),
    ("T3", "2023-09-14", "2023-09-29", "2023-09-28", "Mid-autumn Festival"),
    ("T8", "2023-08-31", "2023-09-30", "2023-09-28", "National Day"),
    ("T10", "2023-09-06", "2023-10-06", "2023-09-28", "National Day"),
    ("T5", "2023-11-02", "2024-01-01", "2023-12-29", "New Year's Day"),
    ("T1", "2024-01-26", "2024-02-10", "2024-02-09", "Spring Festival"),
    ("T2", "2024-02-02", "2024-02-17", "2024-02-09", "Spring Festival"),
    ("T3", "2024-03-20", "2024-04-04", "2024-04-03", "Tomb-sweeping Day"),
    ("T8", "2024-04-03", "2024-05-03", "2024-04-30", "Labour Day"),
    ("T10", "2024-05-11", "2024-06-10", "2024-06-07", "Dragon Boat Festival"),
    ("T5", "2024-07-17", "2024-09-15", "2024-09-14", "Mid-autumn Festival"),
    ("T1", "2024-09-16", "2024-10-01", "2024-09-30", "National Day"),
    ("T2", "2024-09-22", "2024-10-07", "2024-09-30", "National Day"),
    ("T3", "2024-12-17", "2025-01-01", "2024-12-31", "New Year's Day"),
    ("T8", "2024-12-29", "2025-01-28", "2025-01-27", "Spring Festival"),
    ("T10", "2025-01-05", "2025-02-04", "2025-01-27", "Spring Festival"),
    ("T5", "2025-02-03", "2025-04-04", "2025-04-03", "Tomb-sweeping Day"),
    ("T1", "2025-04-18", "2025-05-03", "2025-04-30", "Labour Day"),
    ("T2", "2025-05-16", "2025-05-31", "2025-05-30", "Dragon Boat Festival"),
    ("T3", "2025-09-16", "2025-10-01", "2025-09-30", "National Day"),
    ("T8", "2025-09-08", "2025-10-08", "2025-09-30", "National Day"),
    ("T10", "2025-09-06", "2025-10-06", "2025-09-30", "Mid-autumn Festival"),
    ("T5", "2025-11-02", "2026-01-01", "2025-12-31", "New Year's Day"),
    ("T1", "2026-01-31", "2026-02-15", "2026-02-14", "Spring Festival"),
    ("T2", "2026-02-08", "2026-02-23", "2026-02-14", "Spring Festival"),
    ("T3", "2026-03-20", "2026-04-04", "2026-04-03", "Tomb-sweeping Day"),
    ("T8", "2026-04-03", "2026-05-03", "2026-04-30", "Labour Day"),
    ("T10", "2026-05-20", "2026-06-19", "2026-06-18", "Dragon Boat Festival"),
    ("T5", "2026-07-27", "2026-09-25", "2026-09-24", "Mid-autumn Festival"),
    ("T1", "2026-09-16", "2026-10-01", "2026-09-30", "National Day"),
    ("T2", "2026-09-22", "2026-10-07", "2026-09-30", "National Day"),
    ("T1", "2020-02-14", "2020-02-29", "2020-02-28", "29 February"),
    ("T3", "2024-02-14", "2024-02-29", "2024-02-29", "29 February"),
    ("T8", "2020-01-30", "2020-02-29", "2020-02-28", "29 February"),
    ("T10", "2024-01-30", "2024-02-29", "2024-02-29", "29 February"),
    ("T5", "2019-12-31", "2020-02-29", "2020-02-28", "29 February"),
    ("T5", "2023-12-31", "2024-02-29", "2024-02-29", "29 February"),
    ("T5", "2020-02-29", "2020-04-29", "2020-04-29", "from 29 February"),
    ("T5", "2024-02-29", "2024-04-29", "2024-04-29", "from 29 February"),
    ("T1", "2020-12-31", "2021-01-15", "2021-01-15", "Friday"),
    ("T2", "2021-12-17", "2022-01-01", "2021-12-31", "New Year's Day"),
    ("T3", "2022-12-31", "2023-01-15", "2023-01-13", "Sunday"),
    ("T1", "2025-12-31", "2026-01-15", "2026-01-15", "Thursday"),
    ("T5", "2024-12-31", "2025-03-01", "2025-02-28", "Saturday"),
    ("T8", "2018-12-31", "2019-01-30", "2019-01-30", "Wednesday"),
    ("T1", "2019-12-16", "2019-12-31", "2019-12-31", "Tuesday"),
    ("T1", "2025-09-13", "2025-09-28", "2025-09-28", "make-up Sunday"),
    ("T3", "2026-02-13", "2026-02-28", "2026-02-28", "make-up Saturday"),
    ("T1", "2023-02-13", "2023-02-28", "2023-02-28", "Tuesday"),
    ("T8", "2026-01-15", "2026-02-14", "2026-02-14", "make-up Saturday"),
]

RIGHTS = [
    # clock, first day, plainly counted, last day in time, where the plain day falls
    ("T7", "2017-12-02", "2018-01-01", "2018-01-02", "New Year's Day"),
    ("T9", "2018-01-22", "2018-02-21", "2018-02-22", "Spring Festival"),
    ("O6", "2018-03-21", "2018-04-05", "2018-04-08", "Tomb-sweeping Day"),
    ("T7", "2018-04-01", "2018-05-01", "2018-05-02", "Labour Day"),
    ("T9", "2018-05-19", "2018-06-18", "2018-06-19", "Dragon Boat Festival"),
    ("O6", "2018-09-09", "2018-09-24", "2018-09-25", "Mid-autumn Festival"),
    ("T7", "2018-09-01", "2018-10-01", "2018-10-08", "National Day"),
    ("T9", "2018-12-02", "2019-01-01", "2019-01-02", "New Year's Day"),
    ("O6", "2019-01-20", "2019-02-04", "2019-02-11", "Spring Festival"),
    ("T7", "2019-03-08", "2019-04-07", "2019-04-08", "Tomb-sweeping Day"),
    ("T9", "2019-04-01", "2019-05-01", "2019-05-05", "Labour Day"),
    ("O6", "2019-05-25", "2019-06-09", "2019-06-10", "Dragon Boat Festival"),
    ("T7", "2019-09-01", "2019-10-01", "2019-10-08", "National Day"),
    ("T9", "2019-12-02", "2020-01-01", "2020-01-02", "New Year's Day"),
    ("O6", "2020-01-09", "2020-01-24", "2020-02-03", "Spring Festival"),
    ("T7", "2020-03-07", "2020-04-06", "2020-04-07", "Tomb-sweeping Day"),
    ("T9", "2020-04-01", "2020-05-01", "2020-05-06", "Labour Day"),
    ("O6", "2020-06-12", "2020-06-27", "2020-06-28", "Dragon Boat Festival"),
    ("T7", "2020-09-01", "2020-10-01", "2020-10-09", "National Day"),
    ("T9", "2020-12-04", "2021-01-03", "2021-01-04", "New Year's Day"),
    ("O6", "2021-01-27", "2021-02-11", "2021-02-18", "Spring Festival"),
    ("T7", "2021-03-06", "2021-04-05", "2021-04-06", "Tomb-sweeping Day"),
    ("T9", "2021-04-01", "2021-05-01", "2021-05-06", "Labour Day"),
    ("O6", "2021-05-30", "2021-06-14", "2021-06-15", "Dragon Boat Festival"),
    ("T7", "2021-09-01", "2021-10-01", "2021-10-08", "National Day"),
    ("T9", "2022-12-01", "2022-12-31", "2023-01-03", "New Year's Day"),
    ("O6", "2022-01-16", "2022-01-31", "2022-02-07", "Spring Festival"),
    ("T7", "2022-03-06", "2022-04-05", "2022-04-06", "Tomb-sweeping Day"),
    ("T9", "2022-03-31", "2022-04-30", "2022-05-05", "Labour Day"),
    ("O6", "2022-05-21", "2022-06-05", "2022-06-06", "Dragon Boat Festival"),
    ("T7", "2022-08-11", "2022-09-10", "2022-09-13", "Mid-autumn Festival"),
    ("T9", "2022-09-07", "2022-10-07", "2022-10-08", "National Day"),
    ("O6", "2022-12-17", "2023-01-01", "2023-01-03", "New Year's Day"),
    ("T7", "2022-12-28", "2023-01-27", "2023-01-28", "Spring Festival"),
    ("T9", "2023-03-06", "2023-04-05", "2023-04-06", "Tomb-sweeping Day"),
    ("O6", "2023-04-18", "2023-05-03", "2023-05-04", "Labour Day"),
    ("T7", "2023-05-23", "2023-06-22", "2023-06-25", "Dragon Boat Festival"),
    ("T9", "2023-09-06", "2023-10-06", "2023-10-07", "National Day"),
    ("O6", "2023-12-17", "2024-01-01", "2024-01-02", "New Year's Day"),
    ("T7", "2024-01-18", "2024-02-17", "2024-02-18", "Spring Festival"),
    ("T9", "2024-03-05", "2024-04-04", "2024-04-07", "Tomb-sweeping Day"),
    ("O6", "2024-04-20", "2024-05-05", "2024-05-06", "Labour Day"),
    ("T7", "2024-05-11", "2024-06-10", "2024-06-11", "Dragon Boat Festival"),
    ("T9", "2024-08-18", "2024-09-17", "2024-09-18", "Mid-autumn Festival"),
    ("O6", "2024-09-16", "2024-10-01", "2024-10-08", "National Day"),
    ("T7", "2024-12-02", "2025-01-01", "2025-01-02", "New Year's Day"),
    ("T9", "2024-12-29", "2025-01-28", "2025-02-05", "Spring Festival"),
    ("O6", "2025-03-22", "2025-04-06", "2025-04-07", "Tomb-sweeping Day"),
    ("T7", "2025-04-01", "2025-05-01", "2025-05-06", "Labour Day"),
    ("T9", "2025-05-03", "2025-06-02", "2025-06-03", "Dragon Boat Festival"),
    ("O6", "2025-09-16", "2025-10-01", "2025-10-09", "National Day"),
    ("T7", "2025-12-04", "2026-01-03", "2026-01-04", "New Year's Day"),
    ("T9", "2026-01-16", "2026-02-15", "2026-02-24", "Spring Festival"),
    ("O6", "2026-03-22", "2026-04-06", "2026-04-07", "Tomb-sweeping Day"),
    ("T7", "2026-04-01", "2026-05-01", "2026-05-06", "Labour Day"),
    ("T9", "2026-05-22", "2026-06-21", "2026-06-22", "Dragon Boat Festival"),
    ("O6", "2026-09-10", "2026-09-25", "2026-09-28", "Mid-autumn Festival"),
    ("T7", "2026-09-01", "2026-10-01", "2026-10-08", "National Day"),
    ("T7", "2020-01-30", "2020-02-29", "2020-03-02", "Saturday"),
    ("T9", "2024-01-30", "2024-02-29", "2024-02-29", "Thursday"),
    ("T7", "2018-12-01", "2018-12-31", "2019-01-02", "New Year's Day"),
    ("T9", "2022-12-01", "2022-12-31", "2023-01-03", "New Year's Day"),
    ("T7", "2025-08-29", "2025-09-28", "2025-09-28", "make-up Sunday"),
    ("T9", "2025-09-11", "2025-10-11", "2025-10-11", "make-up Saturday"),
    ("O6", "2026-01-30", "2026-02-14", "2026-02-14", "make-up Saturday"),
    ("T7", "2021-08-19", "2021-09-18", "2021-09-18", "make-up Saturday"),
    ("T9", "2019-09-05", "2019-10-05", "2019-10-08", "National Day"),
]

WORKING_DAYS = [
    # clock, first day, last day, what lies between
    ("T4", "2018-01-02", "2018-01-09", "New Year's Day"),
    ("S1", "2018-02-13", "2018-03-05", "Spring Festival"),
    ("O2", "2018-04-02", "2018-04-04", "Tomb-sweeping Day"),
    ("O5", "2018-04-25", "2018-04-28", "Labour Day"),
    ("T4", "2018-09-23", "2018-09-29", "Mid-autumn Festival"),
    ("S1", "2018-09-29", "2018-10-18", "National Day"),
    ("O2", "2018-12-29", "2019-01-03", "New Year's Day"),
    ("O5", "2019-01-31", "2019-02-03", "Spring Festival"),
    ("T4", "2019-04-04", "2019-04-12", "Tomb-sweeping Day"),
    ("S1", "2019-04-29", "2019-05-15", "Labour Day"),
    ("O2", "2019-06-04", "2019-06-06", "Dragon Boat Festival"),
    ("O5", "2019-09-09", "2019-09-12", "Mid-autumn Festival"),
    ("T4", "2019-09-30", "2019-10-12", "National Day"),
    ("S1", "2019-12-30", "2020-01-14", "New Year's Day"),
    ("O2", "2020-01-21", "2020-01-23", "Spring Festival"),
    ("O5", "2020-03-31", "2020-04-03", "Tomb-sweeping Day"),
    ("T4", "2020-04-30", "2020-05-11", "Labour Day"),
    ("S1", "2020-09-29", "2020-10-20", "National Day"),
    ("O2", "2020-12-29", "2020-12-31", "New Year's Day"),
    ("O5", "2021-02-07", "2021-02-10", "Spring Festival"),
    ("T4", "2021-04-02", "2021-04-12", "Tomb-sweeping Day"),
    ("S1", "2021-04-29", "2021-05-17", "Labour Day"),
    ("O2", "2021-06-09", "2021-06-11", "Dragon Boat Festival"),
    ("O5", "2021-09-15", "2021-09-18", "Mid-autumn Festival"),
    ("T4", "2021-09-30", "2021-10-13", "National Day"),
    ("S1", "2021-12-30", "2022-01-14", "New Year's Day"),
    ("O2", "2022-01-28", "2022-01-30", "Spring Festival"),
    ("O5", "2022-03-30", "2022-04-02", "Tomb-sweeping Day"),
    ("T4", "2022-04-29", "2022-05-10", "Labour Day"),
    ("S1", "2022-09-08", "2022-09-23", "Mid-autumn Festival"),
    ("O2", "2022-09-28", "2022-09-30", "National Day"),
    ("O5", "2022-12-28", "2023-01-03", "New Year's Day"),
    ("T4", "2023-01-20", "2023-02-01", "Spring Festival"),
    ("S1", "2023-04-03", "2023-04-18", "Tomb-sweeping Day"),
    ("O2", "2023-04-26", "2023-04-28", "Labour Day"),
    ("O5", "2023-06-18", "2023-06-21", "Dragon Boat Festival"),
    ("T4", "2023-09-28", "2023-10-11", "Mid-autumn Festival"),
    ("S1", "2023-09-28", "2023-10-18", "National Day"),
    ("O2", "2023-12-29", "2024-01-03", "New Year's Day"),
    ("O5", "2024-02-06", "2024-02-09", "Spring Festival"),
    ("T4", "2024-04-03", "2024-04-11", "Tomb-sweeping Day"),
    ("S1", "2024-04-29", "2024-05-15", "Labour Day"),
    ("O2", "2024-09-12", "2024-09-14", "Mid-autumn Festival"),
    ("O5", "2024-09-27", "2024-10-08", "National Day"),
    ("T4", "2024-12-31", "2025-01-08", "New Year's Day"),
    ("S1", "2025-01-26", "2025-02-14", "Spring Festival"),
    ("O2", "2025-04-01", "2025-04-03", "Tomb-sweeping Day"),
    ("O5", "2025-04-27", "2025-04-30", "Labour Day"),
    ("T4", "2025-05-30", "2025-06-09", "Dragon Boat Festival"),
    ("S1", "2025-09-29", "2025-10-20", "National Day"),
    ("O2", "2025-10-03", "2025-10-10", "Mid-autumn Festival"),
    ("O5", "2025-12-28", "2025-12-31", "New Year's Day"),
    ("T4", "2026-02-14", "2026-02-28", "Spring Festival"),
    ("S1", "2026-04-02", "2026-04-17", "Tomb-sweeping Day"),
    ("O2", "2026-04-28", "2026-04-30", "Labour Day"),
    ("O5", "2026-09-21", "2026-09-24", "Mid-autumn Festival"),
    ("T4", "2026-09-30", "2026-10-13", "National Day"),
    ("T4", "2025-09-27", "2025-10-10", "from a Saturday"),
    ("T4", "2025-09-28", "2025-10-11", "from a make-up Sunday"),
    ("T4", "2020-01-18", "2020-01-23", "2020: longer by notice"),
    ("S1", "2020-01-20", "2020-02-11", "2020: longer by notice"),
    ("S1", "2020-01-23", "2020-02-14", "2020: longer by notice"),
    ("O5", "2020-01-31", "2020-02-05", "2020: from a holiday"),
    ("T4", "2024-02-26", "2024-03-04", "over 29 February"),
    ("S1", "2024-02-19", "2024-03-04", "over 29 February"),
    ("T4", "2020-02-24", "2020-03-02", "over 29 February"),
    ("T4", "2019-12-27", "2020-01-06", "year end"),
    ("S1", "2024-12-20", "2025-01-06", "year end"),
    ("T4", "2025-10-01", "2025-10-14", "from a holiday"),
    ("S1", "2025-09-25", "2025-10-15", "a make-up Sunday and Saturday"),
    ("O2", "2026-02-13", "2026-02-24", "a make-up Saturday, nine days off"),
    ("T4", "2018-12-28", "2019-01-07", "make-up Saturday 29 December"),
]

EXTENSIONS = [
    # accepted on, longer by, last day, day to aim at
    ("2019-02-01", 1, "2019-04-03", "2019-04-03"),
    ("2019-08-02", 2, "2019-10-03", "2019-09-30"),
    ("2020-01-02", 3, "2020-03-05", "2020-03-05"),
    ("2020-07-03", 4, "2020-09-05", "2020-09-04"),
    ("2021-02-18", 5, "2021-04-24", "2021-04-23"),
    ("2021-11-01", 6, "2022-01-06", "2022-01-06"),
    ("2022-03-31", 7, "2022-06-06", "2022-06-06"),
    ("2022-07-04", 8, "2022-09-10", "2022-09-09"),
    ("2023-02-28", 9, "2023-05-08", "2023-05-08"),
    ("2023-07-10", 10, "2023-09-18", "2023-09-18"),
    ("2024-01-01", 11, "2024-03-12", "2024-03-12"),
    ("2024-07-05", 12, "2024-09-15", "2024-09-14"),
    ("2025-03-03", 13, "2025-05-15", "2025-05-15"),
    ("2025-07-07", 14, "2025-09-19", "2025-09-19"),
    ("2026-02-02", 15, "2026-04-18", "2026-04-17"),
    ("2026-06-30", 16, "2026-09-14", "2026-09-14"),
    ("2018-03-05", 17, "2018-05-21", "2018-05-21"),
    ("2019-02-01", 18, "2019-04-20", "2019-04-19"),
    ("2019-08-02", 19, "2019-10-20", "2019-10-18"),
    ("2020-01-02", 20, "2020-03-22", "2020-03-20"),
    ("2020-07-03", 21, "2020-09-22", "2020-09-22"),
    ("2021-02-18", 22, "2021-05-11", "2021-05-11"),
    ("2021-11-01", 23, "2022-01-23", "2022-01-21"),
    ("2022-03-31", 24, "2022-06-23", "2022-06-23"),
    ("2022-07-04", 25, "2022-09-27", "2022-09-27"),
    ("2023-02-28", 26, "2023-05-25", "2023-05-25"),
    ("2023-07-10", 27, "2023-10-05", "2023-09-28"),
    ("2024-01-01", 28, "2024-03-29", "2024-03-29"),
    ("2024-07-05", 29, "2024-10-02", "2024-09-30"),
    ("2025-03-03", 30, "2025-06-01", "2025-05-30"),
]

HEARINGS = [
    # asked for on, days of the hearing, plainly counted, last day, day to aim at
    ("2018-09-03", 1, "2018-10-03", "2018-10-04", "2018-09-30"),
    ("2019-01-07", 3, "2019-02-06", "2019-02-09", "2019-02-03"),
    ("2019-09-02", 5, "2019-10-02", "2019-10-07", "2019-09-30"),
    ("2020-01-02", 2, "2020-02-01", "2020-02-03", "2020-02-03"),
    ("2020-12-01", 4, "2020-12-31", "2021-01-04", "2021-01-04"),
    ("2021-04-01", 7, "2021-05-01", "2021-05-08", "2021-05-08"),
    ("2022-01-03", 10, "2022-02-02", "2022-02-12", "2022-02-11"),
    ("2023-09-01", 1, "2023-10-01", "2023-10-02", "2023-09-28"),
    ("2024-01-31", 1, "2024-03-01", "2024-03-02", "2024-03-01"),
    ("2024-02-01", 20, "2024-03-02", "2024-03-22", "2024-03-22"),
    ("2025-06-10", 5, "2025-07-10", "2025-07-15", "2025-07-15"),
    ("2025-09-01", 6, "2025-10-01", "2025-10-07", "2025-09-30"),
    ("2025-12-15", 15, "2026-01-14", "2026-01-29", "2026-01-29"),
    ("2026-01-19", 30, "2026-02-18", "2026-03-20", "2026-03-20"),
    ("2026-08-31", 8, "2026-09-30", "2026-10-08", "2026-10-08"),
]

STRICTER = [
    # working days, received on, last day, day to aim at, whether the law is earlier
    (5, "2025-09-30", "2025-10-14", "2025-10-14", False),
    (5, "2026-02-13", "2026-02-27", "2026-02-27", False),
    (5, "2020-01-22", "2020-02-06", "2020-02-06", False),
    (5, "2020-01-23", "2020-02-07", "2020-02-07", False),
    (5, "2023-09-28", "2023-10-11", "2023-10-11", False),
    (5, "2024-02-09", "2024-02-22", "2024-02-22", False),
    (5, "2025-06-12", "2025-06-19", "2025-06-19", False),
    (5, "2021-09-30", "2021-10-13", "2021-10-13", False),
    (6, "2020-01-21", "2020-02-05", "2020-02-05", True),
    (6, "2020-01-23", "2020-02-07", "2020-02-07", True),
    (7, "2025-09-30", "2025-10-15", "2025-10-15", True),
    (7, "2026-02-13", "2026-02-28", "2026-02-28", True),
    (8, "2025-09-26", "2025-10-11", "2025-10-11", True),
    (8, "2025-09-29", "2025-10-14", "2025-10-14", True),
    (9, "2018-02-14", "2018-03-01", "2018-03-01", True),
    (9, "2019-01-31", "2019-02-15", "2019-02-15", True),
    (9, "2022-01-28", "2022-02-12", "2022-02-11", True),
    (9, "2024-02-08", "2024-02-23", "2024-02-23", True),
    (10, "2025-09-18", "2025-10-03", "2025-09-30", True),
    (10, "2025-09-20", "2025-10-05", "2025-09-30", True),
    (10, "2025-09-24", "2025-10-09", "2025-10-09", True),
    (10, "2025-09-28", "2025-10-13", "2025-10-13", True),
    (10, "2025-06-12", "2025-06-26", "2025-06-26", False),
    (10, "2026-02-06", "2026-02-21", "2026-02-14", True),
    (10, "2026-09-21", "2026-10-06", "2026-09-30", True),
    (10, "2023-01-12", "2023-01-27", "2023-01-20", True),
    (10, "2019-04-22", "2019-05-07", "2019-05-07", False),
    (10, "2021-04-26", "2021-05-11", "2021-05-11", True),
    (1, "2025-09-30", "2025-10-09", "2025-10-09", False),
    (3, "2020-01-23", "2020-02-05", "2020-02-05", False),
]

BY_THE_OFFICE = [
    # clock, calendar days, first day, last day, day to aim at
    ("T6", 45, "2025-06-16", "2025-07-31", "2025-07-31"),
    ("T6", 30, "2024-01-30", "2024-02-29", "2024-02-29"),
    ("T6", 1, "2025-10-02", "2025-10-03", "2025-10-03"),
    ("T6", 90, "2019-12-02", "2020-03-01", "2020-02-28"),
    ("T6", 20, "2026-09-11", "2026-10-01", "2026-09-30"),
    ("O1", 3, "2025-09-28", "2025-10-01", "2025-09-30"),
    ("O1", 3, "2020-01-22", "2020-01-25", "2020-01-23"),
    ("O1", 3, "2018-12-29", "2019-01-01", "2018-12-29"),
    ("O3", 15, "2025-09-16", "2025-10-01", "2025-09-30"),
    ("O3", 15, "2024-02-14", "2024-02-29", "2024-02-29"),
    ("O3", 15, "2022-04-20", "2022-05-05", "2022-05-05"),
    ("O4", 7, "2025-04-25", "2025-05-02", "2025-04-30"),
    ("O4", 7, "2021-02-05", "2021-02-12", "2021-02-10"),
    ("O4", 7, "2023-09-25", "2023-10-02", "2023-09-28"),
    ("T11", 1, "2025-10-01", "2025-10-02", "2025-10-02"),
    ("T11", 1, "2019-05-05", "2019-05-06", "2019-05-06"),
    ("T12", 30, "2022-05-01", "2022-05-31", "2022-05-31"),
    ("T12", 30, "2023-09-01", "2023-10-01", "2023-09-28"),
    ("T13", 90, "2024-12-31", "2025-03-31", "2025-03-31"),
    ("T13", 31, "2025-12-31", "2026-01-31", "2026-01-30"),
    ("T13", 60, "2019-12-31", "2020-02-29", "2020-02-28"),
]

MINUTES = [
    # called at, minutes, latest arrival
    ("2025-06-12 09:00", 30, "2025-06-12 09:30"),
    ("2025-06-12 23:45", 30, "2025-06-13 00:15"),
    ("2025-12-31 23:31", 30, "2026-01-01 00:01"),
    ("2025-12-31 23:30", 30, "2026-01-01 00:00"),
    ("2024-02-28 23:50", 15, "2024-02-29 00:05"),
    ("2023-02-28 23:50", 15, "2023-03-01 00:05"),
    ("2025-10-01 10:00", 30, "2025-10-01 10:30"),
    ("2026-02-28 12:00", 1440, "2026-03-01 12:00"),
    ("2020-01-25 22:10", 120, "2020-01-26 00:10"),
    ("2018-06-30 00:00", 1, "2018-06-30 00:01"),
    ("2019-11-11 11:11", 49, "2019-11-11 12:00"),
]


@pytest.mark.parametrize(("clock", "start", "last", "target", "falls_on"), DUTIES)
def test_an_authority_is_never_given_longer(
    clock: str, start: str, last: str, target: str, falls_on: str
) -> None:
    due = deadline(POLICY[Clock(clock)], day(start), DAYS)
    assert ends(due) == (last, last, target)
    assert not due.provisional
    assert (ReasonCode.AUTHORITY_NOT_LENGTHENED in {step.code for step in due.steps}) == (
        last != target
    )


@pytest.mark.parametrize(("clock", "start", "nominal", "last", "falls_on"), RIGHTS)
def test_a_right_moves_on_to_a_working_day(
    clock: str, start: str, nominal: str, last: str, falls_on: str
) -> None:
    due = deadline(OFFICE[Clock(clock)], day(start), DAYS)
    assert ends(due) == (nominal, last, last)


@pytest.mark.parametrize(("clock", "start", "last", "between"), WORKING_DAYS)
def test_working_days(clock: str, start: str, last: str, between: str) -> None:
    due = deadline(OFFICE[Clock(clock)], day(start), DAYS)
    assert ends(due) == (last, last, last)
    assert days_left(due, day(start)) == due.length


@pytest.mark.parametrize(("start", "extension", "last", "target"), EXTENSIONS)
def test_extensions(start: str, extension: int, last: str, target: str) -> None:
    due = deadline(POLICY[Clock.HANDLING], day(start), DAYS, extension=extension)
    assert ends(due) == (last, last, target)
    assert due.extension == extension


@pytest.mark.parametrize(("start", "days", "nominal", "last", "target"), HEARINGS)
def test_hearings_of_a_rereview(
    start: str, days: int, nominal: str, last: str, target: str
) -> None:
    due = deadline(POLICY[Clock.DECIDE_REREVIEW], day(start), DAYS, excluded=days)
    assert ends(due) == (nominal, last, target)
    assert due.excluded == days


@pytest.mark.parametrize("clock", [Clock.SORT, Clock.NOTICE_ROUTED])
@pytest.mark.parametrize(("length", "start", "last", "target", "law_is_earlier"), STRICTER)
def test_an_offices_working_days_end_no_later_than_the_law(
    clock: Clock, length: int, start: str, last: str, target: str, law_is_earlier: bool
) -> None:
    limit = Limit(clock, length, DayKind.WORKING, date.min)
    rule = with_limits(NATIONAL, [limit], "stricter").on(date.max)[clock]
    due = deadline(rule, day(start), DAYS)
    assert ends(due) == (last, last, target)
    earlier = [step for step in due.steps if step.code is ReasonCode.LAW_IS_EARLIER]
    assert [(step.day, step.article) for step in earlier] == (
        [(day(last), POLICY[clock].article)] if law_is_earlier else []
    )
    eve = date.fromordinal(due.adjusted.toordinal() - 1)
    assert days_left(due, eve) == 1, "the last day is one day, be it a rest day"
    assert near_from(due, rule) == due.adjusted, "nobody is warned unless the limit says so"
    assert state_of(due, None, eve, rule) is not ClockState.DUE_TODAY


@pytest.mark.parametrize(("clock", "length", "start", "last", "target"), BY_THE_OFFICE)
def test_limits_the_law_leaves_open(
    clock: str, length: int, start: str, last: str, target: str
) -> None:
    limit = Limit(Clock(clock), length, DayKind.CALENDAR, date.min)
    rule = with_limits(NATIONAL, [limit], "ours").on(date.max)[Clock(clock)]
    assert ends(deadline(rule, day(start), DAYS)) == (last, last, target)


@pytest.mark.parametrize(("called", "minutes", "latest"), MINUTES)
def test_minutes_run_through_nights_and_holidays(called: str, minutes: int, latest: str) -> None:
    limit = Limit(Clock.ARRIVAL, minutes, DayKind.MINUTES, date.min)
    rule = with_limits(NATIONAL, [limit], "ours").on(date.max)[Clock.ARRIVAL]
    at = datetime.fromisoformat(called).replace(tzinfo=BEIJING)
    due = deadline(rule, at.date(), DAYS, started_at=at)
    assert due.ends_at == datetime.fromisoformat(latest).replace(tzinfo=BEIJING)
    assert ends(due) == (latest[:10],) * 3
    assert not due.provisional


EDITIONS = [
    # the office's limit of T1 (calendar days), from the day on, received on, last day
    (5, "2025-07-01", "2025-06-30", "2025-07-15"),
    (5, "2025-07-01", "2025-07-01", "2025-07-06"),
    (5, "2025-07-01", "2025-07-02", "2025-07-07"),
    (10, "2024-02-29", "2024-02-28", "2024-03-14"),
    (10, "2024-02-29", "2024-02-29", "2024-03-10"),
    (1, "2026-01-01", "2025-12-31", "2026-01-15"),
    (1, "2026-01-01", "2026-01-01", "2026-01-02"),
    (15, "2026-01-01", "2026-01-01", "2026-01-16"),
]


@pytest.mark.parametrize(("length", "effective", "received", "last"), EDITIONS)
def test_a_limit_counts_what_starts_on_its_day_or_later(
    length: int, effective: str, received: str, last: str
) -> None:
    limit = Limit(Clock.SORT, length, DayKind.CALENDAR, day(effective))
    book = with_limits(NATIONAL, [limit], "ours")
    (sorting,) = clocks_of([event(f"{received} 10:00", Action.SUBMIT)], DAYS, BEIJING, book)
    assert sorting.deadline.adjusted == day(last)
    late_entry = event(f"{effective} 10:00", Action.ENTER, received_on=received)
    (entered,) = clocks_of([late_entry], DAYS, BEIJING, book)
    assert entered.deadline.adjusted == day(last), "the day it came in decides, not its entry"


FEEDBACK = [
    # recommendation received on, last day: thirty days until the Regulation of 2022 named none
    ("2018-03-01", "2018-03-31"),
    ("2021-09-01", "2021-10-01"),
    ("2022-01-30", "2022-03-01"),
    ("2022-04-30", "2022-05-30"),
    ("2022-05-01", None),
    ("2025-06-12", None),
]


@pytest.mark.parametrize(("sent", "last"), FEEDBACK)
def test_the_answer_to_a_recommendation(sent: str, last: str | None) -> None:
    clocks = clocks_of([event(f"{sent} 10:00", Occasion.RECOMMENDATION_SENT)], DAYS, BEIJING)
    assert [clock.deadline.adjusted.isoformat() for clock in clocks] == ([last] if last else [])
    assert all(clock.rule.article == "信访条例(2005) §36" for clock in clocks)


def test_an_objection_on_the_sixth_working_day_is_too_late() -> None:
    window = deadline(POLICY[Clock.OBJECTION], date(2025, 6, 12), DAYS)
    check_objection(window, date(2025, 6, 19), "不属本单位职权")
    with pytest.raises(ObjectionRefused) as refused:
        check_objection(window, date(2025, 6, 20), "不属本单位职权")
    assert (refused.value.code, refused.value.article) == ("too_late", "信访工作条例 §23(3)")


@pytest.mark.parametrize("reason", ["", " ", "\n\t", "\u3000"])
def test_an_objection_needs_reasons(reason: str) -> None:
    window = deadline(POLICY[Clock.OBJECTION], date(2025, 6, 12), DAYS)
    with pytest.raises(ObjectionRefused) as refused:
        check_objection(window, date(2025, 6, 13), reason)
    assert (refused.value.code, refused.value.article) == ("without_reason", "信访工作条例 §23(3)")


@pytest.mark.parametrize(
    ("days", "reason", "already", "code"),
    [
        (31, "案情复杂", False, "too_long"),
        (10, "案情复杂", True, "second_extension"),
        (10, "\u3000", False, "without_reason"),
        (31, "", True, "second_extension"),
        (0, "案情复杂", False, "not_positive"),
    ],
)
def test_extensions_refused(days: int, reason: str, already: bool, code: str) -> None:
    with pytest.raises(ExtensionRefused) as refused:
        check_extension(days, reason, already_extended=already)
    assert (refused.value.code, refused.value.article) == (code, "信访工作条例 §34")
    with pytest.raises(ExtensionRefused, match="too_long"):
        deadline(POLICY[Clock.HANDLING], date(2025, 3, 3), DAYS, extension=31)


def test_a_rereview_is_asked_for_only_after_a_review_opinion() -> None:
    replied = [
        event("2025-03-03 10:00", Action.ACCEPT, petition_class="appeal"),
        event("2025-04-10 10:00", Action.ISSUE_REPLY),
    ]
    assert Clock.ASK_REREVIEW not in {each.clock for each in clocks_of(replied, DAYS, BEIJING)}
    reviewed = [
        *replied,
        event("2025-05-06 10:00", Action.REQUEST_REVIEW),
        event("2025-06-03 10:00", Action.DECIDE_REVIEW, served_on="2025-06-05"),
    ]
    *_, window = clocks_of(reviewed, DAYS, BEIJING)
    assert (window.clock, window.deadline.start) == (Clock.ASK_REREVIEW, date(2025, 6, 5))
    assert ends(window.deadline) == ("2025-07-05", "2025-07-07", "2025-07-07")
