"""A second person does not agree: the fact stays as it was registered, and the request stays on file."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._correction import told_of, waiting_correction
from petitions.actions._decision import decide
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def refuse_correction(
    case_id: int, version: int, *, by: Actor, now: datetime, correction_id: int, reason: str
) -> None:
    """Refuse a waiting request with a reason. Raises Refused, NotAllowed as its approval does."""
    with open_case(case_id, version, Action.REFUSE_CORRECTION, by=by, now=now) as opened:
        row = waiting_correction(opened, correction_id, Action.REFUSE_CORRECTION)
        opened.advance(Action.REFUSE_CORRECTION, **told_of(row), private={"reason": reason})
        decide(opened, row, Decision.REFUSED, comment=reason)
