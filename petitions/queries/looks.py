"""Who opened a case: each look for those who watch over the office, counts by unit for the petitioner.

Nobody is ranked here and no person's looks are counted: units stand in the order in which they first looked.
"""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Subquery, case, extract, func, select, tuple_

from petitions.models.audit import AuditEntry
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.scope import visible
from petitions.queries.unit_name import UnitName
from petitions.rules.looks import SAME_VISIT, Look, Purpose
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role

PAGE = 50
KINDS = tuple(kind.value for kind in Look)
LOOKED = tuple(kind.value for kind in Look if kind is not Look.REVEAL_ALARM)


@dataclass(frozen=True, slots=True)
class LookLine:
    """One look; role and purpose are None where the entry is older than they are."""

    id: int
    at: datetime
    what: Look
    officer: str
    role: Role | None
    unit: UnitName
    purpose: Purpose | None
    reason: str
    attachment_id: int | None


@dataclass(frozen=True, slots=True)
class LookPage:
    """A page of looks, newest first; ``next_cursor`` is blank on the last one."""

    lines: tuple[LookLine, ...]
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class UnitLooks:
    """How often the people of a unit looked, the first and the last time, and how often at the identity."""

    unit: UnitName
    visits: int
    reveals: int
    first_at: datetime
    last_at: datetime


def looks_at(
    case_id: int, *, actor: Actor, what: Look | None = None, cursor: str = "", size: int = PAGE
) -> LookPage:
    """The looks at a case this officer may see; an unreadable cursor starts at the beginning."""
    wanted = [
        AuditEntry.case_id == case_id,
        visible(actor),
        AuditEntry.what.in_((what.value,) if what else KINDS),
    ]
    before = _decoded(cursor)
    if before is not None:
        wanted.append(tuple_(AuditEntry.at, AuditEntry.id) < before)
    rows = (
        db.session()
        .execute(
            select(AuditEntry, Officer.name, Unit.id, Unit.name, Unit.name_en)
            .join(Case, Case.id == AuditEntry.case_id)
            .join(Officer, Officer.id == AuditEntry.officer_id)
            .join(Unit, Unit.id == AuditEntry.unit_id)
            .where(*wanted)
            .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
            .limit(size + 1)
        )
        .all()
    )
    lines = tuple(
        _line(entry, officer, UnitName(unit_id, unit, unit_en or unit))
        for entry, officer, unit_id, unit, unit_en in rows[:size]
    )
    return LookPage(lines, _encoded(lines[-1]) if len(rows) > size else "")


def looks_by_unit(case_id: int) -> tuple[UnitLooks, ...]:
    """How often each unit looked at a case, in one statement. The caller has opened the case before.

    Looks of one officer that follow each other within ``SAME_VISIT`` are one.
    """
    visit = _visits(case_id)
    first = func.min(visit.c.first_at)
    rows = db.session().execute(
        select(
            Unit.id,
            Unit.name,
            Unit.name_en,
            func.count().label("visits"),
            func.sum(visit.c.revealed).label("reveals"),
            first.label("first_at"),
            func.max(visit.c.last_at).label("last_at"),
        )
        .join(visit, visit.c.unit_id == Unit.id)
        .group_by(Unit.id, Unit.name, Unit.name_en)
        .order_by(first, Unit.id)
    )
    return tuple(
        UnitLooks(
            UnitName(row.id, row.name, row.name_en or row.name),
            row.visits,
            int(row.reveals),
            row.first_at,
            row.last_at,
        )
        for row in rows
    )


def _visits(case_id: int) -> Subquery:
    """The looks at a case, those of one officer joined that follow each other closely."""
    moment = extract("epoch", AuditEntry.at)
    before = func.lag(moment).over(
        partition_by=(AuditEntry.officer_id, AuditEntry.unit_id),
        order_by=(AuditEntry.at, AuditEntry.id),
    )
    look = (
        select(
            AuditEntry.id,
            AuditEntry.officer_id,
            AuditEntry.unit_id,
            AuditEntry.at,
            case((AuditEntry.what == Look.REVEAL.value, 1), else_=0).label("revealed"),
            (moment - before).label("pause"),
        )
        .where(AuditEntry.case_id == case_id, AuditEntry.what.in_(LOOKED))
        .subquery()
    )
    new = case((look.c.pause <= SAME_VISIT.total_seconds(), 0), else_=1)
    numbered = select(
        look,
        func.sum(new)
        .over(
            partition_by=(look.c.officer_id, look.c.unit_id),
            order_by=(look.c.at, look.c.id),
            rows=(None, 0),
        )
        .label("visit"),
    ).subquery()
    return (
        select(
            numbered.c.unit_id,
            func.min(numbered.c.at).label("first_at"),
            func.max(numbered.c.at).label("last_at"),
            func.max(numbered.c.revealed).label("revealed"),
        )
        .group_by(numbered.c.unit_id, numbered.c.officer_id, numbered.c.visit)
        .subquery()
    )


def _line(entry: AuditEntry, officer: str, unit: UnitName) -> LookLine:
    role, purpose = entry.facts.get("role"), entry.facts.get("purpose")
    return LookLine(
        entry.id,
        entry.at,
        Look(entry.what),
        officer,
        Role(role) if role else None,
        unit,
        Purpose(purpose) if purpose else None,
        entry.facts.get("reason", ""),
        entry.facts.get("attachment_id"),
    )


def _encoded(line: LookLine) -> str:
    return f"{line.at.isoformat()}_{line.id}"


def _decoded(cursor: str) -> tuple[datetime, int] | None:
    moment, _, number = cursor.rpartition("_")
    with suppress(ValueError, OverflowError):
        at = datetime.fromisoformat(moment)
        if at.tzinfo is not None and number.isascii() and number.isdigit() and len(number) < 10:
            return at.astimezone(UTC), int(number)
    return None
