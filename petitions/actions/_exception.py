"""The exception that waits on a case, and its decision by a second officer."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.accused import AccusationException
from petitions.models.exchange import Decision


def waiting_exception(opened: OpenCase) -> AccusationException:
    """The one that waits. Raises Refused when there is none."""
    row = opened.session.scalars(
        select(AccusationException).where(
            AccusationException.case_id == opened.case.id,
            AccusationException.decision == Decision.PENDING,
        )
    ).first()
    if row is None:
        raise Refused("no_exception_pending")
    return row


def decide_exception(
    opened: OpenCase, row: AccusationException, decision: Decision, comment: str
) -> None:
    """Write the second officer's decision."""
    row.decision = decision
    row.comment = comment
    row.decided_by_id = opened.officer_id
    row.decided_at = opened.now
