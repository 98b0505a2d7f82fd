"""Who may change the directory (the administrator, or the command line of the house), and the note of it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed
from petitions.models.audit import AuditEntry
from petitions.rules.permissions import Actor, may_enter


def check_administrator(by: Actor | None) -> None:
    """Raise NotAllowed for anybody else; None is the command line (the first administrator)."""
    if by is not None and not may_enter(by, "directory"):
        raise NotAllowed("no_right")


def note_act(session: Session, what: str, by: Actor | None, now: datetime, **facts: Any) -> None:
    """One act on the directory in the audit: codes and numbers of rows, never names."""
    session.add(
        AuditEntry(
            at=now,
            what=what,
            officer_id=by.officer_id if by else None,
            unit_id=by.unit_id if by else None,
            facts=facts,
        )
    )
