"""The letters office that received a joint matter first calls the units concerned together (信访工作条例 §24)."""

from collections.abc import Iterable
from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._joint_matter import superior_of
from petitions.actions.errors import Refused
from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.queries.accused import bars_for
from petitions.queries.directory import staffed_unit
from petitions.rules.joint_matters import LEAST_UNITS
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def open_joint(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    unit_ids: Iterable[int],
    reason: str,
) -> None:
    """From now on the case exists for these units, and each says which of them should lead.

    Raises Refused: "joint_too_few", "no_such_unit" for one that is closed or has nobody, "accused_unit" and
    "superior_of_accused" for one that an accusation is kept from (§30).
    """
    with open_case(case_id, version, Action.OPEN_JOINT, by=by, now=now) as opened:
        session, wanted = opened.session, sorted(set(unit_ids))
        if len(wanted) < LEAST_UNITS:
            raise Refused("joint_too_few", least=LEAST_UNITS)
        for unit_id in wanted:
            if not staffed_unit(session, unit_id):
                raise Refused("no_such_unit", unit_id=unit_id)
        barred = bars_for(session, opened.stand, wanted)
        for unit_id, code in sorted(barred.items()):
            raise Refused(code, unit_id=unit_id)
        joint = JointMatter(
            case_id=case_id,
            opened_by_id=opened.officer_id,
            at=now,
            reason=reason,
            superior_unit_id=superior_of(session, opened.case, wanted),
        )
        session.add(joint)
        session.flush()
        session.add_all(
            JointVoice(joint_matter_id=joint.id, case_id=case_id, unit_id=each) for each in wanted
        )
        session.flush()
        opened.advance(
            Action.OPEN_JOINT,
            joint_id=joint.id,
            units=len(wanted),
            private={"reason": reason},
        )
