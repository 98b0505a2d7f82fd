"""The table of limits against the Regulation, and offices that want it otherwise."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.policy import (
    FixedByLaw,
    Force,
    Limit,
    LooserThanLaw,
    NotPositive,
    OwedBy,
    Policy,
    Rulebook,
    with_limits,
)
from petitions.rules.rulebook import NATIONAL, POLICY
from petitions.rules.terms import Clock, DayKind

CALENDAR, WORKING, MINUTES = DayKind.CALENDAR, DayKind.WORKING, DayKind.MINUTES
LAW, OFFICE = Force.LAW, Force.OFFICE
DAY = date(2026, 1, 1)

TABLE = [
    # clock, length, kind, article, owed by
    (Clock.SORT, 15, CALENDAR, "信访工作条例 §22", OwedBy.LETTERS_OFFICE),
    (Clock.NOTICE_DIRECT, 15, CALENDAR, "信访工作条例 §23(1)(2)", OwedBy.UNIT),
    (Clock.NOTICE_ROUTED, 15, CALENDAR, "信访工作条例 §23(3)", OwedBy.UNIT),
    (Clock.OBJECTION, 5, WORKING, "信访工作条例 §23(3)", OwedBy.UNIT),
    (Clock.HANDLING, 60, CALENDAR, "信访工作条例 §34", OwedBy.UNIT),
    (Clock.ASSIGNED, None, CALENDAR, "信访工作条例 §22(3)", OwedBy.UNIT),
    (Clock.ASK_REVIEW, 30, CALENDAR, "信访工作条例 §35", OwedBy.CITIZEN),
    (Clock.DECIDE_REVIEW, 30, CALENDAR, "信访工作条例 §35", OwedBy.REVIEWER),
    (Clock.ASK_REREVIEW, 30, CALENDAR, "信访工作条例 §36", OwedBy.CITIZEN),
    (Clock.DECIDE_REREVIEW, 30, CALENDAR, "信访工作条例 §36", OwedBy.REVIEWER),
    (Clock.REPORT_URGENT, None, CALENDAR, "信访工作条例 §25", OwedBy.EVERY_UNIT),
    (Clock.FEEDBACK, None, CALENDAR, "信访工作条例 §40", OwedBy.UNIT),
    (Clock.ANNUAL_REPORT, None, CALENDAR, "信访工作条例 §41", OwedBy.LETTERS_OFFICE),
    (Clock.SIMPLE, 10, WORKING, "信访事项简易办理办法", OwedBy.UNIT),
    (Clock.PASS_ON, None, CALENDAR, "domain.md §4.C C3", OwedBy.LETTERS_OFFICE),
    (Clock.RULE_OBJECTION, None, WORKING, "domain.md §1.1", OwedBy.LETTERS_OFFICE),
    (Clock.ORDINARY, None, CALENDAR, "domain.md §4.C C1", OwedBy.UNIT),
    (Clock.URGENT, None, CALENDAR, "domain.md §4.C C2", OwedBy.UNIT),
    (Clock.ADMIT_REVIEW, None, WORKING, "domain.md §1.5", OwedBy.REVIEWER),
    (Clock.EVALUATION, None, CALENDAR, "domain.md §2.4", OwedBy.CITIZEN),
    (Clock.ARRIVAL, None, MINUTES, "domain.md §4.J J2", OwedBy.UNIT),
]
WINDOWS = {Clock.OBJECTION, Clock.ASK_REVIEW, Clock.ASK_REREVIEW, Clock.EVALUATION}


def ours(*limits: Limit, book: Rulebook = NATIONAL) -> Policy:
    """The newest rules of an office with these limits."""
    return with_limits(book, limits, "ours").on(date.max)


def limit(clock: Clock, length: int | None, kind: DayKind | None = None) -> Limit:
    return Limit(clock, length, kind or POLICY[clock].kind, DAY)


@pytest.mark.parametrize(("clock", "length", "kind", "article", "owed_by"), TABLE)
def test_the_table(
    clock: Clock, length: int | None, kind: DayKind, article: str, owed_by: OwedBy
) -> None:
    rule = POLICY[clock]
    assert (rule.clock, rule.length, rule.kind) == (clock, length, kind)
    assert (rule.article, rule.owed_by) == (article, owed_by)
    assert rule.force is (OFFICE if clock.startswith("O") else LAW)
    assert rule.duty is (clock not in WINDOWS)
    assert rule.max_extension == (30 if clock is Clock.HANDLING else 0)
    assert rule.moves_on is (owed_by is OwedBy.CITIZEN), "only a citizen's right moves on"
    assert bool(rule.excludes) is (clock is Clock.DECIDE_REREVIEW), "信访工作条例 §36 alone"


def test_every_clock_has_a_row_and_a_name_of_its_own() -> None:
    assert set(POLICY) == set(Clock) == {row[0] for row in TABLE}
    assert len({rule.name for rule in POLICY.values()}) == len(Clock)
    assert len({rule.name_en for rule in POLICY.values()}) == len(Clock)


@given(
    st.sampled_from([Clock.SORT, Clock.NOTICE_DIRECT, Clock.NOTICE_ROUTED, Clock.HANDLING]),
    st.integers(-5, 100),
)
def test_a_duty_may_only_be_stricter(clock: Clock, wanted: int) -> None:
    legal = POLICY[clock].length
    assert legal is not None
    if 1 <= wanted <= legal:
        stricter = ours(limit(clock, wanted))
        assert stricter[clock].length == wanted
        assert {other: stricter[other] for other in Clock if other != clock} == {
            other: POLICY[other] for other in Clock if other != clock
        }
    else:
        with pytest.raises(NotPositive if wanted < 1 else LooserThanLaw) as refused:
            ours(limit(clock, wanted))
        error = refused.value
        assert (error.clock, error.wanted, error.legal) == (clock, wanted, legal)
        assert error.article == POLICY[clock].article


@pytest.mark.parametrize("clock", [Clock.OBJECTION, Clock.ASK_REVIEW, Clock.ASK_REREVIEW])
@pytest.mark.parametrize("change", [-1, 1])
def test_a_window_is_not_the_offices_to_alter(clock: Clock, change: int) -> None:
    legal = POLICY[clock].length
    assert legal is not None
    assert ours(limit(clock, legal))[clock].length == legal
    with pytest.raises(FixedByLaw):
        ours(limit(clock, legal + change))


def test_tightening_twice_is_measured_against_the_law() -> None:
    once = with_limits(NATIONAL, [limit(Clock.SORT, 5)], "once")
    twice = ours(limit(Clock.SORT, 10), book=once)[Clock.SORT]
    assert (twice.length, twice.legal, twice.legal_kind) == (10, 15, CALENDAR)
    back = ours(limit(Clock.SORT, None), book=once)[Clock.SORT]
    assert back.length == 15


def test_an_assigned_limit_has_no_legal_length() -> None:
    assert ours(limit(Clock.ASSIGNED, 90))[Clock.ASSIGNED].length == 90
    with pytest.raises(NotPositive):
        ours(limit(Clock.ASSIGNED, 0))


def test_the_law_itself_cannot_be_written_to() -> None:
    ours(limit(Clock.SORT, 3))
    assert POLICY[Clock.SORT].length == 15
    with pytest.raises(TypeError):
        POLICY[Clock.SORT] = POLICY[Clock.HANDLING]  # type: ignore[index]
