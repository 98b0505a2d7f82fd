"""An accusation comes back from a unit that must not have it any more (信访工作条例 §30)."""

from datetime import datetime

from petitions.actions._accused import recall_from_unit
from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def recall(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Raises NotAllowed("unit_may_have_it") when nothing speaks against the unit that has it."""
    with open_case(case_id, version, Action.RECALL, by=by, now=now) as opened:
        recall_from_unit(opened)
