"""Steps that an auditor reads as well: their line in the audit, beside the one in the history."""

from petitions.actions._case import OpenCase
from petitions.models.audit import AuditEntry


def note_in_audit(opened: OpenCase, what: str, **facts: str | int) -> None:
    """Who did what on which case: by codes and numbers, never a query code or a name."""
    opened.session.add(
        AuditEntry(
            at=opened.now,
            what=what,
            officer_id=opened.by.officer_id,
            unit_id=opened.by.unit_id,
            case_id=opened.case.id,
            facts=facts,
        )
    )
