"""Limits of other procedures: article, body, and the last day by months and days, moved from a rest day."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.admissibility import LimitUnit, TimeLimit
from petitions.rules.calendar import national_calendar
from petitions.rules.other_procedures import USUAL, WAYS, Way, reckon
from petitions.rules.terms import Procedure
from petitions.rules.whereabouts import says_nothing

CALENDAR = national_calendar(2010, 2040)
ITEM = {
    Procedure.LITIGATION: 1,
    Procedure.ARBITRATION: 2,
    Procedure.PARTY_APPEAL: 3,
    Procedure.ADMINISTRATIVE: 4,
    Procedure.DUTY_REQUEST: 5,
}
days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


def test_every_way_has_body_and_article_and_every_item_a_way() -> None:
    assert set(WAYS) == set(Way)
    for row in WAYS.values():
        assert row.article == f"信访工作条例 §31({ITEM[row.procedure]})"
        assert row.kinds
    assert {row.procedure for row in WAYS.values()} == set(Procedure)
    assert {procedure: WAYS[way].procedure for procedure, way in USUAL.items()} == {
        each: each for each in Procedure
    }


@pytest.mark.parametrize(
    ("way", "article", "known", "ends", "last"),
    [
        (Way.RECONSIDERATION, "行政复议法 §20", "2025-03-03", "2025-05-02", "2025-05-06"),
        (Way.RECONSIDERATION, "行政复议法 §20", "2025-06-12", "2025-08-11", "2025-08-11"),
        (Way.LAWSUIT, "行政诉讼法 §46", "2025-03-03", "2025-09-03", "2025-09-03"),
        (Way.LAWSUIT, "行政诉讼法 §46", "2025-08-31", "2026-02-28", "2026-02-28"),
        (Way.LAWSUIT, "行政诉讼法 §46", "2025-04-01", "2025-10-01", "2025-10-09"),
        (Way.INACTION_SUIT, "行政诉讼法 §47", "2025-12-31", "2026-02-28", "2026-02-28"),
        (Way.DUTY_REQUEST, "行政诉讼法 §47", "2025-03-10", "2025-05-10", "2025-05-10"),
    ],
)
def test_worked_days(way: Way, article: str, known: str, ends: str, last: str) -> None:
    row = WAYS[way]
    assert row.limit is not None
    found = reckon(row, row.limit, date.fromisoformat(known), CALENDAR)
    assert row.limit.article == article
    assert (found.ends_on.isoformat(), found.last_on.isoformat()) == (ends, last)


@given(days, st.integers(1, 240))
def test_a_month_ends_on_the_same_number_or_the_month_s_last(known: date, months: int) -> None:
    found = reckon(
        WAYS[Way.ARBITRATION], TimeLimit(months, LimitUnit.MONTHS, ""), known, CALENDAR
    ).ends_on
    assert (found.year - known.year) * 12 + found.month - known.month == months
    assert found.day == min(known.day, monthrange(found.year, found.month)[1])


@given(days, days, st.integers(1, 240), st.sampled_from(LimitUnit))
def test_who_knew_later_never_has_less_time(
    one: date, other: date, length: int, unit: LimitUnit
) -> None:
    first, second = sorted((one, other))
    limit, row = TimeLimit(length, unit, ""), WAYS[Way.ARBITRATION]
    earlier, later = (reckon(row, limit, day, CALENDAR) for day in (first, second))
    assert first < earlier.ends_on <= earlier.last_on
    assert earlier.ends_on <= later.ends_on
    assert earlier.last_on <= later.last_on


@given(days)
def test_a_right_moves_on_and_a_wait_does_not(known: date) -> None:
    right = WAYS[Way.LAWSUIT]
    assert right.limit is not None
    found = reckon(right, right.limit, known, CALENDAR)
    if CALENDAR.is_provisional(found.ends_on) or CALENDAR.is_provisional(
        CALENDAR.working_on_or_after(found.ends_on)
    ):
        assert found.last_on == found.ends_on, "no later day is told than is certain"
    else:
        assert CALENDAR.is_working(found.last_on)
        assert found.last_on - found.ends_on < timedelta(days=14)
    wait = WAYS[Way.INACTION_SUIT]
    assert wait.limit is not None
    waited = reckon(wait, wait.limit, known, CALENDAR)
    assert waited.last_on == waited.ends_on


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "　",
        "无",
        "没有。",
        "——",
        "N/A",
        "none",
        "请向有关部门提出",
        "有关单位",
        "12345",
        "。",
    ],
)
def test_blanks_in_disguise(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text",
    ["市人民法院", "请向区人民法院提出。", "市劳动人事争议仲裁委员会", "The court", "本单位"],
)
def test_places_that_can_be_gone_to(text: str) -> None:
    assert not says_nothing(text)
