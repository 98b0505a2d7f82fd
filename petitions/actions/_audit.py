"""One line of the audit: who did what and when, by codes and numbers of rows, never by names or words of a petition."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from petitions.actions._case import OpenCase
from petitions.models.audit import AuditEntry
from petitions.rules.permissions import Actor


def audit(
    session: Session,
    what: str,
    by: Actor | None,
    now: datetime,
    *,
    case_id: int | None = None,
    **facts: Any,
) -> None:
    """Add the line; ``by`` None is the command line of the house."""
    session.add(
        AuditEntry(
            at=now,
            what=what,
            officer_id=by.officer_id if by else None,
            unit_id=by.unit_id if by else None,
            case_id=case_id,
            facts=facts,
        )
    )


def note_in_audit(opened: OpenCase, what: str, **facts: Any) -> None:
    """The line of a step that an auditor reads as well, beside the one in the history of the case."""
    audit(opened.session, what, opened.by, opened.now, case_id=opened.case.id, **facts)
