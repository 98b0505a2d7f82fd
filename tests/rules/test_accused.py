"""Who is named in what a petitioner writes: the longest name counts, and a town is not its bureaus."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.accused import AccusedStand, bar_of_unit, found_in

UNITS = {
    1: "回音市",
    2: "回音市信访局",
    3: "回音市住房和城乡建设局",
    4: "河东街道",
    5: "河东街道办事处",
    6: "柳林社区",
    7: "河东街道信访工作办公室",
    8: "花园镇人民政府",
    9: "花园镇财政所",
}
PEOPLE = {1: ("赵经办", "G1023"), 2: ("钱 经办", ""), 3: ("王", "7"), 4: ("李文书", "12")}


@pytest.mark.parametrize(
    ("text", "units", "people"),
    [
        ("回音市住房和城乡建设局 赵经办", {3}, {1}),
        ("回音市", {1}, set()),
        ("回音市，信访局", {1, 2}, set()),
        ("回音市某小区物业", set(), set()),
        ("河东街道办事处", {5}, set()),
        ("河东街道的柳林社区", {4, 5, 6, 7}, set()),
        ("回音市住房和城乡建设局、回音市信访局", {2, 3}, set()),
        ("建设局", {3}, set()),
        ("河东街道一名科长", {4, 5, 7}, set()),
        ("举报河东街道办事处的人", {5}, set()),
        ("花园镇财政所", {9}, set()),
        ("花园镇", {8, 9}, set()),
        ("花园", set(), set()),
        ("局", set(), set()),
        ("社区", set(), set()),
        ("赵 经 办", set(), {1}),
        ("钱经办", set(), {2}),
        ("姓王的", set(), set()),
        ("工号Ｇ１０２３", set(), {1}),
        ("工号g1023。", set(), {1}),
        ("G10234", set(), set()),
        ("XG1023", set(), set()),
        ("12号楼", set(), set()),
        ("工号12", set(), {4}),
        ("胸牌：7", set(), {3}),
        ("警号是12的那个", set(), {4}),
        ("工号127", set(), set()),
        ("", set(), set()),
        (" \n　", set(), set()),
    ],
)
def test_who_is_named(text: str, units: set[int], people: set[int]) -> None:
    assert found_in(text, UNITS, PEOPLE) == (units, people)


@given(st.text(max_size=40), st.sampled_from(sorted(UNITS.values())), st.text(max_size=40))
def test_whatever_stands_around_it_never_breaks(before: str, name: str, after: str) -> None:
    units, people = found_in(f"{before}{name}{after}", UNITS, PEOPLE)
    assert units <= set(UNITS)
    assert people <= set(PEOPLE)
    if name.endswith(("局", "处", "所", "区")):
        assert units, "whoever is named in full is found, whatever stands around it"


@given(st.sampled_from([number for number in UNITS if number != 1]))
def test_a_bureau_never_names_the_town(number: int) -> None:
    units, _ = found_in(UNITS[number], UNITS, PEOPLE)
    assert units == ({4, 5, 7} if number == 4 else {number}), "a street is its offices too"


TREE = {1: {1}, 2: {1, 2}, 3: {1, 2, 3}, 4: {1, 4}}
"""Units by number, each with itself and all above it."""


@pytest.mark.parametrize(
    ("accused", "below", "excepted", "unit", "code"),
    [
        (2, True, set(), 2, "accused_unit"),
        (2, True, set(), 3, "accused_unit"),
        (2, True, set(), 1, "superior_of_accused"),
        (2, True, {1}, 1, None),
        (2, True, {3}, 3, "accused_unit"),
        (2, True, set(), 4, None),
        (3, False, set(), 3, "superior_of_accused"),
        (3, False, set(), 2, "superior_of_accused"),
        (3, False, {2}, 2, None),
        (3, False, set(), 4, None),
    ],
)
def test_where_an_accusation_may_not_go(
    accused: int, below: bool, excepted: set[int], unit: int, code: str | None
) -> None:
    named = [AccusedStand(1, None if below else 9, frozenset({accused}), below)]
    under = frozenset(number for number, above in TREE.items() if unit in above)
    assert bar_of_unit(named, frozenset(excepted), unit, frozenset(TREE[unit]), under) == code
