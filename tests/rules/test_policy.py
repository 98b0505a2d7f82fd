"""The table of limits against the Regulation, and offices that want it otherwise."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.policy import (
    ClockRule,
    Fact,
    FixedByLaw,
    Force,
    Limit,
    LimitRefused,
    LongerThanPromised,
    LooserThanLaw,
    NotPositive,
    OwedBy,
    Policy,
    Rulebook,
    Warn,
    WrongKind,
    checked_length,
    law_of,
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
    (Clock.REPORT_URGENT, None, CALENDAR, "信访工作条例 §25", OwedBy.LETTERS_OFFICE),
    (Clock.FEEDBACK, None, CALENDAR, "信访工作条例 §40", OwedBy.UNIT),
    (Clock.ANNUAL_REPORT, None, CALENDAR, "信访工作条例 §41", OwedBy.LETTERS_OFFICE),
    (Clock.SIMPLE, 10, WORKING, "信访事项简易办理办法", OwedBy.UNIT),
    (Clock.PASS_ON, None, CALENDAR, "office practice", OwedBy.LETTERS_OFFICE),
    (Clock.RULE_OBJECTION, None, WORKING, "office practice", OwedBy.LETTERS_OFFICE),
    (Clock.ORDINARY, None, CALENDAR, "office practice", OwedBy.UNIT),
    (Clock.URGENT, None, CALENDAR, "office practice", OwedBy.UNIT),
    (Clock.ADMIT_REVIEW, None, WORKING, "office practice", OwedBy.REVIEWER),
    (Clock.EVALUATION, None, CALENDAR, "office practice", OwedBy.CITIZEN),
    (Clock.ARRIVAL, None, MINUTES, "office practice", OwedBy.UNIT),
    (Clock.DECIDE_RECUSAL, 5, WORKING, "office practice", OwedBy.LETTERS_OFFICE),
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


@pytest.mark.parametrize(
    ("clock", "wanted", "kind", "refusal"),
    [
        # ten working days are never longer than 14 days in plain weeks, eleven may be 17
        (Clock.SORT, 10, WORKING, None),
        (Clock.SORT, 11, WORKING, LooserThanLaw),
        (Clock.DECIDE_REVIEW, 20, WORKING, None),
        (Clock.DECIDE_REVIEW, 21, WORKING, LooserThanLaw),
        (Clock.HANDLING, 42, WORKING, None),
        (Clock.HANDLING, 43, WORKING, LooserThanLaw),
        # a calendar day is never longer than a working day
        (Clock.SIMPLE, 10, CALENDAR, None),
        (Clock.SIMPLE, 11, CALENDAR, LooserThanLaw),
        (Clock.SIMPLE, 10, WORKING, None),
        (Clock.SIMPLE, 11, WORKING, LooserThanLaw),
        (Clock.SIMPLE, 1, WORKING, None),
        (Clock.SORT, 15, CALENDAR, None),
        (Clock.SORT, 16, CALENDAR, LooserThanLaw),
        (Clock.SORT, 0, WORKING, NotPositive),
        (Clock.SORT, 5, MINUTES, WrongKind),
        (Clock.ARRIVAL, 5, CALENDAR, WrongKind),
        (Clock.ARRIVAL, 30, MINUTES, None),
        (Clock.ARRIVAL, 1, MINUTES, None),
        (Clock.ARRIVAL, 0, MINUTES, NotPositive),
        (Clock.OBJECTION, 5, CALENDAR, FixedByLaw),
        (Clock.OBJECTION, 5, WORKING, None),
        (Clock.ASK_REVIEW, 30, WORKING, FixedByLaw),
        # where the law is silent the office is free
        (Clock.ASSIGNED, 400, WORKING, None),
        (Clock.FEEDBACK, 400, CALENDAR, None),
        (Clock.EVALUATION, 400, CALENDAR, None),
        (Clock.PASS_ON, 100, WORKING, None),
        # but not with what it tells the petitioner
        (Clock.DECIDE_RECUSAL, 4, WORKING, None),
        (Clock.DECIDE_RECUSAL, 5, CALENDAR, None),
        (Clock.DECIDE_RECUSAL, 6, WORKING, LongerThanPromised),
        (Clock.DECIDE_RECUSAL, 8, CALENDAR, LongerThanPromised),
    ],
)
def test_limits_in_other_days(
    clock: Clock, wanted: int, kind: DayKind, refusal: type[LimitRefused] | None
) -> None:
    if refusal is None:
        assert checked_length(POLICY[clock], wanted, kind) == wanted
        rule = ours(limit(clock, wanted, kind))[clock]
        assert (rule.length, rule.kind) == (wanted, kind)
        return
    with pytest.raises(refusal) as refused:
        checked_length(POLICY[clock], wanted, kind)
    error = refused.value
    assert (error.clock, error.wanted, error.legal) == (clock, wanted, POLICY[clock].length)
    assert error.article == POLICY[clock].article
    assert str(error) == f"{clock}: {wanted}, the law says {error.legal} ({error.article})"


def test_every_refusal_has_a_code() -> None:
    refusals = (LimitRefused, LooserThanLaw, LongerThanPromised, FixedByLaw, NotPositive, WrongKind)
    assert [refusal.code for refusal in refusals] == [
        *("limit_refused", "limit_looser_than_law", "limit_longer_than_promised"),
        "limit_fixed_by_law",
        *("limit_not_positive", "limit_wrong_kind"),
    ]


def test_a_refusal_tells_the_laws_limit_not_the_offices() -> None:
    stricter = ours(limit(Clock.SORT, 5, WORKING))[Clock.SORT]
    with pytest.raises(LooserThanLaw) as refused:
        checked_length(stricter, 16, CALENDAR)
    assert (refused.value.legal, law_of(stricter)) == (15, (15, CALENDAR))
    with pytest.raises(LooserThanLaw):
        checked_length(stricter, 11)
    assert law_of(POLICY[Clock.OBJECTION]) == (5, WORKING)


def test_an_offices_edition_is_its_own_rule_with_the_law_behind_it() -> None:
    plain = POLICY[Clock.SORT]
    warn = Warn(1, 2, 3)
    zhejiang = Limit(Clock.SORT, 5, WORKING, DAY, warn, "浙江省信访条例 §20")
    assert ours(zhejiang)[Clock.SORT] == replace(
        plain,
        length=5,
        kind=WORKING,
        effective_from=DAY,
        warn=warn,
        legal=15,
        legal_kind=CALENDAR,
        article="浙江省信访条例 §20",
    )
    assert ours(limit(Clock.SORT, 5))[Clock.SORT].article == plain.article
    own = ours(limit(Clock.PASS_ON, 5))[Clock.PASS_ON]
    assert (own.legal, own.legal_kind, own.length) == (None, CALENDAR, 5)


def test_a_limit_is_taken_back() -> None:
    later = date(2026, 6, 1)
    limits = [limit(Clock.SORT, 5), Limit(Clock.SORT, None, CALENDAR, later, Warn(2))]
    book = with_limits(NATIONAL, limits, "ours")
    assert book.rule(Clock.SORT, date(2026, 5, 31)).length == 5
    back = book.rule(Clock.SORT, later)
    assert back == replace(POLICY[Clock.SORT], effective_from=later, warn=Warn(2))
    assert ours(limit(Clock.PASS_ON, 3), limit(Clock.PASS_ON, None))[Clock.PASS_ON].length is None


def test_editions_stand_in_the_order_of_their_days() -> None:
    days = [date(2026, 6, 1), date(2026, 1, 1), date(2026, 3, 1)]
    limits = [Limit(Clock.SORT, n, CALENDAR, day) for n, day in enumerate(days, start=5)]
    book = with_limits(NATIONAL, limits, "ours")
    assert [rule.effective_from for rule in book.editions[Clock.SORT]] == [
        date(1, 1, 1),
        *sorted(days),
    ]
    assert [book.rule(Clock.SORT, day).length for day in (date(2025, 12, 31), *days)] == [
        *(15, 5, 6, 7)
    ]
    assert book.version == "ours"
    assert NATIONAL.rule(Clock.SORT, days[0]).length == 15


def test_of_two_limits_for_one_day_the_later_one_holds() -> None:
    assert ours(limit(Clock.SORT, 5), limit(Clock.SORT, 7))[Clock.SORT].length == 7
    assert ours(limit(Clock.SORT, 7), limit(Clock.SORT, 5))[Clock.SORT].length == 5
    first = with_limits(NATIONAL, [limit(Clock.SORT, 5)], "first")
    assert ours(limit(Clock.SORT, 7), book=first)[Clock.SORT].length == 7
    assert len(with_limits(first, [limit(Clock.SORT, 7)], "x").editions[Clock.SORT]) == 2
    with pytest.raises(LooserThanLaw):
        ours(limit(Clock.SORT, 16), limit(Clock.SORT, 7))


def test_limits_added_one_by_one_are_limits_added_at_once() -> None:
    limits = [
        limit(Clock.SORT, 5, WORKING),
        Limit(Clock.SORT, 14, CALENDAR, date(2026, 7, 1), article="地方规定"),
        Limit(Clock.SORT, 15, CALENDAR, date(2026, 9, 1)),
        Limit(Clock.SORT, None, CALENDAR, date(2027, 1, 1)),
    ]
    book = NATIONAL
    for each in limits:
        book = with_limits(book, [each], "ours")
    assert book == with_limits(NATIONAL, limits, "ours")
    assert book.rule(Clock.SORT, date(2026, 9, 1)).article == POLICY[Clock.SORT].article
    assert book.rule(Clock.SORT, date(2027, 1, 1)).length == 15


def test_an_offices_limit_goes_on_when_the_law_changes() -> None:
    before = Limit(Clock.FEEDBACK, 20, CALENDAR, date(2020, 1, 1))
    book = with_limits(NATIONAL, [before], "ours")
    old, new = (book.rule(Clock.FEEDBACK, day) for day in (date(2022, 4, 30), date(2022, 5, 1)))
    assert (old.length, old.legal, old.article) == (20, 30, "信访条例(2005) §36")
    assert (new.length, new.legal, new.article) == (20, None, "信访工作条例 §40")
    with pytest.raises(LooserThanLaw):
        with_limits(NATIONAL, [replace(before, length=31)], "ours")
    assert ours(replace(before, length=31, effective_from=DAY))[Clock.FEEDBACK].length == 31


def test_a_law_stricter_than_the_offices_limit_takes_its_place() -> None:
    stricter = replace(POLICY[Clock.SORT], length=7, effective_from=date(2030, 1, 1))
    law = Rulebook("2030", {**NATIONAL.editions, Clock.SORT: (POLICY[Clock.SORT], stricter)})
    book = with_limits(law, [limit(Clock.SORT, 10)], "ours")
    assert book.rule(Clock.SORT, date(2029, 12, 31)).length == 10
    assert book.rule(Clock.SORT, date(2030, 1, 1)) == stricter


def test_the_clocks_an_event_may_start() -> None:
    assert NATIONAL.started_by("submit") == (Clock.SORT, Clock.NOTICE_DIRECT, Clock.PASS_ON)
    assert NATIONAL.started_by("accept") == (Clock.HANDLING, Clock.SIMPLE)
    assert NATIONAL.started_by("transfer") == (
        *(Clock.NOTICE_ROUTED, Clock.OBJECTION),
        *(Clock.ORDINARY, Clock.URGENT),
    )
    assert NATIONAL.started_by("note") == ()


CONDITIONS = [
    # clock, facts of the case, whether it runs, whether somebody owes it
    (Clock.SORT, {}, True, True),
    (Clock.SORT, {"direct": False}, True, True),
    (Clock.SORT, {"direct": True}, False, True),
    (Clock.SORT, {"unreachable": True}, True, True),
    (Clock.NOTICE_DIRECT, {}, False, True),
    (Clock.NOTICE_DIRECT, {"direct": True}, True, True),
    (Clock.NOTICE_DIRECT, {"direct": True, "unreachable": True}, True, False),
    (Clock.NOTICE_DIRECT, {"direct": True, "unreachable": False}, True, True),
    (Clock.NOTICE_ROUTED, {"unreachable": True}, True, True),
    (Clock.HANDLING, {}, False, True),
    (Clock.HANDLING, {"petition_class": "appeal"}, True, True),
    (Clock.HANDLING, {"petition_class": "appeal", "simple": True}, True, True),
    (Clock.HANDLING, {"petition_class": "suggestion"}, False, True),
    (Clock.HANDLING, {"petition_class": "accusation"}, False, True),
    (Clock.ASK_REVIEW, {"petition_class": "appeal"}, True, True),
    (Clock.ASK_REVIEW, {"petition_class": "accusation"}, False, True),
    (Clock.SIMPLE, {}, False, True),
    (Clock.SIMPLE, {"simple": True}, True, True),
    (Clock.SIMPLE, {"simple": False}, False, True),
    (Clock.ORDINARY, {}, True, True),
    (Clock.ORDINARY, {"urgency": "ordinary"}, True, True),
    (Clock.ORDINARY, {"urgency": "urgent"}, False, True),
    (Clock.URGENT, {}, False, True),
    (Clock.URGENT, {"urgency": "urgent"}, True, True),
    (Clock.REPORT_URGENT, {}, False, True),
    (Clock.REPORT_URGENT, {"urgency": "ordinary"}, False, True),
    (Clock.REPORT_URGENT, {"urgency": "urgent"}, True, True),
    (Clock.PASS_ON, {"direct": True}, False, True),
    (Clock.PASS_ON, {}, True, True),
]


@pytest.mark.parametrize(("clock", "facts", "runs", "owed"), CONDITIONS)
def test_conditions(clock: Clock, facts: dict[str, Fact], runs: bool, owed: bool) -> None:
    assert POLICY[clock].runs_for(facts) is runs
    assert POLICY[clock].owed_for(facts) is owed


def test_all_of_when_and_any_of_unless() -> None:
    rule = replace(
        POLICY[Clock.SORT],
        when={"a": frozenset({1, 2}), "b": frozenset({1})},
        unless={"c": frozenset({1}), "d": frozenset({1})},
    )
    assert rule.runs_for({"a": 2, "b": 1})
    assert not rule.runs_for({"a": 1})
    assert not rule.runs_for({"b": 1})
    assert not rule.runs_for({"a": 1, "b": 1, "d": 1})
    assert not rule.runs_for({"a": 1, "b": 1, "c": 1})
    assert rule.runs_for({"a": 1, "b": 1, "c": 2, "d": 2})


def test_a_bare_rule_is_a_duty_of_the_unit_under_the_law() -> None:
    rule = ClockRule(Clock.SORT, 15, "信访工作条例 §22")
    assert (rule.kind, rule.owed_by, rule.force) == (CALENDAR, OwedBy.UNIT, LAW)
    assert (rule.duty, rule.moves_on, rule.max_extension, rule.suggested) == (True, False, 0, None)
    assert (rule.near_days, rule.effective_from) == (0, date(1, 1, 1))
    assert replace(rule, warn=Warn(3)).near_days == 3
    assert rule.changeable
    assert not replace(rule, duty=False).changeable
    assert replace(rule, duty=False, force=OFFICE).changeable


@pytest.mark.parametrize(("legal", "working"), [(7, 5), (8, 5), (9, 5), (10, 6), (14, 10)])
def test_whole_weeks_of_working_days_fit_exactly(legal: int, working: int) -> None:
    rule = replace(POLICY[Clock.SORT], length=legal)
    assert checked_length(rule, working, WORKING) == working
    with pytest.raises(LooserThanLaw):
        checked_length(rule, working + 1, WORKING)


def test_a_suggestion_of_the_book_binds_no_office() -> None:
    rule = replace(POLICY[Clock.PASS_ON], length=3)
    book = Rulebook("x", {**NATIONAL.editions, Clock.PASS_ON: (rule,)})
    looser = ours(limit(Clock.PASS_ON, 9), book=book)[Clock.PASS_ON]
    assert (looser.length, looser.legal) == (9, None)


def test_a_limit_that_a_newer_law_makes_too_loose_never_stops_the_office() -> None:
    """What was lawful when it was set is replayed with every start; the stricter law then holds."""
    loose = limit(Clock.SORT, 20)
    with pytest.raises(LooserThanLaw):
        with_limits(NATIONAL, [loose], "ours")
    book = with_limits(NATIONAL, [loose], "ours", checked=False)
    assert book.rule(Clock.SORT, date.max).length == NATIONAL.rule(Clock.SORT, date.max).length
