"""The frozen shapes that pages draw a joint matter from."""

from dataclasses import dataclass
from datetime import date, datetime

from petitions.queries.unit_name import UnitName
from petitions.rules.joint_matters import JointOutcome


@dataclass(frozen=True, slots=True)
class VoiceView:
    """A unit concerned, and which should lead in its view; ``lead`` None while it has not said.

    ``own`` says whether the reader may speak for it.
    """

    unit: UnitName | None
    lead: UnitName | None
    reason: str
    officer: str
    at: datetime | None
    out: bool
    """It was taken out before the end: it must not have the case."""
    own: bool = False


@dataclass(frozen=True, slots=True)
class JointView:
    """A joint matter: who is concerned, what each said, and how it was settled; ``outcome`` None while open.

    ``way`` is the one way in which it can be settled now.
    """

    id: int
    opened_by: str
    at: datetime
    reason: str
    superior: UnitName | None
    voices: tuple[VoiceView, ...]
    way: JointOutcome | None
    agreed: UnitName | None
    outcome: JointOutcome | None
    lead: UnitName | None
    words: str
    document_number: str
    held_on: date | None
    decided_by: str
    decided_at: datetime | None

    @property
    def concerned(self) -> tuple[UnitName, ...]:
        """The units concerned, those taken out left out."""
        return tuple(each.unit for each in self.voices if each.unit and not each.out)

    @property
    def owing(self) -> tuple[UnitName, ...]:
        """Those that have not said yet, while it is open."""
        return tuple(
            each.unit
            for each in self.voices
            if self.way and each.unit and not each.out and each.lead is None
        )
