"""The letters office records who accepts a joint matter: agreed, decided above, or coordinated (信访工作条例 §24)."""

from datetime import date, datetime

from petitions.actions._case import OpenCase, open_case
from petitions.actions._joint_end import end_voices
from petitions.actions._joint_matter import open_matter
from petitions.actions.errors import Missing, Refused
from petitions.adapters import clock
from petitions.models.joint_matter import JointMatter
from petitions.queries.directory import staffed_unit
from petitions.rules.joint_matters import JointOutcome, fault_of_way
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def settle_joint(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    way: JointOutcome,
    lead_unit_id: int | None = None,
    words: str = "",
    document_number: str = "",
    held_on: date | None = None,
) -> None:
    """What was agreed follows from the voices; of a decision its words are needed, with the number of its document
    or the day of the conference. Raises Missing, Refused: another way than the one that applies, "not_concerned",
    "held_in_future", "held_before_opening", "no_such_unit" for a lead that works no more."""
    with open_case(case_id, version, Action.SETTLE_JOINT, by=by, now=now) as opened:
        joint, stand = open_matter(opened), opened.stand.joint
        if stand is None:
            raise Refused("no_joint")
        fault = fault_of_way(stand, way)
        if fault is not None:
            raise Refused(fault)
        if way is JointOutcome.AGREED:
            lead_unit_id, words, document_number, held_on = stand.agreed, "", "", None
        elif lead_unit_id not in stand.unit_ids:
            raise Refused("not_concerned", at=("lead_unit_id",))
        if way is JointOutcome.CONFERENCE:
            _check_day(opened, joint, held_on)
        else:
            held_on = None
        needed = {
            JointOutcome.AGREED: {},
            JointOutcome.SUPERIOR: {"words": words, "document_number": document_number},
            JointOutcome.CONFERENCE: {"words": words},
        }[way]
        absent = [name for name, text in needed.items() if not text.strip()]
        if absent:
            raise Missing(absent)
        if lead_unit_id is None or not staffed_unit(opened.session, lead_unit_id):
            raise Refused("no_such_unit", at=("lead_unit_id",))
        joint.outcome, joint.lead_unit_id, joint.held_on = way, lead_unit_id, held_on
        joint.words, joint.document_number = words, document_number
        joint.decided_by_id, joint.decided_at = opened.officer_id, now
        end_voices(opened.session, case_id, now)
        opened.advance(Action.SETTLE_JOINT, joint_id=joint.id, way=way.value, unit_id=lead_unit_id)


def _check_day(opened: OpenCase, joint: JointMatter, held_on: date | None) -> None:
    """The conference met after it was called and not later than today."""
    if held_on is None:
        raise Missing(("held_on",))
    if held_on > clock.local_day(opened.now):
        raise Refused("held_in_future")
    if held_on < clock.local_day(joint.at):
        raise Refused("held_before_opening")
