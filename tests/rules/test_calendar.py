"""Working days: the package's table, a second opinion, and the office's own notice rows."""

from datetime import date, datetime, timedelta

import chinese_calendar
import pytest
from holidays.version import __version__ as package_version
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.calendar import (
    BadNotice,
    NoticeKind,
    NoticeRow,
    RawRow,
    WorkingCalendar,
    national_calendar,
    parse_notice_rows,
    with_notice,
)

NATIONAL = national_calendar(2018, 2027)
KNOWN_DAYS = st.dates(date(2019, 1, 1), date(2026, 11, 30))


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("year", range(2018, 2027))
def test_second_opinion_agrees_on_every_day(year: int) -> None:
    different = [
        day for day in days_of(year) if NATIONAL.is_working(day) != chinese_calendar.is_workday(day)
    ]
    assert different == []


@pytest.mark.parametrize("year", range(2018, 2026))
def test_one_year_alone_knows_its_last_days(year: int) -> None:
    alone = national_calendar(year, year)
    assert [alone.is_working(day) for day in days_of(year)] == [
        NATIONAL.is_working(day) for day in days_of(year)
    ]
    assert {day.year for day in alone.days_off | alone.make_up_days} == {year}


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2025-06-13", True),
        ("2025-06-14", False),
        ("2025-05-01", False),
        ("2025-09-28", True),
        ("2025-10-08", False),
        ("2025-10-11", True),
        ("2026-02-14", True),
        ("2026-02-16", False),
    ],
)
def test_single_days(day: str, working: bool) -> None:
    assert NATIONAL.is_working(date.fromisoformat(day)) is working


def test_only_announced_years_are_certain() -> None:
    assert NATIONAL.announced_years == frozenset(range(2018, 2027))
    assert not NATIONAL.is_provisional(date(2026, 12, 31))
    assert NATIONAL.is_provisional(date(2027, 1, 1))
    assert NATIONAL.is_provisional(date(2040, 1, 1))


def test_names_are_the_published_ones() -> None:
    assert NATIONAL.name_of(date(2025, 10, 1)) == "国庆节"
    assert NATIONAL.name_of(date(2025, 6, 12)) is None


@given(KNOWN_DAYS, st.integers(1, 40))
def test_adding_is_counting_one_by_one(start: date, n: int) -> None:
    end = NATIONAL.add_working_days(start, n)
    between = [start + timedelta(i) for i in range(1, (end - start).days + 1)]
    assert sum(map(NATIONAL.is_working, between)) == n
    assert NATIONAL.is_working(end)


@given(KNOWN_DAYS)
def test_nearest_working_days(day: date) -> None:
    before, after = NATIONAL.working_on_or_before(day), NATIONAL.working_on_or_after(day)
    assert before <= day <= after
    assert NATIONAL.is_working(before)
    assert NATIONAL.is_working(after)
    assert (before == day) == (after == day) == NATIONAL.is_working(day)


def test_adding_nothing_or_less() -> None:
    saturday = date(2025, 6, 14)
    assert NATIONAL.add_working_days(saturday, 0) == saturday
    with pytest.raises(ValueError, match=r"^working days are counted forward$"):
        NATIONAL.add_working_days(saturday, -1)


def test_a_plain_week_without_any_notice() -> None:
    plain = WorkingCalendar("plain", frozenset(), frozenset(), frozenset())
    assert plain.add_working_days(date(2025, 6, 12), 5) == date(2025, 6, 19)
    assert plain.name_of(date(2025, 6, 12)) is None


NOTICE_2027 = [
    ("2027-01-01", "off", "元旦"),
    ("2027-01-02", "off", "元旦"),
    ("2027-01-03", "work", ""),
    ("2027-02-05", "off", "春节"),
    ("2027-10-01", "off", "国庆节"),
]


