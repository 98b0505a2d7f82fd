"""Reading the rulebook: what the file says, and every slip in a block named by its rule."""

from datetime import date
from typing import Any

import pytest

from petitions.rules.occasions import Occasion
from petitions.rules.policy import Force, OwedBy, Warn, with_limits
from petitions.rules.rulebook import (
    EVENTS,
    FILE,
    NATIONAL,
    POLICY,
    PROFILES,
    BadRulebook,
    read,
)
from petitions.rules.terms import Action, Clock, DayKind

TEXT = FILE.read_text(encoding="utf-8")


def changed(old: str, new: str, rule: str = "T1") -> str:
    """The file with one line of one rule otherwise."""
    before, after = TEXT.split(f'[[rule]]\nid = "{rule}"\n', 1)
    assert old in after
    return f'{before}[[rule]]\nid = "{rule}"\n{after.replace(old, new, 1)}'


def without(rule: str) -> str:
    before, after = TEXT.split(f'[[rule]]\nid = "{rule}"\n', 1)
    _, rest = after.split("[[rule]]", 1)
    return f"{before}[[rule]]{rest}"


def test_the_file_as_it_ships() -> None:
    book, profiles = read(TEXT)
    assert book == NATIONAL
    assert profiles == PROFILES
    assert len(book.version) == 8
    assert read(TEXT + "\n")[0].version != book.version, "any change of the text is another book"
    assert set(book.editions) == set(Clock)


def test_every_edition_is_whole() -> None:
    for editions in NATIONAL.editions.values():
        assert editions[0].effective_from == date(1, 1, 1)
        for rule in editions:
            assert rule.article
            assert rule.name
            assert rule.name_en
            assert rule.starts
            assert rule.stops
            assert rule.handed_on_by <= rule.stops
            assert rule.dropped_by <= rule.stops
            assert rule.moves_on is (rule.owed_by is OwedBy.CITIZEN)
            assert (rule.suggested is not None) is (rule.force is Force.OFFICE)
            assert (rule.legal, rule.legal_kind) == (None, None)


def test_a_block_becomes_a_rule() -> None:
    rule = POLICY[Clock.SORT]
    assert rule.starts == {"submit", "enter"}
    assert rule.resumes == {"uphold_objection", "recall"}
    assert rule.stops == {
        *("transfer", "assign", "accept", "decline"),
        *("no_longer_accept", "redirect", "withdraw", "merge_into"),
    }
    assert rule.dropped_by == {"withdraw", "merge_into"}
    assert not rule.handed_on_by | rule.excludes
    assert (rule.day_from, rule.length_from) == (("received_on",), "")
    assert (dict(rule.when), dict(rule.unless)) == ({}, {"direct": frozenset({True})})
    assert rule.warn == Warn(3, 1, 3)
    assert (rule.name, rule.name_en) == ("登记并转送、交办", "Register and route")
    assert (rule.tell[:2], rule.tell_en[:8]) == ("登记", "Progress")
    assert POLICY[Clock.ASSIGNED].length_from == "limit_days"
    assert POLICY[Clock.ARRIVAL].suggested == 30


def test_the_events_are_those_of_the_trade() -> None:
    assert {*Action, *Occasion} == EVENTS


def test_a_length_by_its_date_of_effect() -> None:
    older, newer = NATIONAL.editions[Clock.FEEDBACK]
    assert (older.length, older.article) == (30, "信访条例(2005) §36")
    assert (newer.length, newer.article) == (None, "信访工作条例 §40")
    assert newer.effective_from == date(2022, 5, 1)
    assert NATIONAL.rule(Clock.FEEDBACK, date(1999, 1, 1)) is older
    assert NATIONAL.rule(Clock.FEEDBACK, date(2022, 4, 30)) is older
    assert NATIONAL.rule(Clock.FEEDBACK, date(2022, 5, 1)) is newer
    assert NATIONAL.on(date(2022, 4, 30))[Clock.FEEDBACK] is older
    assert POLICY[Clock.FEEDBACK] is newer


PROFILE_LIMITS = [
    ("zhejiang", Clock.SORT, 5, DayKind.WORKING, "浙江省信访条例 §20"),
    ("zhejiang", Clock.NOTICE_ROUTED, 5, DayKind.WORKING, "浙江省信访条例 §20"),
    ("shandong", Clock.ADMIT_REVIEW, 3, DayKind.WORKING, "山东省信访条例 §43"),
    ("shandong", Clock.FEEDBACK, 30, DayKind.CALENDAR, "山东省信访条例 §59"),
    ("internal", Clock.ORDINARY, 15, DayKind.CALENDAR, "office practice"),
    ("internal", Clock.URGENT, 7, DayKind.CALENDAR, "office practice"),
    ("internal", Clock.PASS_ON, 3, DayKind.CALENDAR, "office practice"),
]


def test_profiles_are_sets_an_office_may_take_over() -> None:
    found = [
        (profile.id, limit.clock, limit.length, limit.kind, limit.article)
        for profile in PROFILES
        for limit in profile.limits
    ]
    assert found == PROFILE_LIMITS
    for profile in PROFILES:
        assert profile.name
        assert profile.name_en
        ours = with_limits(NATIONAL, profile.limits, profile.id).on(date.max)
        for limit in profile.limits:
            rule = ours[limit.clock]
            assert (rule.length, rule.kind, rule.article) == (
                *(limit.length, limit.kind),
                limit.article,
            )
            assert rule.warn == POLICY[limit.clock].warn, "warned as before"


