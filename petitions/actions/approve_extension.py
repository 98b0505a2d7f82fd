"""The head of the unit grants more time, and the petitioner is told the reasons (Art. 34)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.actions._extension import check_in_time
from petitions.models.exchange import Decision, Extension
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def approve_extension(
    case_id: int, version: int, *, by: Actor, now: datetime, comment: str = ""
) -> None:
    """Grant the pending request with the days and reason it states, before the limit has passed."""
    with open_case(case_id, version, Action.APPROVE_EXTENSION, by=by, now=now) as opened:
        row = waiting(opened, Extension, "no_extension_pending")
        check_in_time(opened)
        opened.advance(Action.APPROVE_EXTENSION, days=row.days, reason=row.reason)
        decide(opened, row, Decision.APPROVED, decision_reason=comment)