def test_a_whole_notice_announces_its_year_and_replaces_guesses() -> None:
    assert not NATIONAL.is_working(date(2027, 5, 3))
    loaded = with_notice(NATIONAL, NOTICE_2027)
    assert not loaded.is_provisional(date(2027, 1, 1))
    assert loaded.is_working(date(2027, 1, 3))
    assert not loaded.is_working(date(2027, 2, 5))
    assert loaded.is_working(date(2027, 5, 3)), "a guess the notice does not repeat is gone"
    assert loaded.name_of(date(2027, 10, 1)) == "国庆节"
    assert loaded.name_of(date(2027, 5, 3)) is None
    assert loaded.is_working(date(2026, 10, 10)) == NATIONAL.is_working(date(2026, 10, 10))


def test_a_single_row_changes_only_its_day() -> None:
    loaded = with_notice(NATIONAL, [(date(2027, 3, 1), "off", "本地放假")])
    assert loaded.is_provisional(date(2027, 3, 1))
    assert not loaded.is_working(date(2027, 3, 1))
    assert loaded.days_off == NATIONAL.days_off | {date(2027, 3, 1)}


def test_a_row_turns_a_day_both_ways() -> None:
    make_up, holiday = date(2025, 9, 28), date(2025, 10, 8)
    loaded = with_notice(NATIONAL, [(make_up, "off", ""), (holiday, "work", "")])
    assert not loaded.is_working(make_up)
    assert loaded.is_working(holiday)


def test_announced_years_can_be_said_outright() -> None:
    rows = [("2027-02-05", "off", "春节")]
    assert with_notice(NATIONAL, rows, announces=[2027]).announced_years >= {2027}
    assert with_notice(NATIONAL, NOTICE_2027, announces=[]).is_provisional(date(2027, 1, 1))


NOTICE_2026 = [
    ("2026-01-01", "off", "元旦"),
    ("2026-02-17", "off", "春节"),
    ("2026-10-01", "off", "国庆节"),
    ("2026-10-10", "work", "国庆节调休"),
]


def test_a_notice_replaces_a_year_that_was_announced() -> None:
    laid_over = with_notice(NATIONAL, NOTICE_2026)
    assert not laid_over.is_working(date(2026, 2, 18)), "what it does not name stays as it was"
    assert laid_over.is_working(date(2026, 2, 14))
    replaced = with_notice(NATIONAL, NOTICE_2026, replaces=[2026])
    assert replaced.is_working(date(2026, 2, 18))
    assert not replaced.is_working(date(2026, 2, 14)), "its make-up days are gone too"
    assert not replaced.is_working(date(2026, 10, 1))
    assert replaced.is_working(date(2026, 10, 10))
    assert {day for day in replaced.names if day.year == 2026} == {
        date.fromisoformat(day) for day, _, _ in NOTICE_2026
    }
    assert replaced.name_of(date(2026, 10, 10)) == "国庆节调休"
    assert not replaced.is_provisional(date(2026, 2, 18))
    for year in (2025, 2027):
        assert [replaced.is_working(day) for day in days_of(year)] == [
            NATIONAL.is_working(day) for day in days_of(year)
        ]


def test_replacing_another_year_leaves_the_rows_as_single_changes() -> None:
    replaced = with_notice(NATIONAL, [("2026-03-02", "off", "")], announces=[], replaces=[2027])
    assert not replaced.is_working(date(2026, 3, 2))
    assert not replaced.is_working(date(2026, 2, 18))
    assert {day.year for day in replaced.days_off} == set(range(2018, 2027))
    assert replaced.is_provisional(date(2027, 1, 1))


def test_a_replaced_year_has_a_version_of_its_own() -> None:
    laid_over = with_notice(NATIONAL, NOTICE_2026)
    assert with_notice(NATIONAL, NOTICE_2026, replaces=[2026]).version != laid_over.version
    assert with_notice(NATIONAL, NOTICE_2026, announces=[]).version != laid_over.version


