"""Not accepted (不予受理): a dated decision with a coded ground, an explanation and where to go instead."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, DeclineGround


def decline(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    ground: DeclineGround,
    explanation: str,
    where_to_go: str,
) -> None:
    """Refuse a matter that cannot be accepted; nothing is deleted and the petitioner is told."""
    with open_case(case_id, version, Action.DECLINE, by=by, now=now) as opened:
        opened.end_assignment()
        opened.advance(
            Action.DECLINE,
            ground=ground.value,
            explanation=explanation,
            where_to_go=where_to_go,
        )
