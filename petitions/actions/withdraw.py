"""The petitioner withdraws by his own act; it never closes the right to petition again on new facts."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def withdraw(case_id: int, *, by: Actor, now: datetime, confirmed: bool, reason: str = "") -> None:
    """Withdraw an unanswered petition; ``confirmed`` is the ticked box on the page."""
    with open_case(case_id, None, Action.WITHDRAW, by=by, now=now) as opened:
        opened.end_assignment()
        opened.advance(Action.WITHDRAW, confirmed=confirmed, reason=reason)
