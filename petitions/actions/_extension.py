"""The extension a decision is about."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.exchange import Decision, Extension


def pending_extension(opened: OpenCase) -> Extension:
    """The request that waits for the head. Raises Refused when there is none."""
    row = opened.session.scalars(
        select(Extension).where(
            Extension.case_id == opened.case.id, Extension.decision == Decision.PENDING
        )
    ).first()
    if row is None:
        raise Refused("no_extension_pending")
    return row


def decide(opened: OpenCase, row: Extension, decision: Decision, reason: str) -> None:
    """Write the head's decision."""
    row.decision = decision
    row.decision_reason = reason
    row.decided_by_id = opened.officer_id
    row.decided_at = opened.now
