"""The head of the office lets an officer back to a case, with a reason; nobody lets himself back (§28)."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._recusal import in_force
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def end_recusal(
    case_id: int, version: int, *, by: Actor, now: datetime, recusal_id: int, reason: str
) -> None:
    """Raises Refused for one that is not in force."""
    with open_case(case_id, version, Action.END_RECUSAL, by=by, now=now) as opened:
        row = in_force(opened, recusal_id)
        row.end_reason = reason
        row.ended_by_id = opened.officer_id
        row.ended_at = now
        opened.advance(Action.END_RECUSAL, recusal_id=row.id, private={"reason": reason})
        note_in_audit(opened, Action.END_RECUSAL.value, officer=row.officer_id)
