"""An officer of the handling unit takes the case into his own hands."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def take(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Become the holder of the case; the earlier holder is in the history."""
    with open_case(case_id, version, Action.TAKE, by=by, now=now) as opened:
        earlier = opened.case.holder_id
        opened.case.holder_id = opened.officer_id
        opened.advance(Action.TAKE, earlier_holder_id=earlier)
