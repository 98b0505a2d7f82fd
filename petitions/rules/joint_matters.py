"""Joint matters (涉及两个以上单位的信访事项): who decides which of the units concerned accepts (信访工作条例 §24).

The units agree; in dispute their common superior decides; where they have none the joint conference
(信访工作联席会议) coordinates.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LEAST_UNITS = 2
"""A matter of one unit is not a joint one."""


class JointOutcome(StrEnum):
    """How it was decided who leads; lapsed where nothing was left to decide."""

    AGREED = "agreed"
    SUPERIOR = "superior"
    CONFERENCE = "conference"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class OpenVoice:
    """A unit concerned, and which of the units should lead in its view; None while it has not said."""

    unit_id: int
    lead_unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class OpenJoint:
    """A joint matter that is being settled: the units concerned, and the superior they have in common."""

    voices: tuple[OpenVoice, ...]
    superior_unit_id: int | None = None

    @property
    def unit_ids(self) -> frozenset[int]:
        """The units concerned."""
        return frozenset(each.unit_id for each in self.voices)

    @property
    def owing(self) -> frozenset[int]:
        """Those that have not said yet."""
        return frozenset(each.unit_id for each in self.voices if each.lead_unit_id is None)

    @property
    def agreed(self) -> int | None:
        """The unit that all of them name, once all have said."""
        named = {each.lead_unit_id for each in self.voices}
        return next(iter(named)) if len(named) == 1 else None

    @property
    def way(self) -> JointOutcome:
        """The one way in which it can be settled now; a unit that does not answer holds up nobody."""
        if self.agreed is not None:
            return JointOutcome.AGREED
        if self.superior_unit_id is not None:
            return JointOutcome.SUPERIOR
        return JointOutcome.CONFERENCE


REFUSALS = {
    JointOutcome.AGREED: "joint_all_agree",
    JointOutcome.SUPERIOR: "joint_superior_decides",
    JointOutcome.CONFERENCE: "joint_no_superior",
}
"""Why no other way is open, by the way that is."""


def fault_of_way(joint: OpenJoint, chosen: JointOutcome) -> str | None:
    """Why it cannot be settled in this way: a code, or None if it can."""
    if chosen is joint.way:
        return None
    return "joint_not_agreed" if chosen is JointOutcome.AGREED else REFUSALS[joint.way]


def common_superior(
    branches: Iterable[Sequence[int]], out: frozenset[int] = frozenset()
) -> int | None:
    """The lowest unit above all of these, or None. A branch runs from the root to the unit itself.

    A unit concerned decides nothing as the superior of another, nor do those left ``out``.
    """
    paths = [tuple(branch) for branch in branches]
    if not paths:
        return None
    concerned = {path[-1] for path in paths}
    shared = set(paths[0]).intersection(*paths[1:]) - concerned - out
    return next((each for each in reversed(paths[0]) if each in shared), None)
