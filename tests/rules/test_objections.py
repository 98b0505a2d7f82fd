"""How detailed the reasons of an objection must be (信访工作条例 §23(3))."""

from __future__ import annotations

import pytest

from petitions.rules.objections import objection_fault

DETAILED = "按照本市职责划分，排水设施由市政公司管理和维修，我局没有。"
CHECKED = "已查本市职责清单和三定方案。"


@pytest.mark.parametrize(
    ("reasons", "unit", "checked", "fault"),
    [
        (DETAILED, 4, "", None),
        (DETAILED, None, CHECKED, None),
        (DETAILED, None, "", "objection_unit_wanted"),
        (DETAILED, None, "不知道", "objection_unit_wanted"),
        (DETAILED, None, "。" * 40, "objection_unit_wanted"),
        ("不归我们管。", 4, CHECKED, "objection_not_detailed"),
        ("。！ " * 40, 4, CHECKED, "objection_not_detailed"),
        ("不" * 40, 4, CHECKED, "objection_not_detailed"),
        ("不归我们管" * 8, 4, CHECKED, "objection_not_detailed"),
        ("Wrong unit.", 4, CHECKED, "objection_not_detailed"),
        ("By the list of duties drains belong to the water company.", 4, "", None),
        ("", None, "", "objection_not_detailed"),
    ],
)
def test_detail_is_asked_for(
    reasons: str, unit: int | None, checked: str, fault: str | None
) -> None:
    assert objection_fault(reasons, unit, checked) == fault


def test_the_bound_itself_is_enough() -> None:
    twenty = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    assert len(twenty) == 20
    assert objection_fault(twenty, 1, "") is None
    assert objection_fault(twenty[:-1], 1, "") == "objection_not_detailed"
    assert objection_fault(twenty, None, twenty[:10]) is None
    assert objection_fault(twenty, None, twenty[:9]) == "objection_unit_wanted"
