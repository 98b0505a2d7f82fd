"""The tree of units with what follows from it: levels, the letters office of each, successors of closed ones."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from petitions.models.directory import UnitSuccessor
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.directory import UnitView, units
from petitions.queries.posts import ContactView, PlaceView, contacts, places
from petitions.rules.terms import ClosingCause, Level
from petitions.rules.unit_tree import Node, Tree

Row = TypeVar("Row", PlaceView, ContactView)


@dataclass(frozen=True, slots=True)
class SuccessorView:
    """A unit that goes on with the work of a closed one; ``since`` is an office-local day."""

    unit_id: int
    id: int
    name: str
    name_en: str
    active: bool
    published: bool
    cause: ClosingCause
    reason: str
    since: date


@dataclass(frozen=True, slots=True)
class NetworkUnit:
    """A unit in its place; ``office`` is the letters office responsible for it."""

    unit: UnitView
    level: Level
    office: UnitView | None
    successors: tuple[SuccessorView, ...]
    oddities: tuple[str, ...]

    @property
    def is_office(self) -> bool:
        """Whether it is the letters office itself."""
        return self.office is not None and self.office.id == self.unit.id


@dataclass(frozen=True, slots=True)
class PublishedUnit:
    """A unit as the portal shows it (Art. 18)."""

    unit: UnitView
    level: Level
    office: UnitView | None
    places: tuple[PlaceView, ...]
    contacts: tuple[ContactView, ...]


@dataclass(frozen=True, slots=True)
class PublishedDirectory:
    """What the portal shows: units by level in the order of the tree, and closed ones with who goes on."""

    levels: Mapping[Level, tuple[PublishedUnit, ...]]
    closed: tuple[NetworkUnit, ...]

    @property
    def count(self) -> int:
        """How many units are shown."""
        return sum(map(len, self.levels.values())) + len(self.closed)


def network() -> tuple[NetworkUnit, ...]:
    """Every unit in the order of the tree, closed ones too."""
    found = units(active_only=False)
    tree, by_id = tree_of(found), {each.id: each for each in found}
    after = successors()
    return tuple(
        NetworkUnit(
            each,
            tree.level(each.id),
            by_id.get(tree.letters_office(each.id) or 0),
            after.get(each.id, ()),
            tree.oddities(each.id),
        )
        for each in found
    )


def tree_of(found: Iterable[UnitView]) -> Tree:
    """The shape of these units."""
    return Tree(Node(each.id, each.parent_id, each.kind, each.active) for each in found)


def successors() -> dict[int, tuple[SuccessorView, ...]]:
    """Who goes on for each closed unit, by its id."""
    after = aliased(Unit)
    rows = db.session().execute(
        select(UnitSuccessor, after)
        .join(after, after.id == UnitSuccessor.successor_id)
        .where(UnitSuccessor.ended_at.is_(None))
        .order_by(UnitSuccessor.unit_id, after.path)
    )
    found: defaultdict[int, list[SuccessorView]] = defaultdict(list)
    for row, unit in rows:
        found[row.unit_id].append(
            SuccessorView(
                row.unit_id,
                unit.id,
                unit.name,
                unit.name_en or unit.name,
                unit.active,
                unit.published,
                row.cause,
                row.reason,
                row.since,
            )
        )
    return {unit_id: tuple(each) for unit_id, each in found.items()}


def closed_units() -> tuple[NetworkUnit, ...]:
    """Closed units of which somebody goes on with the work, in the order of the tree."""
    return tuple(each for each in network() if not each.unit.active and each.successors)


def open_cases_of(unit_id: int) -> int:
    """How many cases that are not ended lie with a unit, as its letters office or as the handling unit."""
    mine = or_(Case.office_id == unit_id, Case.handling_unit_id == unit_id)
    count = select(func.count(Case.id)).where(Case.closed.is_(False), mine)
    return db.session().scalar(count) or 0


def published_directory(words: str, today: date) -> PublishedDirectory:
    """What the portal shows of the units in which every one of these words occurs; all for no word."""
    rooms = _by_unit(places(shown_only=True))
    clerks = _by_unit(contacts(today))
    wanted = _folded(words).split()
    levels: dict[Level, list[PublishedUnit]] = {level: [] for level in Level}
    closed = []
    for each in network():
        if not each.unit.published:
            continue
        if not each.unit.active:
            names = [name for after in each.successors for name in (after.name, after.name_en)]
            if each.successors and _says(wanted, each.unit, names):
                closed.append(each)
            continue
        here, people = rooms.get(each.unit.id, ()), clerks.get(each.unit.id, ())
        said = [text for place in here for text in (place.name, place.address, place.access)]
        said += [line for person in people for line in (person.title, *person.lines)]
        if not _says(wanted, each.unit, said):
            continue
        office = each.office if each.office is not None and each.office.published else None
        levels[each.level].append(PublishedUnit(each.unit, each.level, office, here, people))
    return PublishedDirectory(
        {level: tuple(found) for level, found in levels.items()}, tuple(closed)
    )


def _by_unit(rows: Iterable[Row]) -> dict[int, tuple[Row, ...]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.unit_id].append(row)
    return {unit_id: tuple(each) for unit_id, each in found.items()}


def _says(wanted: Sequence[str], unit: UnitView, more: Iterable[str]) -> bool:
    if not wanted:
        return True
    texts = (unit.name, unit.name_en, unit.code, unit.address, unit.handles, *more)
    content = _folded("\n".join(texts))
    return all(word in content for word in wanted)


def _folded(text: str) -> str:
    """Small letters, full-width signs as plain ones."""
    return unicodedata.normalize("NFKC", text).casefold()
