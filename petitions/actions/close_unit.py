"""A unit is split, merged or abolished: it is closed, and who goes on with its work is named (Art. 24)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._directory import check_administrator
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotFound, Refused
from petitions.models.directory import UnitSuccessor
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.rules.permissions import Actor
from petitions.rules.terms import ClosingCause, UnitKind

MOST_SUCCESSORS = 20


@dataclass(frozen=True, slots=True)
class Closing:
    """Why and from which office-local day a unit is no more, and the ids of those that go on."""

    cause: ClosingCause
    reason: str
    since: date
    successor_ids: tuple[int, ...]


def close_unit(unit_id: int, closing: Closing, *, by: Actor | None, now: datetime) -> None:
    """Close an active unit. Raises NotFound, or Refused: "unit_closed", "no_successor", "bad_successor",
    "split_into_one", "unit_hands_over_first", "last_office"."""
    check_administrator(by)
    with unit_of_work() as session:
        unit = session.get(Unit, unit_id)
        if unit is None:
            raise NotFound
        if not unit.active:
            raise Refused("unit_closed")
        names = _successors(session, unit, closing)
        check_idle(session, unit, names)
        unit.active = False
        session.add_all(
            UnitSuccessor(
                unit_id=unit.id,
                successor_id=each,
                cause=closing.cause,
                reason=closing.reason,
                since=closing.since,
                at=now,
            )
            for each in dict.fromkeys(closing.successor_ids)
        )
        audit(
            session,
            "close_unit",
            by,
            now,
            unit_id=unit.id,
            cause=closing.cause.value,
            successor_ids=sorted(set(closing.successor_ids)),
        )


def reopened(session: Session, unit_id: int, now: datetime) -> None:
    """The unit works again: who went on for it does so no longer; what was said stays."""
    rows = select(UnitSuccessor).where(
        UnitSuccessor.unit_id == unit_id, UnitSuccessor.ended_at.is_(None)
    )
    for row in session.scalars(rows):
        row.ended_at = now


def check_idle(session: Session, unit: Unit, successors: Sequence[str] = ()) -> None:
    """A unit with open cases, or the only letters office, stays open.

    ``successors`` are the names of those to which the open cases have to go first.
    """
    open_cases = session.scalar(
        select(func.count(Case.id)).where(
            Case.closed.is_(False), or_(Case.office_id == unit.id, Case.handling_unit_id == unit.id)
        )
    )
    if open_cases and successors:
        raise Refused("unit_hands_over_first", count=open_cases, units="、".join(successors))
    if open_cases:
        raise Refused("unit_has_open_cases", count=open_cases)
    others = select(Unit.id).where(
        Unit.kind == UnitKind.LETTERS_OFFICE, Unit.active, Unit.id != unit.id
    )
    if unit.kind is UnitKind.LETTERS_OFFICE and session.scalars(others).first() is None:
        raise Refused("last_office")


def _successors(session: Session, unit: Unit, closing: Closing) -> list[str]:
    """Names of the units that go on; a merged unit has one, a split one two at least."""
    wanted = tuple(dict.fromkeys(closing.successor_ids))
    found = session.scalars(select(Unit).where(Unit.id.in_(wanted), Unit.active)).all()
    if not wanted:
        raise Refused("no_successor")
    if len(found) != len(wanted) or len(wanted) > MOST_SUCCESSORS or unit.id in wanted:
        raise Refused("bad_successor")
    if closing.cause is ClosingCause.SPLIT and len(wanted) < 2:
        raise Refused("split_into_one")
    return [each.name for each in found]
