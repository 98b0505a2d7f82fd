"""Supervision records what was found and done about a report of retaliation; the petitioner reads it."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._audit import audit
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Missing, NotFound, Refused
from petitions.models.petition import Case
from petitions.models.retaliation import RetaliationReport
from petitions.queries.retaliation import for_supervision
from petitions.rules.permissions import Actor


def answer_retaliation(report_id: int, *, by: Actor, now: datetime, answer: str) -> None:
    """Answer a report once. Raises Missing, NotFound, Refused("retaliation_answered")."""
    if not answer.strip():
        raise Missing(("answer",))
    with unit_of_work() as session:
        row = session.scalars(
            select(RetaliationReport)
            .join(Case, Case.id == RetaliationReport.case_id)
            .where(RetaliationReport.id == report_id, for_supervision(by))
            .with_for_update(of=RetaliationReport)
        ).first()
        if row is None:
            raise NotFound
        if row.answered_at is not None:
            raise Refused("retaliation_answered")
        row.answer, row.answered_at, row.answered_by_id = answer.strip(), now, by.officer_id
        # Without the case: the auditor reads that supervision worked, not on what.
        audit(session, "answer_retaliation", by, now, report_id=report_id)
