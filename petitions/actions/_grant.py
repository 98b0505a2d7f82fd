"""What the acts on accounts share: who may ask and decide, the request itself, ended sessions."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Missing, NotAllowed, NotFound, Refused
from petitions.models.exchange import Decision
from petitions.models.grant import Grant
from petitions.models.officer import Officer, StaffSession
from petitions.models.unit import Unit
from petitions.rules.grants import GrantKind, decision_barred
from petitions.rules.permissions import Actor, may_enter
from petitions.rules.terms import Role


def check_asker(by: Actor) -> None:
    """Raise NotAllowed for who has nothing to do with accounts."""
    if not may_enter(by, "officers"):
        raise NotAllowed("no_right")


def ask(
    session: Session,
    officer: Officer,
    kind: GrantKind,
    new: Mapping[str, Any],
    reason: str,
    *,
    by: Actor,
    now: datetime,
) -> int:
    """Write the request down. Raises Missing, Refused("grant_waiting")."""
    if not reason.strip():
        raise Missing(("reason",))
    if by.officer_id is None:
        raise NotAllowed("no_right")
    waiting = select(Grant.id).where(
        Grant.officer_id == officer.id, Grant.decision == Decision.PENDING
    )
    if session.scalars(waiting).first() is not None:
        raise Refused("grant_waiting")
    old = {} if kind is GrantKind.ACCOUNT else standing(officer.role, officer.unit_id)
    row = Grant(
        officer_id=officer.id,
        kind=kind,
        old=old,
        new=dict(new),
        reason=reason.strip(),
        asked_by_id=by.officer_id,
        asked_at=now,
        decision=Decision.PENDING,
    )
    session.add(row)
    session.flush()
    audit(session, "ask_grant", by, now, officer_id=officer.id, kind=kind.value, grant_id=row.id)
    return row.id


def standing(role: Role, unit_id: int) -> dict[str, Any]:
    """What a grant is about, as codes."""
    return {"role": role.value, "unit_id": unit_id}


@contextmanager
def open_grant(
    grant_id: int, *, by: Actor, now: datetime
) -> Iterator[tuple[Session, Grant, Officer]]:
    """A waiting request for its decision, in one transaction.

    Raises NotAllowed (not his to decide), NotFound, Refused("grant_decided").
    """
    if not may_enter(by, "grants"):
        raise NotAllowed("no_right")
    with unit_of_work() as session:
        row = session.scalars(select(Grant).where(Grant.id == grant_id).with_for_update()).first()
        if row is None:
            raise NotFound
        if row.decision is not Decision.PENDING:
            raise Refused("grant_decided")
        barred = decision_barred(by, row.asked_by_id, row.officer_id)
        if barred is not None:
            raise NotAllowed(barred)
        row.decided_by_id, row.decided_at = by.officer_id, now
        yield session, row, session.get_one(Officer, row.officer_id)


def check_unit(session: Session, unit_id: int) -> None:
    """Raise Refused for a unit that is not there."""
    if session.get(Unit, unit_id) is None:
        raise Refused("no_such_unit", unit_id=unit_id)


def end_sessions(session: Session, officer_id: int, now: datetime) -> None:
    """Every open session of an officer ends now."""
    session.execute(
        update(StaffSession)
        .where(StaffSession.officer_id == officer_id, StaffSession.ended_at.is_(None))
        .values(ended_at=now)
    )
