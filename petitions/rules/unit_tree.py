"""The tree of units as a shape: the level of each, the letters office responsible for it, and what looks odd.

The law leaves the tree to each place, so oddities are told and never refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from petitions.rules.terms import Level, UnitKind

LEVEL_OF: Mapping[UnitKind, Level] = {
    UnitKind.STREET: Level.STREET,
    UnitKind.COMMUNITY: Level.COMMUNITY,
}
"""Kinds that begin a level of their own; every other unit belongs to the level of the nearest one above."""


@dataclass(frozen=True, slots=True)
class Node:
    """One unit in the tree."""

    id: int
    parent_id: int | None
    kind: UnitKind
    active: bool = True


class Tree:
    """Every unit by id; a parent that is not among them counts as none."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.nodes: dict[int, Node] = {node.id: node for node in nodes}
        self._offices: dict[int, int] = {}
        for node in sorted(self.nodes.values(), key=lambda each: each.id):
            if node.kind is UnitKind.LETTERS_OFFICE and node.active and node.parent_id is not None:
                self._offices.setdefault(node.parent_id, node.id)

    def line(self, unit_id: int) -> list[Node]:
        """The unit and all above it, from below; a ring in broken data ends where it closes."""
        found: dict[int, Node] = {}
        node = self.nodes.get(unit_id)
        while node is not None and node.id not in found:
            found[node.id] = node
            node = self.nodes.get(node.parent_id) if node.parent_id is not None else None
        return list(found.values())

    def level(self, unit_id: int) -> Level:
        """District, street or community: of the unit itself, or of the nearest one above that says so."""
        kinds = (LEVEL_OF.get(node.kind) for node in self.line(unit_id))
        return next((level for level in kinds if level is not None), Level.DISTRICT)

    def letters_office(self, unit_id: int) -> int | None:
        """The nearest letters office: the unit itself, its own, or one beside or above it (Art. 22)."""
        for node in self.line(unit_id):
            if node.kind is UnitKind.LETTERS_OFFICE and node.active:
                return node.id
            if node.id in self._offices:
                return self._offices[node.id]
        return None

    def own_office(self, unit_id: int) -> int | None:
        """The letters office directly below a unit."""
        return self._offices.get(unit_id)

    def oddities(self, unit_id: int) -> tuple[str, ...]:
        """What is unusual about a unit's place, as codes; a closed unit is left in peace."""
        node, *above = self.line(unit_id)
        kinds = {each.kind for each in above}
        found = []
        if not node.active:
            return ()
        if node.kind is UnitKind.COMMUNITY and UnitKind.STREET not in kinds:
            found.append("community_without_street")
        if node.kind is UnitKind.STREET and kinds & {UnitKind.STREET, UnitKind.COMMUNITY}:
            found.append("street_below_street")
        if node.kind is UnitKind.COMMUNITY and UnitKind.COMMUNITY in kinds:
            found.append("community_below_community")
        if any(each.kind is UnitKind.LETTERS_OFFICE for each in above):
            found.append("below_letters_office")
        if any(not each.active for each in above):
            found.append("below_closed_unit")
        if node.kind is UnitKind.STREET and self.own_office(unit_id) is None:
            found.append("street_without_office")
        if self.letters_office(unit_id) is None:
            found.append("no_letters_office")
        return tuple(found)
