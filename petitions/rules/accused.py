"""Who is complained about, and whom the case is kept from because of it (信访工作条例 §30, §46(5))."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from petitions.rules.terms import Role

HEADS = frozenset({Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.LEADER})
"""Who is set over people: what is kept from them is kept from their subordinates too."""
OFFICE_WORKERS = frozenset({Role.CLERK, Role.OFFICE_HEAD})
UNIT_WORKERS = frozenset({Role.HANDLER, Role.UNIT_HEAD})


class AccusedSource(StrEnum):
    """How somebody came to be named: by comparing what was complained about with the directory, or by an officer."""

    FOUND = "found"
    NAMED = "named"


class ExceptionKind(StrEnum):
    """What two named officers may decide against the protection, with a reason."""

    SUPERIOR_TAKES = "superior_takes"
    """A superior of the accused gets the case all the same."""
    NOT_ACCUSED = "not_accused"
    """Who was named is not complained about after all."""


@dataclass(frozen=True, slots=True)
class AccusedStand:
    """One of the accused, as rights depend on it: an officer, a unit, or both (the units he works in)."""

    id: int
    officer_id: int | None
    unit_ids: frozenset[int]
    """The unit itself; of a person, the unit he was in when he was named and the one he is in now."""
    reaches_below: bool
    """Whether subordinates are kept out too: a unit, or somebody who heads one."""
    spares_office: bool = False
    """The house has no other letters office: who works in this one keeps sight of it, unless he is named himself."""


@dataclass(frozen=True, slots=True)
class OpenException:
    """An exception that waits for a second officer."""

    id: int
    kind: ExceptionKind
    asked_by: int
    asked_as: Role


def bar_of_unit(
    accused: Iterable[AccusedStand],
    excepted: frozenset[int],
    unit_id: int,
    above: frozenset[int],
    below: frozenset[int],
) -> str | None:
    """Why an accusation must not go to this unit, or None: ``above`` and ``below`` hold the unit itself too.

    "accused_unit": it is complained about, or stands below who is. "superior_of_accused": it stands above, and two
    named officers have not decided that it may.
    """
    rows = tuple(accused)
    if any(each.reaches_below and each.unit_ids & above for each in rows):
        return "accused_unit"
    if unit_id not in excepted and any(each.unit_ids & below for each in rows):
        return "superior_of_accused"
    return None


_GAPS = re.compile(r"[\s,，、;；。:：()（）/\\|]+")
_SUFFIXES = (*"局委办站所队院庭处科股室厅部会镇乡村", "中心", "街道", "社区", "公司")
_SHORTEST_PART = 3
_CALLED = re.compile(r"(工号|编号|警号|胸牌号?|no\.?)[:是为]?$")


def found_in(
    text: str,
    units: Mapping[int, str],
    officers: Mapping[int, tuple[str, str]],
) -> tuple[frozenset[int], frozenset[int]]:
    """Units and officers that ``text`` (who is complained about) names: their ids.

    ``units``: name by id. ``officers``: name and staff number by id. A unit counts when its name stands there, or a
    beginning of it that ends like a unit's name ("某街道" of "某街道办事处": whoever else begins so is meant too), and
    is not itself the beginning of a longer name that counts (a town's name begins the names of all its bureaus); or
    when a part of its name that ends like a unit's fits no other. Names are compared without spaces and in one
    width; who is named by mistake is let in again by two officers, who is missed would read of himself.
    """
    said = _plain(text)
    if not said:
        return frozenset(), frozenset()
    names = {number: _plain(name) for number, name in units.items()}
    found = _units_named(said, names)
    for part in filter(None, (_plain(each) for each in _GAPS.split(text))):
        if len(part) >= _SHORTEST_PART and part.endswith(_SUFFIXES):
            fitting = [number for number, name in names.items() if part in name]
            found.update(fitting if len(fitting) == 1 else ())
    people = {
        number
        for number, (name, badge) in officers.items()
        if _names(said, _plain(name)) or _numbered(said, _plain(badge))
    }
    return frozenset(found), frozenset(people)


def _units_named(said: str, names: Mapping[int, str]) -> set[int]:
    """The longest beginnings count; a name that does not end like a unit's only where nothing of a name follows."""
    begins: dict[str, set[int]] = {}
    for number, name in names.items():
        for size in range(_SHORTEST_PART, len(name)):
            if name[:size].endswith(_SUFFIXES):
                begins.setdefault(name[:size], set()).add(number)
        if name:
            begins.setdefault(name, set()).add(number)
    found: set[int] = set()
    taken = [False] * len(said)
    for head in sorted(begins, key=len, reverse=True):
        at = said.find(head)
        while at >= 0:
            end = at + len(head)
            if head.endswith(_SUFFIXES) or not said[end : end + 1].isalnum():
                if not any(taken[at:end]):
                    found |= begins[head]
                taken[at:end] = [True] * len(head)
            at = said.find(head, at + 1)
    return found


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def _names(said: str, name: str) -> bool:
    return len(name) > 1 and name in said


def _numbered(said: str, badge: str) -> bool:
    """Whether the staff number stands there by itself, not as part of a longer one; a short one, which may be
    the number of a house, only after a word that says what it is."""
    at = said.find(badge) if badge else -1
    while at >= 0:
        before, after = said[at - 1 : at], said[at + len(badge) : at + len(badge) + 1]
        sure = len(badge) >= _SHORTEST_PART or _CALLED.search(said[:at])
        if sure and not _joins(before) and not _joins(after):
            return True
        at = said.find(badge, at + 1)
    return False


def _joins(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
