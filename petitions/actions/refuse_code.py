"""The second officer is not sure that it is the petitioner, or the first takes his request back: no new code."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._code import request_waiting
from petitions.actions._decision import decide
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def refuse_code(case_id: int, version: int, *, by: Actor, now: datetime, reason: str) -> None:
    """Refuse the request that waits, with a reason; the old code stays as it is."""
    with open_case(case_id, version, Action.REFUSE_CODE, by=by, now=now) as opened:
        request = request_waiting(opened)
        opened.advance(Action.REFUSE_CODE, reason=reason)
        decide(opened, request, Decision.REFUSED, decision_reason=reason)
        note_in_audit(opened, Action.REFUSE_CODE.value, requested_by=request.requested_by_id)
