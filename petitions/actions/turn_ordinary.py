"""A matter turns out not to be simple: the head takes it into the ordinary procedure (简易办理办法)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def turn_ordinary(case_id: int, version: int, *, by: Actor, now: datetime, reason: str) -> None:
    """End the ten working days; the 60 days have run since acceptance beside them. The petitioner is told."""
    with open_case(case_id, version, Action.TURN_ORDINARY, by=by, now=now) as opened:
        opened.advance(Action.TURN_ORDINARY, reason=reason)