SLIPS = [
    # rule, what stands there, what stands there by mistake, what the error says
    ("T1", "length = 15", 'length = "15"', "length is '15'"),
    ("T1", "length = 15", "length = 0", "length is 0"),
    ("T1", "length = 15", "length = -1", "length is -1"),
    ("T1", "length = 15", "length = true", "length is True"),
    ("T1", "length = 15", "length = 15\nlenght = 3", "unknown ['lenght']"),
    ("O1", "suggested = 3", "suggested = 0", "suggested is 0"),
    ("T5", "extension = 30", 'extension = "30"', "extension is '30'"),
    ("T5", "extension = 30", "extension = 0", "extension is 0"),
    ("T1", 'days = "calendar"', 'days = "weeks"', "'weeks' is not a valid DayKind"),
    ("T1", 'days = "calendar"\n', "", "'days'"),
    ("T1", 'force = "law"', 'force = "habit"', "'habit' is not a valid Force"),
    ("T1", 'owed_by = "letters_office"', 'owed_by = "me"', "'me' is not a valid OwedBy"),
    ("T1", 'article = "信访工作条例 §22"\n', "", "'article'"),
    ("T1", 'starts = ["submit"', 'starts = ["sumbit"', "no such event: ['sumbit']"),
    ("T1", 'starts = ["submit", "enter"]', 'starts = "submit"', "events is no list"),
    ("T1", 'resumes = ["uphold', 'resumes = ["downhold', "no such event"),
    ("T10", 'excludes = ["record_hearing"]', 'excludes = ["heard"]', "no such event: ['heard']"),
    ("T1", 'day_from = ["received_on"]', 'day_from = "received_on"', "day_from is no list"),
    ("T1", "{ direct = [true] }", "{ direct = true }", "direct is no list: True"),
    ("T5", '["appeal"] }', '"appeal" }', "petition_class is no list: 'appeal'"),
    ("T1", "near = 3", 'near = "3"', "near is '3'"),
    ("T1", "near = 3", "near = -1", "near is -1"),
    ("T1", "near = 3", "nigh = 3", "nigh"),
    ("T1", "warn = { near = 3, head = 1, supervision = 3 }", "", "'warn'"),
    ("T7", 'last_day = "moves_on"', 'last_day = "moves"', "'moves'"),
    ("T1", "length = 15", 'length = 15\nfirst_day = "counted"', "民法典 §201"),
    ("T12", "from = 2022-05-01", "from = 2005-05-01", "editions are not in the order"),
    ("T12", "from = 2022-05-01", "from = 2004-05-01", "editions are not in the order"),
    ("T12", "from = 2022-05-01", 'from = "2022-05-01"', "from is no day: 2022-05-01"),
    ("T12", "from = 2022-05-01, ", "", "'from'"),
    ("T12", "length = 30,", "length = 0,", "length is 0"),
    ("T12", "length = 30,", "days = 30,", "unknown ['days']"),
]


@pytest.mark.parametrize(("rule", "right", "wrong", "says"), SLIPS)
def test_a_slip_is_named_by_its_rule(rule: str, right: str, wrong: str, says: str) -> None:
    with pytest.raises(BadRulebook) as refused:
        read(changed(right, wrong, rule))
    assert str(refused.value).startswith(f"{rule}: ")
    assert says in str(refused.value)


def test_the_first_day_may_be_said_as_it_is() -> None:
    text = changed("length = 15", 'length = 15\nfirst_day = "not_counted"')
    assert read(text)[0].on(date.max) == NATIONAL.on(date.max)


@pytest.mark.parametrize("clock", Clock)
def test_a_missing_clock_is_named(clock: Clock) -> None:
    if clock is Clock.DECIDE_RECUSAL:  # the last block
        text = TEXT.replace('id = "O8"', 'id = "O7"')
        with pytest.raises(BadRulebook, match=r"^O7: every clock has one block"):
            read(text)
    else:
        with pytest.raises(BadRulebook, match=f"^{clock}: every clock has one block"):
            read(without(clock))


def test_a_clock_nobody_knows_is_named() -> None:
    with pytest.raises(BadRulebook, match=r"^T99: 'T99' is not a valid Clock"):
        read(TEXT.replace('id = "T1"\n', 'id = "T99"\n', 1))
    with pytest.raises(BadRulebook, match=r"^\?: 'id'"):
        read(TEXT.replace('id = "T1"\n', "", 1))


@pytest.mark.parametrize("text", ["", "[[profile]]\nid = 'x'\n"])
def test_an_empty_book_lacks_every_clock(text: str) -> None:
    with pytest.raises(BadRulebook, match=r"O1, O2, .*, T9: every clock has one block"):
        read(text)


def test_a_text_that_is_no_toml() -> None:
    with pytest.raises(BadRulebook):
        read("[[rule]\n")


def test_a_book_without_profiles() -> None:
    assert read(TEXT.split("[[profile]]")[0])[1] == ()


PROFILE_SLIPS: list[tuple[str, Any, str]] = [
    ('id = "T1", length = 5, days = "working"', 'id = "T1", length = 12, days = "working"', "T1"),
    ('id = "T1", length = 5, days = "working"', 'id = "T7", length = 5, days = "working"', "T7"),
    ('id = "T1", length = 5, days = "working"', 'id = "T1", length = 5, days = "minutes"', "T1"),
    ('id = "T1", length = 5, days = "working"', 'id = "T0", length = 5, days = "working"', "T0"),
    ('id = "T1", length = 5, days = "working"', 'id = "T1", days = "working"', "length"),
    ('name = "浙江省信访条例（2016）"\n', "", "name"),
]


@pytest.mark.parametrize(("right", "wrong", "says"), PROFILE_SLIPS)
def test_a_profile_looser_than_the_law_is_named(right: str, wrong: str, says: str) -> None:
    assert right in TEXT
    with pytest.raises(BadRulebook, match=f"^zhejiang: .*{says}"):
        read(TEXT.replace(right, wrong))
