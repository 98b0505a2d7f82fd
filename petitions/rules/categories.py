"""Content categories in three levels: the shipped list, what an office changed of it, and how a case names one.

A case keeps the names from the first level down, "教育/入学和招生/义务教育入学", as they were when it was registered;
rules and mappings keep the code. The first-level names are those of the exchange formats and stay.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).with_name("categories.toml")
BETWEEN = "/"
LEVELS = 3
SIGNS = 2
"""Signs of a code for each level."""
NAME_MAX, OFFICIAL_MAX = 36, 20
"""Characters; three names and what stands between them fit into a case."""
PATH_MAX = 120
OWN_FROM = 60
"""Numbers below a name that an office gives to its own additions; the shipped list stays below."""
CODE = re.compile(r"(?:[0-9]{2}){1,3}")


@dataclass(frozen=True, slots=True)
class Category:
    """One name of the list. ``official``: the national code, blank while nobody entered it."""

    code: str
    name: str
    name_en: str = ""
    official: str = ""
    active: bool = True
    former: tuple[str, ...] = ()
    """Names it had before, by which cases registered then still find it."""

    @property
    def level(self) -> int:
        """1 to 3."""
        return len(self.code) // SIGNS

    @property
    def parent(self) -> str:
        """The code above; blank for the first level."""
        return self.code[:-SIGNS]


class CategoryRefused(ValueError):
    """A category that the list cannot hold: a code for ``web/wording``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Categories:
    """The whole list in the order of its codes."""

    all: tuple[Category, ...]

    def by_code(self) -> Mapping[str, Category]:
        """Every category by its code."""
        return {each.code: each for each in self.all}

    def path(self, code: str) -> str:
        """The names from the first level down; blank for a code the list does not know."""
        known = self.by_code()
        if code not in known:
            return ""
        steps = (code[:end] for end in range(SIGNS, len(code) + 1, SIGNS))
        return BETWEEN.join(known[step].name for step in steps if step in known)

    def chain(self, path: str) -> tuple[str, ...]:
        """The codes of a path from the first level down, as far as the list knows its names."""
        found: list[str] = []
        for name in path.split(BETWEEN)[:LEVELS]:
            above = found[-1] if found else ""
            code = self._named(above, name)
            if not code:
                break
            found.append(code)
        return tuple(found)

    def _named(self, above: str, name: str) -> str:
        """The code of a name below another; its name of today before one it had."""
        below = [each for each in self.all if each.parent == above]
        for each in below:
            if each.name == name:
                return each.code
        return next((each.code for each in below if name in each.former), "")

    def in_use(self) -> tuple[Category, ...]:
        """Those that may be chosen: active, and so is everything above them."""
        off = {each.code for each in self.all if not each.active}
        return tuple(
            each
            for each in self.all
            if not any(each.code[:end] in off for end in range(SIGNS, len(each.code) + 1, SIGNS))
        )

    def next_code(self, above: str) -> str:
        """A code for an office's own addition. Raises CategoryRefused below the third level and when full."""
        if above not in self.by_code() or len(above) >= LEVELS * SIGNS:
            raise CategoryRefused("no_such_category")
        taken = self.by_code()
        for number in range(OWN_FROM, 100):
            if f"{above}{number}" not in taken:
                return f"{above}{number}"
        raise CategoryRefused("category_full")

    def check(self, wanted: Category) -> None:
        """Whether the list may hold it. Raises CategoryRefused, with the code of the fault."""
        known = self.by_code()
        if not CODE.fullmatch(wanted.code) or (wanted.parent and wanted.parent not in known):
            raise CategoryRefused("no_such_category")
        shipped_name = known.get(wanted.code)
        if wanted.level == 1 and (shipped_name is None or shipped_name.name != wanted.name):
            raise CategoryRefused("category_fixed")
        if not wanted.name or BETWEEN in wanted.name or len(wanted.name) > NAME_MAX:
            raise CategoryRefused("category_name")
        beside = (each for each in self.all if each.parent == wanted.parent)
        for each in beside:
            if each.code != wanted.code and wanted.name in (each.name, *each.former):
                raise CategoryRefused("category_twice")


def merged(own: Iterable[Category]) -> Categories:
    """The shipped list with what the office changed or added; its entry replaces the shipped one."""
    known = {**shipped().by_code(), **{each.code: each for each in own}}
    return Categories(tuple(known[code] for code in sorted(known)))


def changed(before: Category, wanted: Category) -> Category:
    """What to keep of a change: a name that goes stays among the former ones."""
    if before.name == wanted.name:
        return replace(wanted, former=before.former)
    former = (*(each for each in before.former if each != wanted.name), before.name)
    return replace(wanted, former=former)


@lru_cache(maxsize=1)
def shipped() -> Categories:
    """The list of ``categories.toml``."""
    found: list[Category] = []
    for table in tomllib.loads(FILE.read_text("utf-8"))["category"]:
        found.append(Category(table["code"], table["name"], table["name_en"]))
        found += [Category(code, name, english) for code, name, english in table["below"]]
    return Categories(tuple(sorted(found, key=lambda each: each.code)))
