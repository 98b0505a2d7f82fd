"""What the responsibility map says of a case, as the pages that register and send it show it: unit, reason, posts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from petitions.queries.case_views import CaseFile
from petitions.queries.categories import categories
from petitions.queries.routing import Advice, Suggested, suggestions_for
from petitions.rules.categories import Categories
from petitions.rules.routing import JOINT, SOURCE, Match, MatchKind
from petitions.rules.terms import PetitionClass
from staff.category_words import category_words
from staff.navigation import unit_name
from staff.rights import me
from web import wording
from web.wording import routing as words


@dataclass(frozen=True, slots=True)
class Line:
    """One suggested unit in words."""

    unit_id: int
    unit: str
    rule: str
    why: str
    leader: str
    first: str
    basis: str
    article: str


def beside(file: CaseFile) -> Mapping[str, Any]:
    """The box of suggestions for a page: nothing in it is chosen until the officer presses."""
    advice = suggestions_for(file.id, me().actor)
    if advice is None:
        return {"advice": None}
    known = categories()
    return {
        "advice": advice,
        "lines": [_line(each, known) for each in advice.candidates],
        "decided_by": str(wording.word(advice.decided_by)) if advice.decided_by else "",
        "category_why": _category_why(advice),
        "category_name": category_words(advice.category.name) if advice.category else "",
        "joint": JOINT,
        "source": SOURCE,
    }


def _line(each: Suggested, known: Categories) -> Line:
    rule = each.candidate.rule
    unit = unit_name(each.unit)
    return Line(
        each.unit.id,
        gettext("%(unit)s（%(office)s）", unit=unit, office=rule.office) if rule.office else unit,
        rule.name,
        gettext("；").join(_why(match, known) for match in each.candidate.why),
        each.leader,
        each.first,
        rule.basis,
        rule.article,
    )


def _why(match: Match, known: Categories) -> str:
    """One reason as a phrase; a category by its names, a class by its word."""
    if match.kind is MatchKind.CATEGORY:
        what = category_words(known.path(match.what[0]))
    elif match.kind is MatchKind.CLASS:
        what = str(wording.word(PetitionClass(match.what[0])))
    else:
        what = gettext("”“").join(match.what)
    return words.why(match.kind, what)


def _category_why(advice: Advice) -> str:
    if advice.category is None:
        return ""
    return words.why(MatchKind.WORDS, gettext("”“").join(advice.category.words))
