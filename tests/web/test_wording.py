"""Every member of every term has words, in Chinese and in English, and codes have sentences."""

from __future__ import annotations

import ast
import inspect
import re
from datetime import date
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from petitions.rules import deadlines, looks, terms
from petitions.rules.lifecycle import STEPS
from web import wording
from web.wording import refusals, rules

ROOT = Path(__file__).parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
ENUMS = [
    each
    for _, each in inspect.getmembers(terms, inspect.isclass)
    if issubclass(each, StrEnum) and each is not StrEnum
] + [deadlines.ReasonCode, looks.Purpose]
CHINESE_BESIDE = {"review", "re-review", "transfer", "assign", "assignment"}
"""English that is ambiguous alone and so shows the Chinese beside it."""


@pytest.mark.parametrize("enum", ENUMS, ids=lambda enum: enum.__name__)
def test_every_member_has_words_in_both_languages(hall: Flask, enum: type[StrEnum]) -> None:
    for member in enum:
        assert member in wording.WORDS.get(enum, {}), f"write words for {enum.__name__}.{member}"
        with hall.test_request_context("/"), force_locale("zh_CN"):
            assert HAN.search(str(wording.word(member)))
        with hall.test_request_context("/"), force_locale("en"):
            english = str(wording.word(member))
        if not CHINESE_BESIDE & set(re.findall(r"[a-z-]+", english.lower())):
            assert not HAN.search(english), f"{enum.__name__}.{member} has no English words"


def test_equal_values_of_two_enums_keep_their_own_words() -> None:
    assert wording.word(terms.Status.WITHDRAWN) is not wording.word(terms.Notice.WITHDRAWN)


def test_every_fact_a_step_needs_has_a_name() -> None:
    needed = {name for step in STEPS.values() for name in step.needs}
    assert needed <= set(refusals.FACTS), (
        f"name {needed - set(refusals.FACTS)} in web/wording/refusals.py"
    )


def codes_in(folder: Path, classes: tuple[str, ...]) -> set[str]:
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            first = node.args[0]
            if name in classes and isinstance(first, ast.Constant) and isinstance(first.value, str):
                found.add(first.value)
    return found


def test_every_code_of_a_refusal_has_a_sentence() -> None:
    classes = (
        "NotAllowed",
        "Refused",
        "ExtensionRefused",
        "ExclusionRefused",
        "ObjectionRefused",
        "LengthMissing",
    )
    unsaid = codes_in(ROOT / "petitions", classes) - set(refusals.REFUSALS)
    assert not unsaid, f"write sentences for {sorted(unsaid)} in web/wording/refusals.py"


def test_reasons_against_a_step_have_sentences() -> None:
    source = (ROOT / "petitions" / "rules" / "permissions.py").read_text("utf-8")
    codes = set(re.findall(r'(?:return|else) "([a-z_]+)"|return "([a-z_]+)" if', source))
    flat = {code for pair in codes for code in pair if code}
    assert flat <= set(refusals.REFUSALS), sorted(flat - set(refusals.REFUSALS))


@pytest.mark.parametrize(
    ("text", "chinese", "english"),
    [
        ("信访工作条例 §34", "《信访工作条例》第34条", "Regulations on Petition Work, Art. 34"),
        (
            "信访工作条例 §23(1)(2)",
            "《信访工作条例》第23条第(1)(2)项",
            "Regulations on Petition Work, Art. 23(1)(2)",
        ),
        ("民法典 §201", "《民法典》第201条", "Civil Code, Art. 201"),
        (
            "信访工作条例 §19, §22–23",
            "《信访工作条例》第19条、第22–23条",
            "Regulations on Petition Work, Art. 19, Art. 22–23",
        ),
        ("office practice", "本机关的工作规则", "Working rule of this office"),
    ],
)
def test_articles_are_cited_as_people_do(
    hall: Flask, text: str, chinese: str, english: str
) -> None:
    with hall.test_request_context("/"), force_locale("zh_CN"):
        assert wording.article(text) == chinese
    with hall.test_request_context("/"), force_locale("en"):
        assert wording.article(text) == english


def test_every_article_in_the_rules_is_known(hall: Flask) -> None:
    cited = set()
    for path in (ROOT / "petitions").rglob("*.py"):
        cited |= set(re.findall(r'"([^"\s]+) §[0-9]', path.read_text("utf-8")))
    laws = cited - {"office"}
    assert laws <= set(rules.LAWS), f"name {laws - set(rules.LAWS)} in LAWS"


def test_a_step_of_the_arithmetic_reads_as_a_sentence(hall: Flask) -> None:
    step = deadlines.Reason(deadlines.ReasonCode.EXTENDED, "x", day=date(2026, 5, 4), days=30)
    with hall.test_request_context("/"), force_locale("zh_CN"):
        assert wording.reason_line(step) == "经批准延长：30 天（2026年5月4日）"
    with hall.test_request_context("/"), force_locale("en"):
        assert wording.reason_line(step) == "Extended with approval: 30 days (May 4, 2026)"


def test_chinese_texts_use_chinese_punctuation() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff][,:;!?(]|[,;!?)][\u4e00-\u9fff]")
    for catalogue in sorted((ROOT / "web/translations/en/LC_MESSAGES").glob("*.po")):
        for line in catalogue.read_text("utf-8").splitlines():
            if line.startswith("msgid") and "%(items)s" not in line:
                assert not wrong.search(line), f"{catalogue.name}: {line}"
