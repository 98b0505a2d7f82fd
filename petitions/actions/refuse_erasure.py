"""A second person does not agree: the case stays as it is, and he says why."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def refuse_erasure(case_id: int, version: int, *, by: Actor, now: datetime, reason: str) -> None:
    """Write down that nothing is erased. Raises NotAllowed for who may not decide."""
    with open_case(case_id, version, Action.REFUSE_ERASURE, by=by, now=now) as opened:
        row = waiting(opened, Erasure, "no_erasure_pending")
        opened.advance(Action.REFUSE_ERASURE, erasure_id=row.id, private={"reason": reason})
        decide(opened, row, Decision.REFUSED, comment=reason)
        note_in_audit(opened, Action.REFUSE_ERASURE.value, requested_by=row.requested_by_id)
