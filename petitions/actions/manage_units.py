"""The administrator's acts on the directory of units: add and change; a unit is never deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from petitions.actions._directory import check_administrator
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotFound, Refused
from petitions.models.audit import AuditEntry
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.rules.permissions import Actor
from petitions.rules.terms import UnitKind


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """All that is known of a unit."""

    code: str
    name: str
    kind: UnitKind
    name_en: str = ""
    parent_id: int | None = None
    email: str = ""
    phone: str = ""
    address: str = ""
    hours: str = ""
    handles: str = ""
    published: bool = True
    active: bool = True


def add_unit(facts: UnitFacts, *, by: Actor | None, now: datetime) -> int:
    """Add a unit below its parent; returns its id. Raises Refused ("code_taken", "no_such_unit")."""
    check_administrator(by)
    with unit_of_work() as session:
        _check_code(session, facts.code, None)
        unit = Unit(path="/", code=facts.code, name=facts.name, kind=facts.kind)
        session.add(unit)
        session.flush()
        _fill(session, unit, facts)
        _audit(session, "add_unit", by, now, unit.id)
        return unit.id


def change_unit(unit_id: int, facts: UnitFacts, *, by: Actor, now: datetime) -> None:
    """Change a unit; moved to another parent, its whole subtree moves with it.

    Raises Refused, also for a unit that still has open cases ("unit_has_open_cases", "last_office").
    """
    check_administrator(by)
    with unit_of_work() as session:
        unit = session.get(Unit, unit_id)
        if unit is None:
            raise NotFound
        _check_code(session, facts.code, unit_id)
        if unit.active and not facts.active:
            _check_idle(session, unit)
        before = unit.path
        _fill(session, unit, facts)
        if unit.path != before:
            for below in session.scalars(
                select(Unit).where(Unit.path.startswith(before, autoescape=True))
            ):
                if below.id != unit_id:
                    below.path = unit.path + below.path[len(before) :]
        _audit(session, "change_unit", by, now, unit_id)


def _fill(session: Session, unit: Unit, facts: UnitFacts) -> None:
    parent_path = "/"
    if facts.parent_id is not None:
        parent = session.get(Unit, facts.parent_id)
        if parent is None:
            raise Refused("no_such_unit", unit_id=facts.parent_id)
        if f"/{unit.id}/" in parent.path:
            raise Refused("unit_below_itself")
        parent_path = parent.path
    unit.parent_id = facts.parent_id
    unit.path = f"{parent_path}{unit.id}/"
    unit.code, unit.name, unit.name_en, unit.kind = (
        facts.code,
        facts.name,
        facts.name_en,
        facts.kind,
    )
    unit.email, unit.phone, unit.address = facts.email, facts.phone, facts.address
    unit.hours, unit.handles = facts.hours, facts.handles
    unit.published, unit.active = facts.published, facts.active


def _check_idle(session: Session, unit: Unit) -> None:
    """A unit with open cases, or the only letters office, cannot close its doors."""
    has_cases = select(Case.id).where(
        Case.closed.is_(False), or_(Case.office_id == unit.id, Case.handling_unit_id == unit.id)
    )
    if session.scalars(has_cases.limit(1)).first() is not None:
        raise Refused("unit_has_open_cases")
    others = select(Unit.id).where(
        Unit.kind == UnitKind.LETTERS_OFFICE, Unit.active, Unit.id != unit.id
    )
    if unit.kind is UnitKind.LETTERS_OFFICE and session.scalars(others).first() is None:
        raise Refused("last_office")


def _check_code(session: Session, code: str, own_id: int | None) -> None:
    taken = session.scalars(select(Unit.id).where(Unit.code == code)).first()
    if taken is not None and taken != own_id:
        raise Refused("code_taken", taken=code)


def _audit(session: Session, what: str, by: Actor | None, now: datetime, unit_id: int) -> None:
    session.add(
        AuditEntry(
            at=now,
            what=what,
            officer_id=by.officer_id if by else None,
            unit_id=by.unit_id if by else None,
            facts={"unit_id": unit_id},
        )
    )
