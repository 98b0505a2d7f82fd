"""Who can work on what: the directory as the checks of owners want to know it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.officer import Officer
from petitions.models.unit import Unit
from petitions.rules.terms import Role, UnitKind


@dataclass(frozen=True, slots=True)
class Directory:
    """Ids of units and officers."""

    offices: frozenset[int]
    with_clerks: frozenset[int]
    with_handlers: frozenset[int]
    """Units that have a handler, or a head there or above."""
    active_officers: frozenset[int]


def read_directory(session: Session) -> Directory:
    """The directory as it stands now."""
    rows = session.execute(
        select(Officer.id, Officer.role, Officer.unit_id).where(Officer.active)
    ).all()
    handlers = {row.unit_id for row in rows if row.role is Role.HANDLER}
    heads = {row.unit_id for row in rows if row.role is Role.UNIT_HEAD}
    units = session.execute(select(Unit.id, Unit.path, Unit.kind)).all()
    reached = {
        row.id
        for row in units
        if row.id in handlers or heads & {int(part) for part in row.path.strip("/").split("/")}
    }
    return Directory(
        offices=frozenset(row.id for row in units if row.kind is UnitKind.LETTERS_OFFICE),
        with_clerks=frozenset(
            row.unit_id for row in rows if row.role in (Role.CLERK, Role.OFFICE_HEAD)
        ),
        with_handlers=frozenset(reached),
        active_officers=frozenset(row.id for row in rows),
    )
