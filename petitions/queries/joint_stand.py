"""How the joint matters of a case stand, from their rows."""

from collections.abc import Iterable, Sequence

from petitions.models.exchange import Decision, Objection
from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.rules.joint_matters import JointOutcome, OpenJoint, OpenVoice


def open_joint(joints: Iterable[JointMatter], voices: Iterable[JointVoice]) -> OpenJoint | None:
    """The one that is being settled, or None."""
    row = next((each for each in joints if each.decided_at is None), None)
    if row is None:
        return None
    asked = tuple(
        OpenVoice(each.unit_id, each.lead_unit_id)
        for each in voices
        if each.joint_matter_id == row.id and each.ended_at is None
    )
    return OpenJoint(asked, row.superior_unit_id)


def lead_settled(joints: Sequence[JointMatter], objections: Sequence[Objection]) -> int | None:
    """The lead that was settled on last; none any more once the office upheld its objection."""
    settled = [each for each in joints if each.outcome not in (None, JointOutcome.LAPSED)]
    if not settled:
        return None
    last = settled[-1]
    given_back = any(
        each.decision is Decision.APPROVED
        and each.unit_id == last.lead_unit_id
        and each.ruled_at is not None
        and last.decided_at is not None
        and each.ruled_at >= last.decided_at
        for each in objections
    )
    return None if given_back else last.lead_unit_id
