"""Accounts as two persons of the administration change them: one asks, the security administrator approves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from petitions.actions.approve_grant import approve_grant
from petitions.actions.ask_reset import ask_reset
from petitions.actions.change_account import change_account
from petitions.models import Grant, Officer
from petitions.models.exchange import Decision
from petitions.models.session import db
from tests.factories.town import Town, actor_of

REASON = "工作调整。"


def changed(town: Town, officer: Officer, *, now: datetime, **changes: Any) -> None:
    """Change an account, and approve what waits for it."""
    given = {
        "name": officer.name,
        "role": officer.role,
        "unit_id": officer.unit_id,
        "email": officer.email,
        "active": True,
        **changes,
    }
    by = actor_of(town.administrator)
    if change_account(officer.id, **given, reason=REASON, by=by, now=now):
        approved(town, now=now)


def reset(town: Town, officer: Officer, *, now: datetime) -> str:
    """A new first password."""
    ask_reset(officer.id, reason=REASON, by=actor_of(town.administrator), now=now)
    return approved(town, now=now) or ""


def waiting() -> int:
    """The number of the one request that waits."""
    db.session.rollback()
    return db.session.scalars(select(Grant.id).where(Grant.decision == Decision.PENDING)).one()


def approved(town: Town, *, now: datetime) -> str | None:
    """Approve the one request that waits."""
    return approve_grant(waiting(), by=actor_of(town.security), now=now)
