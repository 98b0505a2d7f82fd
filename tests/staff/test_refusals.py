"""Every refusal an officer can meet has words of its own, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from petitions.actions.errors import Refused
from petitions.rules.permissions import BARS
from petitions.rules.policy import (
    FixedByLaw,
    LongerThanPromised,
    LooserThanLaw,
    NotPositive,
    WrongKind,
)
from staff.refusals import FIELDS, WORDS, said
from web.wording import refusals
from web.wording.refusals import REFUSED

ACTIONS = Path(__file__).resolve().parents[2] / "petitions" / "actions"
FACTS = {
    "least": 1,
    "most": 2,
    "minutes": 15,
    "trace": "name",
    "username": "u",
    "taken": "XF",
    "external_number": "8",
    "last_day": "2026-03-10",
    "first_day": "2026-09-06",
    "legal": 15,
    "article": "信访工作条例 §22",
    "row": 3,
    "unit": "XF",
    "unknown": "9999",
    "word": "字",
    "year": 2027,
    "first": 2010,
    "last": 2040,
    "title": "副局长",
    "name": "一楼大厅",
    "count": 2,
    "units": "市政公司",
}
RULES_OWN = (
    "extension_not_positive",
    "extension_too_long",
    "extension_second_extension",
    "extension_without_reason",
    "extension_too_late",
    "objection_too_late",
    "objection_without_reason",
    "accused_unit",
    "superior_of_accused",
    "objection_not_detailed",
    "objection_unit_wanted",
    *("joint_all_agree", "joint_superior_decides", "joint_no_superior", "joint_not_agreed"),
    "correction_unchanged",
    "correction_later_day",
    "correction_fewer_than_named",
    *("rules_empty", "rules_untried", "own_rules"),
    *("rule_without_unit", "rule_without_condition", "rule_many_words", "rule_word"),
    *("rule_without_name", "category_fixed", "category_name", "category_twice", "category_full"),
    "route_for_accusations",
    "route_wrong_kind_litigation",
    "route_wrong_kind_discipline",
    "visitor_not_told",
    "cadre_level_missing",
    *(
        kind.code
        for kind in (LooserThanLaw, LongerThanPromised, FixedByLaw, NotPositive, WrongKind)
    ),
)
"""Codes made of a rule's own, where the source has only their beginning."""


def codes() -> set[str]:
    found = set(RULES_OWN)
    for path in ACTIONS.glob("*.py"):
        found |= set(re.findall(r'Refused\("(\w+)"', path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("code", sorted(codes()))
def test_a_refusal_has_words(staff_app: Flask, code: str) -> None:
    with staff_app.test_request_context():
        words = said(Refused(code, **FACTS))
        assert words != str(REFUSED), f"write words for {code!r}"
        assert "%(" not in words
        with force_locale("en"):
            assert re.search(r"[A-Za-z]", said(Refused(code, **FACTS)))


def test_words_stand_in_one_place() -> None:
    assert not set(WORDS) & set(refusals.REFUSALS), "the hall has words for these already"


def test_fields_belong_to_codes_that_exist() -> None:
    assert set(FIELDS) <= codes()


def test_personal_bars_have_words(staff_app: Flask) -> None:
    assert BARS
    for code in ("own_draft", "own_request", "extended_once", "objection_ruled", "already_holder"):
        with staff_app.test_request_context():
            assert said(Refused(code)) != str(REFUSED)
