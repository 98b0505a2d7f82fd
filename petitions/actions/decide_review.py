"""The review opinion (复查意见书) is signed and goes to the petitioner (Art. 35)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._review import sign
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def decide_review(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Sign the draft; the petitioner's 30 days to ask for a re-review begin (Art. 36)."""
    with open_case(case_id, version, Action.DECIDE_REVIEW, by=by, now=now) as opened:
        sign(opened, Action.DECIDE_REVIEW)
