"""The responsibility map: what a rule matches, what counts when rules disagree, and that nothing is left to chance."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules import categories, categorising
from petitions.rules.actors import Actor
from petitions.rules.categories import Category, CategoryRefused, changed, merged, shipped
from petitions.rules.routing import (
    Criterion,
    MatchKind,
    PlaceUnit,
    Post,
    RoutingFacts,
    RoutingRule,
    RuleMap,
    RuleRefused,
    WordMatch,
    check_rule,
    comparable,
    place_name,
)
from petitions.rules.routing_import import columns_of, words_of, words_of_scope
from petitions.rules.routing_sets import RuleSetStand, publication_refusal
from petitions.rules.terms import PetitionClass, Role, UnitKind

SCHOOLS = RoutingRule(1, "教育", unit_id=1, category="17")
FEES = RoutingRule(2, "学校收费", unit_id=2, category="1703")
LUNCH = RoutingRule(3, "食堂", unit_id=3, words=("食堂", "饭菜"))
STREET = RoutingRule(4, "东湾", unit_id=4, places=("东湾街道",))
BY_PLACE = RoutingRule(5, "社区", unit_kind=UnitKind.COMMUNITY)
ACCUSED = RoutingRule(
    6, "检举", unit_id=6, words=("受贿",), petition_class=PetitionClass.ACCUSATION
)
UNITS = (
    PlaceUnit(51, UnitKind.COMMUNITY, "柳荫社区居民委员会"),
    PlaceUnit(52, UnitKind.STREET, "东湾街道办事处"),
)
ALL = RuleMap((SCHOOLS, FEES, LUNCH, STREET, BY_PLACE, ACCUSED), UNITS)


def unit(facts: RoutingFacts) -> int | None:
    best = ALL.suggest(facts).best
    return None if best is None else best.unit_id


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        (RoutingFacts("x", categories=("17",)), 1),
        (RoutingFacts("x", categories=("17", "1703")), 2),
        (RoutingFacts("学校食堂的饭菜是凉的"), 3),
        (RoutingFacts("食 堂Ａ"), 3),
        (RoutingFacts("x", place="回音市东湾街道望潮路"), 4),
        (RoutingFacts("x", place="柳荫社区桂影巷"), 51),
        (RoutingFacts("食堂", place="东湾街道"), 3),
        (RoutingFacts("食堂", categories=("17",)), 1),
        (RoutingFacts("受贿"), None),
        (RoutingFacts("受贿", petition_class=PetitionClass.ACCUSATION), 6),
        (RoutingFacts("食堂", petition_class=PetitionClass.ACCUSATION), None),
        (RoutingFacts("都不是"), None),
    ],
)
def test_which_unit(facts: RoutingFacts, wanted: int | None) -> None:
    assert unit(facts) == wanted


def test_the_reason_names_what_matched() -> None:
    rule = replace(LUNCH, category="17", places=("东湾",))
    found = RuleMap([rule]).suggest(RoutingFacts("饭菜凉", "东湾街道", ("17", "1706"))).best
    assert found is not None
    assert [(each.kind, each.what) for each in found.why] == [
        (MatchKind.CATEGORY, ("17",)),
        (MatchKind.WORDS, ("饭菜",)),
        (MatchKind.PLACE, ("东湾",)),
    ]


@pytest.mark.parametrize(
    ("one", "other", "facts", "by"),
    [
        (LUNCH, STREET, RoutingFacts("食堂", "东湾街道"), Criterion.DUTY),
        (FEES, SCHOOLS, RoutingFacts("x", "", ("17", "1703")), Criterion.CATEGORY),
        (LUNCH, replace(LUNCH, key=9, unit_id=9, words=("食堂",)), RoutingFacts("食堂饭菜"), Criterion.WORDS),
        (replace(LUNCH, places=("东湾",)), replace(LUNCH, key=9, unit_id=9), RoutingFacts("食堂", "东湾"),
         Criterion.PLACE),
        (replace(LUNCH, priority=5), replace(LUNCH, key=9, unit_id=9), RoutingFacts("食堂"), Criterion.PRIORITY),
    ],
)  # fmt: skip
def test_what_counts_when_rules_disagree(
    one: RoutingRule, other: RoutingRule, facts: RoutingFacts, by: Criterion
) -> None:
    for rules in ((one, other), (other, one)):
        found = RuleMap(rules).suggest(facts)
        assert found.best is not None
        assert found.best.rule == one
        assert found.decided_by is by


def test_a_tie_suggests_nobody_alone() -> None:
    other = replace(LUNCH, key=9, unit_id=9)
    found = RuleMap((LUNCH, other, STREET)).suggest(RoutingFacts("食堂", "东湾街道"))
    assert found.tied
    assert found.best is None
    assert [each.unit_id for each in found.level] == [3, 9]
    assert len(found.candidates) == 3


def test_two_offices_of_one_unit_are_no_tie() -> None:
    other = replace(LUNCH, key=9, office="体卫艺科")
    found = RuleMap((LUNCH, other)).suggest(RoutingFacts("食堂"))
    assert found.best is not None
    assert found.best.unit_id == 3
    assert found.decided_by is None


def test_units_that_may_not_have_it_are_left_out() -> None:
    facts = RoutingFacts("食堂", "东湾街道")
    assert ALL.suggest(facts, allowed=frozenset({4})).best == ALL.suggest(facts).candidates[1]
    assert ALL.suggest(facts, allowed=frozenset()).candidates == ()


def test_all_words_or_any() -> None:
    rule = replace(LUNCH, match=WordMatch.ALL)
    assert RuleMap([rule]).suggest(RoutingFacts("食堂")).best is None
    assert RuleMap([rule]).suggest(RoutingFacts("食堂饭菜")).best is not None


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        (replace(LUNCH, unit_id=None), "rule_without_unit"),
        (replace(LUNCH, unit_kind=UnitKind.STREET), "rule_without_unit"),
        (replace(LUNCH, words=()), "rule_without_condition"),
        (replace(LUNCH, words=("食",)), "rule_word"),
        (replace(LUNCH, words=("食" * 31,)), "rule_word"),
        (replace(LUNCH, words=tuple(f"词{each}" for each in range(61))), "rule_many_words"),
        (replace(LUNCH, name=" "), "rule_without_name"),
        (replace(LUNCH, priority=100), "rule_priority"),
    ],
)
def test_a_bad_rule(rule: RoutingRule, code: str) -> None:
    with pytest.raises(RuleRefused) as refused:
        check_rule(rule)
    assert refused.value.code == code


def test_a_place_is_called_without_its_committee() -> None:
    assert place_name("梨园村村民委员会") == "梨园村"
    assert place_name("居民委员会") == "居民委员会"


WORDS = ("食堂", "学费", "补课", "校车", "Ａ班", "a班")
rule_sets = st.lists(
    st.builds(
        RoutingRule,
        key=st.integers(1, 10_000),
        name=st.just("x"),
        unit_id=st.integers(1, 5),
        category=st.sampled_from(("", "17", "1703")),
        words=st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple),
        places=st.lists(st.sampled_from(("东湾", "北岭")), max_size=2, unique=True).map(tuple),
        match=st.sampled_from(WordMatch),
        petition_class=st.sampled_from((None, *PetitionClass)),
        priority=st.integers(0, 3),
        leader=st.just(Post("分管领导")),
    ),
    max_size=12,
    unique_by=lambda rule: rule.key,
)
cases = st.builds(
    RoutingFacts,
    text=st.lists(st.sampled_from((*WORDS, "别的")), max_size=5).map("，".join),
    place=st.sampled_from(("", "东湾街道", "北岭街道", "东湾和北岭")),
    categories=st.sampled_from(((), ("17",), ("17", "1703"))),
    petition_class=st.sampled_from(PetitionClass),
)


@given(rule_sets, cases, st.randoms())
def test_order_of_the_rules_makes_no_difference(
    rules: list[RoutingRule], facts: RoutingFacts, random: Random
) -> None:
    found = RuleMap(rules).suggest(facts)
    shuffled = list(rules)
    random.shuffle(shuffled)
    assert RuleMap(shuffled).suggest(facts) == found


@given(rule_sets, cases)
def test_every_suggestion_has_its_reason_and_its_place(
    rules: list[RoutingRule], facts: RoutingFacts
) -> None:
    found = RuleMap(rules).suggest(facts)
    ranks = [each.rank for each in found.candidates]
    assert ranks == sorted(ranks, reverse=True)
    for each in found.candidates:
        assert any(match.kind is not MatchKind.CLASS for match in each.why)
        text, place = comparable(facts.text), comparable(facts.place)
        for match in each.why:
            if match.kind in (MatchKind.WORDS, MatchKind.PLACE):
                assert match.what
            if match.kind is MatchKind.WORDS:
                assert all(comparable(word) in text for word in match.what)
            if match.kind is MatchKind.PLACE:
                assert all(comparable(word) in (place or text) for word in match.what)
        if facts.petition_class is PetitionClass.ACCUSATION:
            assert each.rule.petition_class is PetitionClass.ACCUSATION
    if found.tied:
        assert found.best is None
        assert len({each.unit_id for each in found.level}) > 1
    elif found.candidates:
        assert {each.unit_id for each in found.level} == {found.candidates[0].unit_id}


@given(rule_sets, cases)
def test_a_rule_that_matches_nothing_changes_nothing(
    rules: list[RoutingRule], facts: RoutingFacts
) -> None:
    more = RoutingRule(20_000, "x", unit_id=9, words=("没有这个词",))
    assert RuleMap([*rules, more]).suggest(facts) == RuleMap(rules).suggest(facts)


def test_a_long_text_costs_no_more_than_its_length() -> None:
    rules = [replace(LUNCH, key=each, words=("学" * 29 + "食",)) for each in range(1, 301)]
    assert RuleMap(rules).suggest(RoutingFacts("学" * 20_000)).candidates == ()


# Publication


HEAD = Actor(Role.OFFICE_HEAD, officer_id=1)
READY = RuleSetStand(rules=1, edits=3, tried_at_edit=3, authors=frozenset({2}), heads=1)


@pytest.mark.parametrize(
    ("actor", "stand", "code"),
    [
        (HEAD, READY, None),
        (Actor(Role.ADMINISTRATOR, officer_id=3), READY, "no_right"),
        (HEAD, replace(READY, rules=0), "rules_empty"),
        (HEAD, replace(READY, tried_at_edit=2), "rules_untried"),
        (HEAD, replace(READY, tried_at_edit=None), "rules_untried"),
        (HEAD, replace(READY, authors=frozenset({1}), heads=2), "own_rules"),
        (HEAD, replace(READY, authors=frozenset({1})), None),
    ],
)
def test_who_publishes(actor: Actor, stand: RuleSetStand, code: str | None) -> None:
    assert publication_refusal(actor, stand) == code


# Division of work in a file


def test_the_words_of_a_line() -> None:
    scope = "各级各类学校教师工资、职称评聘、离退休人员等人事科业务范围内"
    assert words_of_scope(scope) == ("教师工资", "职称评聘", "离退休人员")
    assert words_of("食堂，饭菜 校车\n食堂") == ("食堂", "饭菜", "校车")


def test_columns_by_the_names_offices_use() -> None:
    heads = ("line", "business_scope", "lead_office", "case_leader", "first_responsible", "x")
    assert columns_of(heads) == dict(
        zip(heads, ("line", "scope", "office", "leader", "first"), strict=False)
    )
    assert columns_of(["业务范围", "牵头科室"]) == {"业务范围": "scope", "牵头科室": "office"}


# Categories


def test_the_shipped_list_holds_together() -> None:
    known = shipped()
    codes = [each.code for each in known.all]
    assert len([each for each in known.all if each.level == 1]) == 20
    assert len(codes) == len(set(codes))
    for each in known.all:
        assert not each.parent or each.parent in codes
        assert each.name_en
        path = known.path(each.code)
        assert len(path) <= categories.PATH_MAX
        assert known.chain(path)[-1] == each.code
        known.check(each)
    for first in (each for each in known.all if each.level == 1):
        assert any(each.parent == first.code for each in known.all), first.name


def test_names_of_three_levels_fit_into_a_case() -> None:
    longest = 2 * categories.NAME_MAX + max(
        len(each.name) for each in shipped().all if each.level == 1
    )
    assert longest + 2 <= categories.PATH_MAX


def test_a_changed_name_is_still_found_by_the_old_one() -> None:
    before = shipped().by_code()["1701"]
    known = merged([changed(before, replace(before, name="入学"))])
    assert known.path("1701") == "教育/入学"
    assert known.chain("教育/入学和招生/义务教育入学") == ("17", "1701", "170101")
    assert known.chain("urban") == ()
    assert known.chain("教育/没有/这个") == ("17",)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Category("17", "学校教育"), "category_fixed"),
        (Category("99", "新的"), "category_fixed"),
        (Category("1701", ""), "category_name"),
        (Category("1701", "a/b"), "category_name"),
        (Category("1701", "教师"), "category_twice"),
        (Category("179901", "x"), "no_such_category"),
        (Category("x", "x"), "no_such_category"),
    ],
)
def test_what_the_list_does_not_hold(wanted: Category, code: str) -> None:
    with pytest.raises(CategoryRefused) as refused:
        shipped().check(wanted)
    assert refused.value.code == code


def test_what_is_below_a_category_out_of_use_is_not_chosen() -> None:
    known = merged([replace(shipped().by_code()["1701"], active=False)])
    assert not [each for each in known.in_use() if each.code.startswith("1701")]
    assert known.next_code("17") == "1760"


def test_each_word_stands_in_one_category() -> None:
    weights = categorising.shipped().weights
    assert set(weights) <= {each.name for each in shipped().all if each.level == 1}
    words = [word for own in weights.values() for word in own]
    assert len(words) == len(set(words))


def test_a_category_is_suggested_by_its_words() -> None:
    advice = categorising.shipped().advice("学校食堂收费", "家长反映学校食堂收费太高。")
    assert advice is not None
    assert advice.name == "教育"
    assert "学校" in advice.words
    assert categorising.shipped().advice("你好", "没有内容") is None
