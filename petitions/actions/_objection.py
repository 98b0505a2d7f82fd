"""The objection a ruling is about."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.exchange import Decision, Objection


def rule_on_objection(opened: OpenCase, decision: Decision, ruling: str) -> None:
    """Write the ruling on the pending objection. Raises Refused when there is none."""
    objection = opened.session.scalars(
        select(Objection)
        .where(Objection.case_id == opened.case.id, Objection.decision == Decision.PENDING)
        .order_by(Objection.id.desc())
    ).first()
    if objection is None:
        raise Refused("no_objection_pending")
    objection.decision = decision
    objection.ruling = ruling
    objection.ruled_by_id = opened.officer_id
    objection.ruled_at = opened.now