def test_a_second_notice_lies_over_the_first() -> None:
    first = with_notice(NATIONAL, NOTICE_2026, replaces=[2026])
    second = with_notice(first, [("2026-02-17", "work", "")])
    assert second.is_working(date(2026, 2, 17))
    assert second.is_working(date(2026, 2, 18))
    assert second.version.startswith(f"{first.version}+")


def test_a_notice_is_whole_with_both_ends_of_the_year_off() -> None:
    whole = [("2027-01-01", "off", ""), ("2027-10-01", "off", "")]
    assert not with_notice(NATIONAL, whole).is_provisional(date(2027, 5, 1))
    for half in (whole[:1], whole[1:], [("2027-01-01", "off", ""), ("2027-10-01", "work", "")]):
        assert with_notice(NATIONAL, half).is_provisional(date(2027, 5, 1))
    across = [("2027-01-01", "off", ""), ("2028-10-01", "off", "")]
    assert with_notice(NATIONAL, across).announced_years == NATIONAL.announced_years


def test_the_spring_festival_of_2020_was_made_longer() -> None:
    rest = [date(2020, 1, 24) + timedelta(n) for n in range(10)]
    assert not any(map(NATIONAL.is_working, rest))
    assert NATIONAL.is_working(date(2020, 1, 19)), "a make-up Sunday"
    assert NATIONAL.is_working(date(2020, 2, 3))


def test_a_calendar_whole() -> None:
    found = national_calendar(2025, 2027)
    assert found.version == f"holidays-{package_version}:2025-2027"
    assert found.announced_years == {2025, 2026}
    assert dict(found.names) == {
        day: name for day, name in NATIONAL.names.items() if day.year >= 2025
    }
    assert found.name_of(date(2025, 10, 1)) == "国庆节"
    assert found.days_off == {day for day in NATIONAL.days_off if day.year >= 2025}
    assert found.make_up_days == {day for day in NATIONAL.make_up_days if day.year >= 2025}
    with pytest.raises(TypeError):
        found.names[date(2025, 1, 1)] = "x"  # type: ignore[index]


def test_every_field_of_a_row_is_part_of_the_version() -> None:
    rows = [("2027-03-01", "off", "甲"), ("2027-03-01", "work", "甲")]
    rows += [("2027-03-01", "off", "乙"), ("2027-03-02", "off", "甲")]
    versions = {with_notice(NATIONAL, [row]).version for row in rows}
    assert len(versions) == len(rows)
    for version in versions:
        assert len(version) == len(f"{NATIONAL.version}+") + 8


def test_version_follows_the_rows() -> None:
    assert with_notice(NATIONAL, []) is NATIONAL
    once, again = with_notice(NATIONAL, NOTICE_2027), with_notice(NATIONAL, NOTICE_2027[::-1])
    assert once == again
    assert once.version == again.version != NATIONAL.version
    assert with_notice(NATIONAL, NOTICE_2027[1:]).version != once.version


def test_rows_as_tables_and_sheets_give_them() -> None:
    rows: list[RawRow] = [
        (datetime(2027, 1, 2, 8, 30), " OFF ", " 元旦 "),
        (" 2027-01-01 ", "work", ""),
    ]
    assert parse_notice_rows(rows) == (
        NoticeRow(date(2027, 1, 1), NoticeKind.WORK, ""),
        NoticeRow(date(2027, 1, 2), NoticeKind.OFF, "元旦"),
    )


@pytest.mark.parametrize(
    ("second", "code"),
    [
        (("2027-02-30", "off", ""), "bad_date"),
        (("", "off", ""), "bad_date"),
        (("2027-01-02", "rest", ""), "bad_kind"),
        (("2027-01-01", "work", ""), "duplicate_day"),
    ],
)
def test_bad_rows_are_named(second: tuple[str, str, str], code: str) -> None:
    with pytest.raises(BadNotice) as refused:
        parse_notice_rows([("2027-01-01", "off", "元旦"), second])
    assert (refused.value.code, refused.value.row) == (code, 2)
    assert str(refused.value) == f"{code} in row 2"
