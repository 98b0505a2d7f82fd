"""The office changes its content categories: names below the first level, national codes, what may be chosen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._meanwhile import check_seen
from petitions.actions._unit import one_at_a_time, one_of_two, unit_of_work
from petitions.actions.errors import NotAllowed, Refused
from petitions.models.category import CategoryRow
from petitions.queries.categories import categories_in
from petitions.queries.marks import mark_of_category
from petitions.rules.categories import Category, CategoryRefused, changed
from petitions.rules.permissions import Actor, may_enter

ROOM = "categories"


@dataclass(frozen=True, slots=True)
class Mapped:
    """One row of a table of national codes."""

    code: str
    official: str


def change_category(wanted: Category, *, by: Actor, now: datetime, seen: str | None = None) -> None:
    """Change one category.

    Raises NotAllowed, Refused: "category_fixed", "category_twice" and their like, and "changed_meanwhile" where
    it is no longer as it was ``seen``.
    """
    _check_right(by)
    with one_of_two("category_twice"), unit_of_work() as session:
        one_at_a_time(session)
        check_seen(seen, mark_of_category(categories_in(session).by_code().get(wanted.code)))
        _keep(session, wanted)
        audit(session, "change_category", by, now, code=wanted.code)


def add_category(above: str, wanted: Category, *, by: Actor, now: datetime) -> str:
    """Add one below another; returns its code. Raises NotAllowed, Refused."""
    _check_right(by)
    with one_of_two("category_twice"), unit_of_work() as session:
        try:
            code = categories_in(session).next_code(above)
        except CategoryRefused as refused:
            raise Refused(refused.code) from refused
        _keep(session, replace(wanted, code=code))
        audit(session, "change_category", by, now, code=code)
        return code


def load_mapping(rows: Sequence[Mapped], *, by: Actor, now: datetime) -> int:
    """Take over national codes from a table; returns how many changed. Raises Refused for a code nobody has."""
    _check_right(by)
    with unit_of_work() as session:
        known = categories_in(session).by_code()
        moved = 0
        for row in rows:
            if row.code not in known:
                raise Refused("category_unknown", unknown=row.code[:12])
            before = known[row.code]
            if before.official != row.official:
                _keep(session, replace(before, official=row.official))
                moved += 1
        audit(session, "load_categories", by, now, changed=moved)
        return moved


def _check_right(by: Actor) -> None:
    if not may_enter(by, ROOM) or by.officer_id is None:
        raise NotAllowed("no_right")


def _keep(session: Session, wanted: Category) -> None:
    known = categories_in(session)
    try:
        known.check(wanted)
    except CategoryRefused as refused:
        raise Refused(refused.code) from refused
    before = known.by_code().get(wanted.code)
    entry = wanted if before is None else changed(before, wanted)
    row = session.get(CategoryRow, wanted.code, with_for_update=True)
    if row is None:
        row = CategoryRow(code=wanted.code)
        session.add(row)
    row.name, row.name_en, row.official = entry.name, entry.name_en, entry.official
    row.active, row.former = entry.active, list(entry.former)
