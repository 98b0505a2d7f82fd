"""An officer says himself that he must have nothing to do with a case; from this moment he has not (§28)."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._recusal import recused_from_now
from petitions.rules.permissions import Actor
from petitions.rules.recusals import RecusalCause
from petitions.rules.terms import Action


def recuse(
    case_id: int, version: int, *, by: Actor, now: datetime, cause: RecusalCause, reason: str
) -> None:
    """Raises Refused("nobody_left") when nobody else could go on with the case."""
    with open_case(case_id, version, Action.RECUSE, by=by, now=now) as opened:
        row = recused_from_now(opened, opened.officer_id, cause, reason)
        opened.advance(
            Action.RECUSE, recusal_id=row.id, cause=cause.value, private={"reason": reason}
        )
        note_in_audit(opened, Action.RECUSE.value, cause=cause.value)
