"""Writes down that an officer looked: at a case, at a file, or took a list away (S-09). It changes no case."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._unit import unit_of_work
from petitions.models.audit import AuditEntry
from petitions.models.document import Attachment
from petitions.rules.permissions import Actor


def record_look(
    what: str,
    *,
    by: Actor,
    now: datetime,
    case_id: int | None = None,
    attachment_id: int | None = None,
    rows: int | None = None,
) -> None:
    """Add one audit entry: ``what`` is look, download or export; codes and numbers only."""
    facts = {"attachment_id": attachment_id, "rows": rows}
    with unit_of_work() as session:
        if attachment_id is not None:
            case_id = session.scalars(
                select(Attachment.case_id).where(Attachment.id == attachment_id)
            ).first()
        session.add(
            AuditEntry(
                at=now,
                what=what,
                officer_id=by.officer_id,
                unit_id=by.unit_id,
                case_id=case_id,
                facts={name: value for name, value in facts.items() if value is not None},
            )
        )
