"""The petitioner's request for a recusal is not granted: he reads why (信访工作条例 §28)."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.models.exchange import Decision
from petitions.models.recusal import RecusalRequest
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def refuse_recusal(case_id: int, version: int, *, by: Actor, now: datetime, reason: str) -> None:
    """Refuse with the reason that the petitioner is told."""
    with open_case(case_id, version, Action.REFUSE_RECUSAL, by=by, now=now) as opened:
        row = waiting(opened, RecusalRequest, "no_recusal_asked")
        decide(opened, row, Decision.REFUSED, answer=reason)
        opened.advance(Action.REFUSE_RECUSAL, private={"reason": reason})
        note_in_audit(opened, Action.REFUSE_RECUSAL.value)
