"""How alike two petitions are: tables of what is and is not one matter, and laws that hold for any two."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.same_matter import (
    FROM_OTHERS,
    MARKED,
    MOST_PHRASES,
    LinkKind,
    Matter,
    Sign,
    likeness,
    phrases,
    place_sign,
    shared,
    similarity,
)

SEWER = Matter(
    "柳林路下水道堵塞污水倒灌", "柳林路8号院门口的下水道反复堵塞，污水倒灌入院。", "河东区柳林路8号"
)
AGAIN = Matter(
    "柳林路8号院下水道又堵了",
    "上次反映柳林路下水道堵塞，污水还在倒灌，没有人来疏通。",
    "柳林路8号院",
)
ELSEWHERE = replace(SEWER, place="河西区槐荫巷三号")
LIGHTS = Matter("槐荫巷路灯不亮", "槐荫巷三号门前路灯坏了半个月，晚上看不见路。", "河西区槐荫巷")


@pytest.mark.parametrize(
    ("other", "kind"),
    [(AGAIN, LinkKind.JOINT), (replace(AGAIN, place=""), LinkKind.JOINT), (LIGHTS, None)],
)
def test_without_a_person_in_common(other: Matter, kind: LinkKind | None) -> None:
    found = likeness(SEWER, other)
    assert (found.kind if found else None) == kind
    if found:
        assert not found.same_person
        assert any(each.sign is Sign.ALIKE and each.percent for each in found.reasons)


def test_the_same_person_makes_it_a_repeat() -> None:
    one, other = (replace(each, phones=frozenset({"a"})) for each in (SEWER, AGAIN))
    found = likeness(one, other)
    assert found is not None
    assert (found.kind, found.same_person) == (LinkKind.REPEAT, True)
    assert [each.sign for each in found.reasons] == [
        Sign.SAME_PHONE,
        Sign.ALIKE,
        Sign.SAME_PLACE,
    ]


def test_a_person_alone_is_no_matter() -> None:
    """Who petitions about something else has brought something else: no history of persons is made."""
    one, other = (replace(each, ids=frozenset({"a"})) for each in (SEWER, LIGHTS))
    assert likeness(one, other) is None


def test_the_same_words_about_another_place_count_less() -> None:
    assert place_sign(SEWER, ELSEWHERE) is Sign.OTHER_PLACE
    here, there = likeness(SEWER, replace(SEWER)), likeness(SEWER, ELSEWHERE)
    assert here is not None
    assert there is not None
    assert there.score < here.score == 1.0
    assert there.kind is LinkKind.RELATED


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("北山镇荣合桥社区出行困难", "安沙镇鼎功桥村出行困难", True),
        ("a3区夜间施工", "a7县夜间施工", True),
        ("柳林路堵塞", "柳林路积水", False),
        ("路灯不亮", "柳林路路灯不亮", False),
    ],
)
def test_places_named_in_the_titles(one: str, other: str, apart: bool) -> None:
    found = place_sign(Matter(one, ""), Matter(other, ""))
    assert (found is Sign.OTHER_PLACE) is apart


def test_what_every_petition_says_makes_nothing_alike() -> None:
    one = Matter("请求领导解决问题", "尊敬的领导您好，希望相关部门处理。")
    other = Matter("反映问题请求解决", "尊敬的领导，希望有关部门处理，谢谢。")
    assert similarity(one, other) < FROM_OTHERS


def test_phrases_are_few_and_say_something() -> None:
    found = phrases("请求解决柳林路下水道堵塞问题", "河东区柳林路", "污水" * 500)
    assert "柳林路下" in found
    assert not any("请求" in each or "问题" in each for each in found)
    assert len(found) <= MOST_PHRASES


TEXTS = st.text(
    alphabet=st.sampled_from("柳林路下水道堵塞请求解决ab1，。\n区县\U00020000"), max_size=60
)
MARKS = st.frozensets(st.sampled_from("abc"), max_size=2)
MATTERS = st.builds(Matter, TEXTS, TEXTS, TEXTS, MARKS, MARKS, MARKS)


@given(MATTERS, MATTERS)
def test_it_is_the_same_from_either_side_and_bounded(one: Matter, other: Matter) -> None:
    assert 0.0 <= similarity(one, other) <= 1.0
    assert similarity(one, other) == similarity(other, one)
    assert likeness(one, other) == likeness(other, one)
    found = likeness(one, other)
    if found is not None:
        assert 0.0 < found.score <= 1.0
        assert found.kind is not LinkKind.JOINED


@given(TEXTS, TEXTS)
def test_passages_are_the_text_again(one: str, other: str) -> None:
    passages = shared(one, other)
    assert "".join(text for text, _ in passages) == one
    assert all(text in one and (not same or text[:4] in other) for text, same in passages)
    assert all(before[1] != after[1] for before, after in pairwise(passages))


@given(TEXTS)
def test_a_text_is_the_same_as_itself(text: str) -> None:
    assert shared(text, text) == (((text, len(text) >= MARKED),) if text else ())
