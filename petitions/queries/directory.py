"""The directory: units as a tree, officers, and which of them a page may name."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from petitions.models.officer import Officer
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.scope import depth, is_below
from petitions.queries.unit_name import UnitName
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role, UnitKind

OUTSIDE = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
"""They see no case."""


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit as the directory shows it; ``depth`` is its level in the tree, 0 at the root."""

    id: int
    parent_id: int | None
    depth: int
    code: str
    name: str
    name_en: str
    kind: UnitKind
    email: str
    phone: str
    address: str
    hours: str
    handles: str
    published: bool
    active: bool


@dataclass(frozen=True, slots=True)
class OfficerView:
    """An officer as the administrator sees him."""

    id: int
    username: str
    name: str
    role: Role
    unit_id: int
    unit: str
    email: str
    active: bool
    second_factor: bool
    badge: str


@dataclass(frozen=True, slots=True)
class OfficerName:
    """An officer by name and unit."""

    id: int
    name: str
    unit: UnitName


def _view(row: Unit) -> UnitView:
    return UnitView(
        row.id,
        row.parent_id,
        row.path.strip("/").count("/"),
        row.code,
        row.name,
        row.name_en or row.name,
        row.kind,
        row.email,
        row.phone,
        row.address,
        row.hours,
        row.handles,
        row.published,
        row.active,
    )


def units(*, active_only: bool = True) -> tuple[UnitView, ...]:
    """Every unit in tree order."""
    statement = select(Unit).order_by(Unit.path)
    if active_only:
        statement = statement.where(Unit.active)
    return tuple(_view(row) for row in db.session().scalars(statement))


def published_units() -> tuple[UnitView, ...]:
    """What the portal shows (Art. 18: address, phone, hours, what is handled)."""
    statement = select(Unit).where(Unit.active, Unit.published).order_by(Unit.path)
    return tuple(_view(row) for row in db.session().scalars(statement))


def destinations() -> tuple[UnitView, ...]:
    """Units a case may be sent to: all active ones that have somebody to handle it."""
    statement = select(Unit).where(_staffed()).order_by(Unit.path)
    return tuple(_view(row) for row in db.session().scalars(statement))


def staffed_unit(session: Session, unit_id: int) -> bool:
    """Whether this is one of them."""
    return session.scalar(select(Unit.id).where(Unit.id == unit_id, _staffed())) is not None


def _staffed() -> ColumnElement[bool]:
    workers = select(Officer.unit_id).where(
        Officer.active, Officer.role.in_((Role.HANDLER, Role.UNIT_HEAD))
    )
    return and_(Unit.active, Unit.id.in_(workers))


def main_office() -> UnitView | None:
    """The letters office that receives what comes in online, or None before set-up."""
    row = (
        db.session()
        .scalars(
            select(Unit)
            .where(Unit.kind == UnitKind.LETTERS_OFFICE, Unit.active)
            .order_by(depth(), Unit.id)
        )
        .first()
    )
    return _view(row) if row is not None else None


def unit(unit_id: int) -> UnitView | None:
    """One unit by id, active or not."""
    row = db.session().get(Unit, unit_id)
    return _view(row) if row is not None else None


def officers() -> tuple[OfficerView, ...]:
    """Every officer by unit and name, for the administrator."""
    rows = db.session().execute(
        select(Officer, Unit.name).join(Unit, Unit.id == Officer.unit_id).order_by(Unit.path)
    )
    return tuple(
        OfficerView(
            row.Officer.id,
            row.Officer.username,
            row.Officer.name,
            row.Officer.role,
            row.Officer.unit_id,
            row.name,
            row.Officer.email,
            row.Officer.active,
            row.Officer.totp_secret is not None,
            row.Officer.badge,
        )
        for row in rows
    )


def officer_names() -> tuple[OfficerName, ...]:
    """Everybody who works with cases, by unit and number."""
    rows = db.session().execute(
        select(Officer.id, Officer.name, Unit.id, Unit.name, Unit.name_en)
        .join(Unit, Unit.id == Officer.unit_id)
        .where(Officer.active, Officer.role.not_in(OUTSIDE))
        .order_by(Unit.path, Officer.id)
    )
    return tuple(
        OfficerName(number, name, UnitName(unit_id, unit, unit_en or unit))
        for number, name, unit_id, unit, unit_en in rows
    )


def actor_for(session: Session, officer: Officer) -> Actor:
    """The officer as the rules know him, with his unit's subtree and all above it."""
    own, below = aliased(Unit), aliased(Unit)
    return actor_with(
        officer,
        session.scalars(
            select(below.id).join(own, is_below(below, own)).where(own.id == officer.unit_id)
        ),
        session.scalars(select(Unit.path).where(Unit.id == officer.unit_id)).one(),
    )


def actor_with(officer: Officer, unit_ids: Iterable[int], path: str) -> Actor:
    """The same, where the ids of his unit and all below it, and its path, were read already."""
    return Actor(
        role=officer.role,
        officer_id=officer.id,
        unit_id=officer.unit_id,
        unit_ids=frozenset(unit_ids),
        above_ids=ids_on(path),
        name=officer.name,
    )


def ids_on(path: str) -> frozenset[int]:
    """The units on a path from the root down ("/1/4/"): one unit and all above it."""
    return frozenset(int(each) for each in path.strip("/").split("/") if each)
