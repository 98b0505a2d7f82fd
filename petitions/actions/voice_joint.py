"""A unit concerned says which of the units should accept a joint matter, and why (信访工作条例 §24)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._joint_end import still_asked
from petitions.actions._joint_matter import open_matter
from petitions.actions.errors import Refused
from petitions.rules.actors import co_units_of
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def voice_joint(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    unit_id: int,
    lead_unit_id: int,
    reason: str,
) -> None:
    """Once for each unit. Raises Refused: "not_concerned" for a unit that was not asked, as the one that speaks
    or the one that is named; "joint_voice_given"."""
    with open_case(case_id, version, Action.VOICE_JOINT, by=by, now=now) as opened:
        joint = open_matter(opened)
        rows = {row.unit_id: row for row in still_asked(opened.session, case_id)}
        if unit_id not in rows or unit_id not in co_units_of(by):
            raise Refused("not_concerned", at=("unit_id",))
        if lead_unit_id not in rows:
            raise Refused("not_concerned", at=("lead_unit_id",))
        row = rows[unit_id]
        if row.lead_unit_id is not None:
            raise Refused("joint_voice_given")
        row.lead_unit_id, row.reason = lead_unit_id, reason
        row.officer_id, row.at = opened.officer_id, now
        opened.advance(
            Action.VOICE_JOINT,
            joint_id=joint.id,
            unit_id=unit_id,
            lead_unit_id=lead_unit_id,
            private={"reason": reason},
        )
