"""What the decisions on a closing report share: the one that waits, and who decided how."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.exchange import Decision
from petitions.models.triage import ClosingReport


def decide_report(opened: OpenCase, decision: Decision, comment: str) -> ClosingReport:
    """Write the office's decision on the report that waits. Raises Refused when none does."""
    row = opened.session.scalars(
        select(ClosingReport).where(
            ClosingReport.case_id == opened.case.id, ClosingReport.decision == Decision.PENDING
        )
    ).first()
    if row is None:
        raise Refused("no_closing_report")
    row.decision = decision
    row.comment = comment
    row.decided_by_id = opened.officer_id
    row.decided_at = opened.now
    return row
