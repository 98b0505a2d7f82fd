"""The petitioner's request for a recusal that waits, and its decision."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.exchange import Decision
from petitions.models.recusal import RecusalRequest


def decided_request(opened: OpenCase, decision: Decision, answer: str) -> RecusalRequest:
    """Write the decision on the request that waits. Raises Refused when there is none."""
    row = opened.session.scalars(
        select(RecusalRequest).where(
            RecusalRequest.case_id == opened.case.id,
            RecusalRequest.decision == Decision.PENDING,
        )
    ).first()
    if row is None:
        raise Refused("no_recusal_asked")
    row.decision = decision
    row.answer = answer
    row.decided_by_id = opened.officer_id
    row.decided_at = opened.now
    return row
