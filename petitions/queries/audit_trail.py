"""The audit entries for the auditor: who looked at or changed what and when, never what a petition says."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select

from petitions.adapters import clock
from petitions.models.audit import AuditEntry
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.scope import not_denied
from petitions.rules.looks import Look
from petitions.rules.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One entry; ``case_number`` is the registration number, which opens nothing."""

    id: int
    at: datetime
    what: str
    officer: str
    unit: str
    unit_en: str
    case_id: int | None
    case_number: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of the trail, newest first; ``next_before`` is None on the last one."""

    lines: tuple[AuditLine, ...]
    next_before: int | None


def audit_trail(
    actor: Actor,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
    officer_id: int | None = None,
    what: str = "",
    before: int | None = None,
    size: int = PAGE,
) -> AuditPage:
    """Entries of the office's days ``first_day`` to ``last_day``, of one officer or kind, before an id.

    What an export took along, case by case, is shown only when asked for: the export itself is there.
    """
    # A look at a case that is kept from the auditor would tell him of it (信访工作条例 §30).
    wanted: list[ColumnElement[bool]] = [or_(Case.id.is_(None), not_denied(actor))]
    if first_day is not None:
        wanted.append(AuditEntry.at >= clock.day_start(first_day))
    if last_day is not None:
        wanted.append(AuditEntry.at < clock.day_start(last_day + timedelta(days=1)))
    if officer_id is not None:
        wanted.append(AuditEntry.officer_id == officer_id)
    wanted.append(AuditEntry.what == what if what else AuditEntry.what != Look.TAKEN.value)
    if before is not None:
        wanted.append(AuditEntry.id < before)
    rows = (
        db.session()
        .execute(
            select(AuditEntry, Officer.name, Unit.name, Unit.name_en, Case.registration_number)
            .outerjoin(Officer, Officer.id == AuditEntry.officer_id)
            .outerjoin(Unit, Unit.id == AuditEntry.unit_id)
            .outerjoin(Case, Case.id == AuditEntry.case_id)
            .where(and_(*wanted))
            .order_by(AuditEntry.id.desc())
            .limit(size + 1)
        )
        .all()
    )
    lines = tuple(
        AuditLine(
            entry.id,
            entry.at,
            entry.what,
            officer or "",
            unit or "",
            unit_en or unit or "",
            entry.case_id,
            number or "",
            entry.facts,
        )
        for entry, officer, unit, unit_en, number in rows[:size]
    )
    return AuditPage(lines, lines[-1].id if len(rows) > size else None)
