"""The case ends after its reply; an assigned one only once its closing report is accepted (Art. 22 (3))."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, CloseReason


def close(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    close_reason: CloseReason,
) -> None:
    """Close an answered case."""
    with open_case(case_id, version, Action.CLOSE, by=by, now=now) as opened:
        opened.end_assignment()
        opened.advance(Action.CLOSE, close_reason=close_reason.value)
