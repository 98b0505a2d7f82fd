"""The administrator's acts on the directory of units: add and change; a unit is never deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._directory import check_administrator
from petitions.actions._meanwhile import row_as_seen
from petitions.actions._unit import unit_of_work
from petitions.actions.close_unit import check_idle, reopened
from petitions.actions.errors import Refused
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
        audit(session, "add_unit", by, now, unit_id=unit.id)
        return unit.id


def change_unit(
    unit_id: int, facts: UnitFacts, *, by: Actor | None, now: datetime, seen: str | None = None
) -> None:
    """Change a unit; moved to another parent, its whole subtree moves with it.

    Raises NotFound, Refused, also for a unit that still has open cases ("unit_has_open_cases", "last_office"), and
    "changed_meanwhile" where it is no longer as it was ``seen`` (``queries/marks``).
    """
    check_administrator(by)
    with unit_of_work() as session:
        unit = row_as_seen(session, Unit, unit_id, seen)
        _check_code(session, facts.code, unit_id)
        if unit.active and not facts.active:
            check_idle(session, unit)
        if facts.active and not unit.active:
            reopened(session, unit.id, now)
        before = unit.path
        _fill(session, unit, facts)
        if unit.path != before:
            for below in session.scalars(
                select(Unit).where(Unit.path.startswith(before, autoescape=True))
            ):
                if below.id != unit_id:
                    below.path = unit.path + below.path[len(before) :]
        audit(session, "change_unit", by, now, unit_id=unit_id)


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


def _check_code(session: Session, code: str, own_id: int | None) -> None:
    taken = session.scalars(select(Unit.id).where(Unit.code == code)).first()
    if taken is not None and taken != own_id:
        raise Refused("code_taken", taken=code)
