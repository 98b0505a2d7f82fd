"""The review revokes the opinion: the unit that gave it handles the matter anew (Art. 35, 36)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._review import sign
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def remand(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Sign a draft that says so; the unit has the time for handling again, from today (Art. 34)."""
    with open_case(case_id, version, Action.REMAND, by=by, now=now) as opened:
        sign(opened, Action.REMAND)
