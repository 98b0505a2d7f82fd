"""Levels, responsible letters offices and oddities of the tree of units."""

from __future__ import annotations

import pytest

from petitions.rules.terms import Level, UnitKind
from petitions.rules.unit_tree import Node, Tree

CITY, XF, BUREAU, STREET, SXF, COMMUNITY, OTHER, BARE = range(1, 9)


def town(*more: Node) -> Tree:
    """A city with an office and a bureau, a street with its own office, and one without."""
    nodes = {
        CITY: Node(CITY, None, UnitKind.GOVERNMENT),
        XF: Node(XF, CITY, UnitKind.LETTERS_OFFICE),
        BUREAU: Node(BUREAU, CITY, UnitKind.GOVERNMENT),
        STREET: Node(STREET, CITY, UnitKind.STREET),
        SXF: Node(SXF, STREET, UnitKind.LETTERS_OFFICE),
        COMMUNITY: Node(COMMUNITY, STREET, UnitKind.COMMUNITY),
        OTHER: Node(OTHER, CITY, UnitKind.STREET),
        BARE: Node(BARE, OTHER, UnitKind.COMMUNITY),
    }
    return Tree([*(nodes | {node.id: node for node in more}).values()])


@pytest.mark.parametrize(
    ("unit", "level", "office"),
    [
        (CITY, Level.DISTRICT, XF),
        (XF, Level.DISTRICT, XF),
        (BUREAU, Level.DISTRICT, XF),
        (STREET, Level.STREET, SXF),
        (SXF, Level.STREET, SXF),
        (COMMUNITY, Level.COMMUNITY, SXF),
        (OTHER, Level.STREET, XF),
        (BARE, Level.COMMUNITY, XF),
    ],
)
def test_the_nearest_office_beside_or_above_is_responsible(
    unit: int, level: Level, office: int
) -> None:
    assert town().level(unit) is level
    assert town().letters_office(unit) == office


def test_a_closed_office_is_responsible_for_nobody() -> None:
    tree = town(Node(SXF, STREET, UnitKind.LETTERS_OFFICE, active=False))
    assert tree.letters_office(COMMUNITY) == XF
    assert tree.letters_office(SXF) == XF


def test_of_two_offices_beside_each_other_the_older_counts() -> None:
    assert town(Node(20, STREET, UnitKind.LETTERS_OFFICE)).letters_office(COMMUNITY) == SXF


@pytest.mark.parametrize(
    ("node", "odd"),
    [
        (Node(30, CITY, UnitKind.COMMUNITY), ("community_without_street",)),
        (Node(30, STREET, UnitKind.COMMUNITY), ()),
        (Node(30, STREET, UnitKind.STREET), ("street_below_street", "street_without_office")),
        (Node(30, COMMUNITY, UnitKind.COMMUNITY), ("community_below_community",)),
        (Node(30, XF, UnitKind.GOVERNMENT), ("below_letters_office",)),
        (Node(30, None, UnitKind.ENTERPRISE), ("no_letters_office",)),
        (Node(30, CITY, UnitKind.COMMUNITY, active=False), ()),
        (Node(30, 99, UnitKind.ENTERPRISE), ("no_letters_office",)),
    ],
)
def test_what_is_unusual_is_told(node: Node, odd: tuple[str, ...]) -> None:
    assert town(node).oddities(30) == odd


def test_a_closed_unit_above_is_told() -> None:
    tree = town(Node(OTHER, CITY, UnitKind.STREET, active=False))
    assert tree.oddities(BARE) == ("below_closed_unit",)


def test_a_ring_in_broken_data_ends() -> None:
    tree = Tree([Node(1, 2, UnitKind.GOVERNMENT), Node(2, 1, UnitKind.GOVERNMENT)])
    assert tree.letters_office(1) is None
    assert tree.level(2) is Level.DISTRICT
