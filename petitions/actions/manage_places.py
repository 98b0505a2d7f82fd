"""The administrator's acts on places of reception (Art. 18): add and change; one is never deleted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._directory import check_administrator
from petitions.actions._meanwhile import row_as_seen
from petitions.actions._unit import one_of_two, unit_of_work
from petitions.actions.errors import Refused
from petitions.models.directory import ReceptionPlace
from petitions.models.unit import Unit
from petitions.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """All that is known of a place of reception."""

    unit_id: int
    name: str
    address: str
    phone: str = ""
    days: str = ""
    hours: str = ""
    access: str = ""
    published: bool = True
    active: bool = True


def add_place(facts: PlaceFacts, *, by: Actor | None, now: datetime) -> int:
    """Add a place to a unit; returns its id. Raises Refused ("no_such_unit", "place_taken")."""
    check_administrator(by)
    with one_of_two("place_taken", name=facts.name), unit_of_work() as session:
        _check(session, facts, None)
        place = ReceptionPlace()
        _fill(place, facts)
        session.add(place)
        session.flush()
        audit(session, "add_place", by, now, place_id=place.id)
        return place.id


def change_place(
    place_id: int, facts: PlaceFacts, *, by: Actor | None, now: datetime, seen: str | None = None
) -> None:
    """Change a place, or take it out of use.

    Raises NotFound, Refused as above, and "changed_meanwhile" where it is no longer as it was ``seen``.
    """
    check_administrator(by)
    with one_of_two("place_taken", name=facts.name), unit_of_work() as session:
        place = row_as_seen(session, ReceptionPlace, place_id, seen)
        _check(session, facts, place.id)
        _fill(place, facts)
        audit(session, "change_place", by, now, place_id=place.id)


def _check(session: Session, facts: PlaceFacts, own_id: int | None) -> None:
    if session.get(Unit, facts.unit_id) is None:
        raise Refused("no_such_unit", unit_id=facts.unit_id)
    taken = session.scalars(
        select(ReceptionPlace.id).where(
            ReceptionPlace.unit_id == facts.unit_id, ReceptionPlace.name == facts.name
        )
    ).first()
    if taken is not None and taken != own_id:
        raise Refused("place_taken", name=facts.name)


def _fill(place: ReceptionPlace, facts: PlaceFacts) -> None:
    place.unit_id, place.name, place.address = facts.unit_id, facts.name, facts.address
    place.phone, place.days, place.hours = facts.phone, facts.days, facts.hours
    place.access, place.published, place.active = facts.access, facts.published, facts.active
