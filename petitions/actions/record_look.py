"""Writes down that an officer looked: at a case, at a file, or took a list away (S-09). It changes no case."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._unit import unit_of_work
from petitions.models.document import Attachment
from petitions.queries.stand import stands_of
from petitions.rules.looks import Look, Purpose, purpose_of
from petitions.rules.permissions import Actor


def record_look(
    what: str,
    *,
    by: Actor,
    now: datetime,
    case_id: int | None = None,
    attachment_id: int | None = None,
    rows: int | None = None,
    report_id: int | None = None,
    purpose: Purpose | None = None,
    case_ids: Sequence[int] = (),
) -> None:
    """Add an audit entry: ``what`` is a ``Look``, export, or look_retaliation; codes and numbers only.

    A look at a case says for what: ``purpose`` where the page knows it, otherwise as the case stands now.
    An export names in ``case_ids`` the cases it takes along, and each of them gets an entry of its own.
    """
    with unit_of_work() as session:
        if attachment_id is not None:
            case_id = session.scalars(
                select(Attachment.case_id).where(Attachment.id == attachment_id)
            ).first()
        if case_id is not None and purpose is None:
            purpose = _purposes(session, by, (case_id,)).get(case_id)
        told = {"attachment_id": attachment_id, "rows": rows, "report_id": report_id}
        facts = {name: value for name, value in told.items() if value is not None}
        if purpose is not None:
            facts |= look_facts(by, purpose)
        audit(session, str(what), by, now, case_id=case_id, **facts)
        if case_ids:
            session.flush()  # the export itself stands before what it took
            # Through the session, which chains each of them; an insert past it would be a fault.
            for number, purpose in _purposes(session, by, case_ids).items():
                told = look_facts(by, purpose)
                audit(session, Look.TAKEN.value, by, now, case_id=number, **told)


def look_facts(by: Actor, purpose: Purpose) -> dict[str, Any]:
    """For what, and in which role: a role may change later, and the look stays what it was."""
    return {"purpose": purpose.value, "role": by.role.value}


def _purposes(session: Session, by: Actor, case_ids: Sequence[int]) -> Mapping[int, Purpose]:
    stands = stands_of(session, case_ids)
    return {case_id: purpose_of(by, stand) for case_id, stand in stands.items()}
