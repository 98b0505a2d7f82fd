"""The head of the unit refuses more time; the first limit stands."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.models.exchange import Decision, Extension
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def refuse_extension(case_id: int, version: int, *, by: Actor, now: datetime, reason: str) -> None:
    """Refuse the pending request with a reason."""
    with open_case(case_id, version, Action.REFUSE_EXTENSION, by=by, now=now) as opened:
        row = waiting(opened, Extension, "no_extension_pending")
        opened.advance(Action.REFUSE_EXTENSION, reason=reason)
        decide(opened, row, Decision.REFUSED, decision_reason=reason)
