"""Requests about accounts: what waits for the security administrator, and what was decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from petitions.models.exchange import Decision
from petitions.models.grant import Grant
from petitions.models.officer import Officer
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.rules.grants import GrantKind, decision_barred
from petitions.rules.permissions import Actor, may_enter
from petitions.rules.terms import Role

MOST = 200


@dataclass(frozen=True, slots=True)
class Standing:
    """Role and unit; None where there was nothing before."""

    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class GrantView:
    """One request as those who administer accounts read it."""

    id: int
    officer_id: int
    username: str
    name: str
    kind: GrantKind
    old: Standing | None
    new: Standing | None
    reason: str
    asked_by: str
    asked_at: datetime
    decision: Decision
    comment: str
    decided_by: str
    decided_at: datetime | None
    barred: str | None
    """Why this reader may not decide it; None when he may."""


def grants(actor: Actor) -> tuple[GrantView, ...]:
    """Those that wait first, oldest on top; then the decided ones, newest first."""
    decided = Grant.decision != Decision.PENDING
    return _views(actor, order=(decided, func.coalesce(Grant.decided_at, Grant.asked_at)))


def grant(grant_id: int, *, actor: Actor) -> GrantView | None:
    """One of them."""
    found = _views(actor, Grant.id == grant_id)
    return found[0] if found else None


def waiting_for(officer_id: int, *, actor: Actor) -> GrantView | None:
    """The request about an officer that waits, if one does."""
    found = _views(actor, Grant.officer_id == officer_id, Grant.decision == Decision.PENDING)
    return found[0] if found else None


def waiting_grants(actor: Actor) -> int:
    """How many wait, for who decides on them; 0 for everybody else."""
    if not may_enter(actor, "grants"):
        return 0
    pending = select(func.count()).where(Grant.decision == Decision.PENDING)
    return db.session().scalar(pending.select_from(Grant)) or 0


def _views(actor: Actor, *conditions: Any, order: tuple[Any, ...] = ()) -> tuple[GrantView, ...]:
    session = db.session()
    asker, decider = aliased(Officer), aliased(Officer)
    rows = session.execute(
        select(Grant, Officer.username, Officer.name, asker.name, decider.name)
        .join(Officer, Officer.id == Grant.officer_id)
        .join(asker, asker.id == Grant.asked_by_id)
        .outerjoin(decider, decider.id == Grant.decided_by_id)
        .where(*conditions)
        .order_by(*order, Grant.id)
        .limit(MOST)
    ).all()
    named = {
        each["unit_id"] for row in rows for each in (row[0].old, row[0].new) if "unit_id" in each
    }
    there = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(named)))
    units = {row.id: row.name for row in there}
    return tuple(
        GrantView(
            row.id,
            row.officer_id,
            username,
            name,
            row.kind,
            _standing(row.old, units),
            _standing(row.new, units),
            row.reason,
            asked_by,
            row.asked_at,
            row.decision,
            row.comment,
            decided_by or "",
            row.decided_at,
            _barred(actor, row),
        )
        for row, username, name, asked_by, decided_by in rows
    )


def _standing(facts: Mapping[str, Any], units: Mapping[int, str]) -> Standing | None:
    return Standing(Role(facts["role"]), units.get(facts["unit_id"], "")) if facts else None


def _barred(actor: Actor, row: Grant) -> str | None:
    if not may_enter(actor, "grants"):
        return "no_right"
    return decision_barred(actor, row.asked_by_id, row.officer_id)
