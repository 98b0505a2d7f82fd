"""Somebody else of the staff is kept out of a case: he is complained about, related, or rightly refused (§28)."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._recusal import recused_from_now
from petitions.actions.errors import Refused
from petitions.rules.permissions import Actor
from petitions.rules.recusals import RecusalCause
from petitions.rules.terms import Action


def order_recusal(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    officer_id: int,
    cause: RecusalCause,
    reason: str,
) -> None:
    """Takes effect at once, in his open pages too. Raises Refused."""
    with open_case(case_id, version, Action.ORDER_RECUSAL, by=by, now=now) as opened:
        if officer_id == opened.officer_id:
            raise Refused("recuse_yourself")
        row = recused_from_now(opened, officer_id, cause, reason)
        opened.advance(
            Action.ORDER_RECUSAL, recusal_id=row.id, cause=cause.value, private={"reason": reason}
        )
        note_in_audit(opened, Action.ORDER_RECUSAL.value, cause=cause.value, officer=officer_id)
