"""The table of limits against the Regulation, and offices that want it otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.policy import POLICY, FixedByLaw, LooserThanLaw, OwedBy, tightened
from petitions.rules.terms import Clock, DayKind

TABLE = [
    (Clock.SORT, 15, DayKind.CALENDAR, "§22", 0, True, OwedBy.AUTHORITY),
    (Clock.NOTICE_DIRECT, 15, DayKind.CALENDAR, "§23(1)(2)", 0, True, OwedBy.AUTHORITY),
    (Clock.NOTICE_ROUTED, 15, DayKind.CALENDAR, "§23(3)", 0, True, OwedBy.AUTHORITY),
    (Clock.OBJECTION, 5, DayKind.WORKING, "§23(3)", 0, False, OwedBy.AUTHORITY),
    (Clock.HANDLING, 60, DayKind.CALENDAR, "§34", 30, True, OwedBy.AUTHORITY),
    (Clock.ASSIGNED, None, DayKind.CALENDAR, "§22(3)", 0, True, OwedBy.AUTHORITY),
    (Clock.ASK_REVIEW, 30, DayKind.CALENDAR, "§35", 0, False, OwedBy.CITIZEN),
]


@pytest.mark.parametrize(
    ("clock", "length", "kind", "article", "extension", "duty", "owed_by"), TABLE
)
def test_the_table(
    clock: Clock,
    length: int | None,
    kind: DayKind,
    article: str,
    extension: int,
    duty: bool,
    owed_by: OwedBy,
) -> None:
    rule = POLICY[clock]
    assert (rule.clock, rule.length, rule.kind) == (clock, length, kind)
    assert rule.article == f"信访工作条例 {article}"
    assert (rule.max_extension, rule.duty, rule.owed_by) == (extension, duty, owed_by)
    assert not rule.exclusions, "the Regulation leaves out a hearing only in a re-review"


def test_every_clock_has_a_row_and_a_name_of_its_own() -> None:
    assert set(POLICY) == set(Clock)
    assert len({rule.name_code for rule in POLICY.values()}) == len(Clock)


@given(
    st.sampled_from([Clock.SORT, Clock.NOTICE_DIRECT, Clock.NOTICE_ROUTED, Clock.HANDLING]),
    st.integers(-5, 100),
)
def test_a_duty_may_only_be_stricter(clock: Clock, wanted: int) -> None:
    legal = POLICY[clock].length
    assert legal is not None
    if 1 <= wanted <= legal:
        ours = tightened(POLICY, {clock: wanted})
        assert ours[clock].length == wanted
        assert {other: ours[other] for other in Clock if other != clock} == {
            other: POLICY[other] for other in Clock if other != clock
        }
    else:
        with pytest.raises(LooserThanLaw) as refused:
            tightened(POLICY, {clock: wanted})
        error = refused.value
        assert (error.clock, error.wanted, error.legal) == (clock, wanted, legal)
        assert error.article == POLICY[clock].article


@pytest.mark.parametrize("clock", [Clock.OBJECTION, Clock.ASK_REVIEW])
@pytest.mark.parametrize("change", [-1, 1])
def test_a_window_is_not_the_offices_to_alter(clock: Clock, change: int) -> None:
    legal = POLICY[clock].length
    assert legal is not None
    assert tightened(POLICY, {clock: legal}) == POLICY
    with pytest.raises(FixedByLaw):
        tightened(POLICY, {clock: legal + change})


def test_tightening_twice_is_measured_against_the_law() -> None:
    ours = tightened(tightened(POLICY, {Clock.SORT: 5}), {Clock.SORT: 10})
    assert ours[Clock.SORT].length == 10


def test_an_assigned_limit_has_no_legal_length() -> None:
    assert tightened(POLICY, {Clock.ASSIGNED: 90})[Clock.ASSIGNED].length == 90
    with pytest.raises(LooserThanLaw):
        tightened(POLICY, {Clock.ASSIGNED: 0})


def test_the_law_itself_cannot_be_written_to() -> None:
    tightened(POLICY, {Clock.SORT: 3})
    assert POLICY[Clock.SORT].length == 15
    with pytest.raises(TypeError):
        POLICY[Clock.SORT] = POLICY[Clock.HANDLING]  # type: ignore[index]
