"""Joint matters: the common superior in any tree, and the one way in which one can be settled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.rules.joint_matters import (
    JointOutcome,
    OpenJoint,
    OpenVoice,
    common_superior,
    fault_of_way,
)

AGREED, SUPERIOR, CONFERENCE = (
    JointOutcome.AGREED,
    JointOutcome.SUPERIOR,
    JointOutcome.CONFERENCE,
)


@pytest.mark.parametrize(
    ("branches", "out", "above"),
    [
        ([(1, 2), (1, 3)], (), 1),
        ([(1, 2, 4), (1, 2, 5)], (), 2),
        ([(1, 2, 4), (1, 2, 5), (1, 3)], (), 1),
        ([(1, 2), (7, 8)], (), None),
        ([(1, 2), (1, 2, 4)], (), 1),  # who is concerned decides nothing over another
        ([(1,), (1, 2)], (), None),
        ([(1, 2, 4), (1, 2, 5)], (2,), 1),  # one that must not hear of it
        ([(1, 2, 4), (1, 2, 5)], (1, 2), None),
        ([], (), None),
    ],
)
def test_the_lowest_unit_above_all(
    branches: list[tuple[int, ...]], out: tuple[int, ...], above: int | None
) -> None:
    assert common_superior(branches, frozenset(out)) == above


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[int, int | None], list[int]]:
    """Units under each other anyhow, and some of them."""
    parents: dict[int, int | None] = {}
    for number in range(1, draw(st.integers(2, 14)) + 1):
        parents[number] = draw(st.sampled_from([None, *parents]))
    some = st.lists(st.sampled_from(sorted(parents)), min_size=2, unique=True)
    return parents, draw(some)


def branch(unit: int | None, parents: dict[int, int | None]) -> tuple[int, ...]:
    return (*branch(parents[unit], parents), unit) if unit is not None else ()


@given(trees())
def test_the_common_superior_in_any_tree(tree: tuple[dict[int, int | None], list[int]]) -> None:
    """It stands above all, is none of them, and no other such unit stands below it."""
    parents, concerned = tree
    branches = [branch(each, parents) for each in concerned]
    fit = [
        each for each in parents if each not in concerned and all(each in path for path in branches)
    ]
    found = common_superior(branches)
    assert found == common_superior(branches[::-1])
    if found is None:
        assert not fit
    else:
        assert found in fit
        assert not any(found in branch(parents[each], parents) for each in fit)


@pytest.mark.parametrize(
    ("named", "above", "way"),
    [
        ((3, 3), 1, AGREED),
        ((3, 3), None, AGREED),
        ((3, 4), 1, SUPERIOR),
        ((3, 4), None, CONFERENCE),
        ((3, None), 1, SUPERIOR),  # a unit that does not answer holds up nobody
        ((None, None), None, CONFERENCE),
    ],
)
def test_one_way_is_open(
    named: tuple[int | None, ...], above: int | None, way: JointOutcome
) -> None:
    voices = tuple(OpenVoice(3 + place, lead) for place, lead in enumerate(named))
    joint = OpenJoint(voices, above)
    assert joint.way is way
    for other in (AGREED, SUPERIOR, CONFERENCE):
        assert (fault_of_way(joint, other) is None) is (other is way)
