"""The re-review opinion (复核意见书) is signed: the matter has gone through all its stages (Art. 36)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._review import sign
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def decide_rereview(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Sign the draft; the case ends, and the same facts and reasons are not accepted again."""
    with open_case(case_id, version, Action.DECIDE_REREVIEW, by=by, now=now) as opened:
        opened.end_assignment()
        sign(opened, Action.DECIDE_REREVIEW)
