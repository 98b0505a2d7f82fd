"""Content categories as pages name them: the choices of a select in groups, and a case's category in words."""

from __future__ import annotations

from flask_babel import gettext

from petitions.queries.categories import categories
from petitions.rules.categories import BETWEEN, Categories, Category
from staff.words import CATEGORIES
from web.language import ENGLISH, lang

Groups = dict[str, list[tuple[str, object]]]
INDENT = "　"


def category_choices() -> Groups:
    """What a case may be filed under: the names as the case keeps them, by their first level."""
    known = categories()
    return _groups(known, {each.code: known.path(each.code) for each in known.in_use()})


def code_choices() -> Groups:
    """The same for a rule, which keeps the code."""
    known = categories()
    return _groups(known, {each.code: each.code for each in known.in_use()})


def category_words(path: str) -> str:
    """A case's category in the reader's language; names the list does not know stay as they are."""
    names = path.split(BETWEEN)
    if len(names) == 1:
        return str(CATEGORIES.get(path, path))
    if lang() != ENGLISH:
        return f" {BETWEEN} ".join(names)
    known = categories()
    english = [category_name(known.by_code()[code]) for code in known.chain(path)]
    return f" {BETWEEN} ".join([*english, *names[len(english) :]])


def category_name(category: Category) -> str:
    """One name in the reader's language."""
    return (category.name_en if lang() == ENGLISH else "") or category.name


def _groups(known: Categories, values: dict[str, str]) -> Groups:
    groups: Groups = {"": [("", gettext("未分类"))]}
    by_code = known.by_code()
    for code, value in values.items():
        each = by_code[code]
        group = category_name(by_code[code[:2]])
        words = INDENT * (each.level - 1) + category_name(each)
        groups.setdefault(group, []).append((value, words))
    return groups
