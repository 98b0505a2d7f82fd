"""Not accepted (不予受理): a dated decision with a coded ground, an explanation and where to go instead."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._whereabouts import told_place
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
    where_to_go: str = "",
    to_unit_id: int | None = None,
) -> None:
    """Refuse a matter that cannot be accepted; nothing is deleted and the petitioner is told where to go.

    ``to_unit_id`` is a unit of the directory whose address and telephone the notice prints. Raises Refused.
    """
    with open_case(case_id, version, Action.DECLINE, by=by, now=now) as opened:
        place = told_place(opened.session, where_to_go, to_unit_id)
        opened.end_assignment()
        opened.advance(
            Action.DECLINE,
            ground=ground.value,
            explanation=explanation,
            where_to_go=place,
            to_unit_id=to_unit_id,
        )
