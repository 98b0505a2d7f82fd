"""The extension a decision is about."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models.exchange import Decision, Extension
from petitions.queries.stand import clocks_now
from petitions.rules.deadlines import check_not_expired
from petitions.rules.reasons import ExtensionRefused
from petitions.rules.terms import Clock


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


def check_in_time(opened: OpenCase) -> None:
    """Raise Refused("extension_too_late") once the limit that is to be extended has passed."""
    for each in clocks_now(opened.session, opened.case.id):
        if each.clock is Clock.HANDLING and each.running:
            try:
                check_not_expired(each.deadline, clock.local_day(opened.now))
            except ExtensionRefused as refused:
                last_day = each.deadline.adjusted
                raise Refused(f"extension_{refused.code}", last_day=last_day) from refused


def decide(opened: OpenCase, row: Extension, decision: Decision, reason: str) -> None:
    """Write the head's decision."""
    row.decision = decision
    row.decision_reason = reason
    row.decided_by_id = opened.officer_id
    row.decided_at = opened.now
