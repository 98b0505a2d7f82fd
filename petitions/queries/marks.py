"""The mark of a row of the directory: what its edit page shows, by which a save notices that somebody was faster.

A page reads the mark before it reads the row: a change between the two makes a later save be refused, never be lost.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from petitions.models.base import Base
from petitions.models.directory import Post, ReceptionPlace
from petitions.models.officer import Officer
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.categories import categories
from petitions.rules.categories import Category

SHOWN: Mapping[type[Base], tuple[str, ...]] = {
    Unit: (
        "parent_id", "code", "name", "name_en", "kind", "email", "phone", "address",
        "hours", "handles", "published", "active",
    ),
    Post: (
        "title", "lines", "contact_clerk", "full_time", "phone", "from_on", "until_on",
        "published",
    ),
    ReceptionPlace: (
        "unit_id", "name", "address", "phone", "days", "hours", "access", "published", "active",
    ),
    Officer: ("name", "role", "unit_id", "email", "badge", "active"),
}  # fmt: skip
"""The columns that an edit page shows and its save overwrites; what changes by itself (a path, a log-in) is no part."""


def of_unit(unit_id: int) -> str:
    """The mark of a unit as it is now; blank for none."""
    return _now(Unit, unit_id)


def of_post(post_id: int) -> str:
    """The same of a post."""
    return _now(Post, post_id)


def of_place(place_id: int) -> str:
    """The same of a place of reception."""
    return _now(ReceptionPlace, place_id)


def of_officer(officer_id: int) -> str:
    """The same of an account."""
    return _now(Officer, officer_id)


def of_category(code: str) -> str:
    """The same of a content category, changed by the office or not."""
    return mark_of_category(categories().by_code().get(code))


def mark_of(row: Base) -> str:
    """The mark of a row that was read already."""
    return _digest(getattr(row, name) for name in SHOWN[type(row)])


def mark_of_category(found: Category | None) -> str:
    """The mark of a category; blank for none."""
    if found is None:
        return ""
    return _digest((found.name, found.name_en, found.official, found.active))


def _now(model: type[Base], key: int) -> str:
    row = db.session().get(model, key)
    return mark_of(row) if row is not None else ""


def _digest(values: Iterable[Any]) -> str:
    """Sixteen signs of SHA-256: enough that nobody meets another's by chance, and nothing can be read from it."""
    return hashlib.sha256(repr([str(each) for each in values]).encode()).hexdigest()[:16]
