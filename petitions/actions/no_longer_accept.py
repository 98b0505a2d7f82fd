"""No longer accepted (不再受理): the same facts and reasons after a re-review opinion (Art. 36)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def no_longer_accept(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    earlier_number: str,
    explanation: str,
) -> None:
    """Refuse a matter whose procedure has ended, naming the number of the concluding opinion."""
    with open_case(case_id, version, Action.NO_LONGER_ACCEPT, by=by, now=now) as opened:
        opened.end_assignment()
        opened.advance(
            Action.NO_LONGER_ACCEPT,
            earlier_number=earlier_number,
            explanation=explanation,
        )
