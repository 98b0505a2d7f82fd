"""The place for words people read: every term of the register in Chinese, English in ``hall.po``.

``word(Status.ACCEPTED)`` gives the words of a member of ``petitions/rules/terms/`` (or of the rules'
own enums); ``refusal(error)`` the sentence for a refused step; ``reason_line(step)`` one line of a
"why this date" panel. Nothing else in the product writes such words.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from flask_babel import LazyString, format_date

from petitions.actions.errors import ActionError
from petitions.rules.redaction import Trace
from web.wording import (
    case,
    corrections,
    elsewhere,
    matters,
    office,
    refusals,
    reviews,
    routing,
    rules,
    triage,
)

WORDS = {
    **case.WORDS,
    **corrections.WORDS,
    **matters.WORDS,
    **office.WORDS,
    **reviews.WORDS,
    **routing.WORDS,
    **rules.WORDS,
    **elsewhere.WORDS,
    **triage.WORDS,
}
"""Enum class to member to words. By class, since equal values of two enums are equal strings."""


def word(member: StrEnum) -> LazyString:
    """The words of an enum member, in the language of whoever reads them."""
    return WORDS[type(member)][member]


def words_of(enum: type[StrEnum]) -> list[tuple[str, LazyString]]:
    """Value and words of every member, in order: the choices of a select or of radios."""
    return [(member.value, WORDS[enum][member]) for member in enum]


def explain(member: StrEnum) -> LazyString | str:
    """A sentence that explains a member to a citizen; empty where the word says it all."""
    return case.EXPLAINED.get(type(member), {}).get(member, "")


def article(text: str) -> str:
    """An article's short name as people cite it: "信访工作条例 §34" becomes 《信访工作条例》第34条."""
    return rules.article(text)


def refusal(error: ActionError) -> str:
    """Why a step was refused, in one sentence; missing facts are named."""
    facts = dict(error.facts)
    if "article" in facts:
        facts["article"] = article(str(facts["article"]))
    if "trace" in facts:
        facts["trace"] = word(Trace(str(facts["trace"])))
    if "first_day" in facts:
        facts["first_day"] = format_date(date.fromisoformat(str(facts["first_day"])), "long")
    return refusals.sentence(error.code, facts)


def refusal_code(code: str, **facts: object) -> str:
    """The same for a bare code, such as one of ``rules.permissions.refusal`` or a rule's own error."""
    return refusals.sentence(code, facts)


def fact_word(name: str) -> LazyString | str:
    """The name of a fact a step needs, as a form's label has it."""
    return refusals.FACTS.get(name, name)


def reason_line(step: rules.ReasonLike) -> str:
    """One step of a deadline's arithmetic as a sentence, without its article."""
    return rules.reason_line(step)
