"""The frozen shape that pages draw a co-handling from."""

from dataclasses import dataclass
from datetime import date, datetime

from petitions.queries.unit_name import UnitName
from petitions.rules.terms import DayKind


@dataclass(frozen=True, slots=True)
class CoHandlingView:
    """A unit that helps or helped: what it was asked, by when, what it said, and how it ended.

    ``days`` are of ``day_kind``; ``own`` says whether the reader may give this opinion.
    """

    id: int
    unit: UnitName | None
    asked_by: str
    asked_by_unit: UnitName | None
    at: datetime
    task: str
    days: int
    day_kind: DayKind
    last_day: date
    opinion: str
    answered_by: str
    answered_at: datetime | None
    end_reason: str
    ended_by: str
    ended_at: datetime | None
    came_late: bool = False
    """The opinion came after the last day; the day itself is in time (民法典 §1259)."""
    own: bool = False

    @property
    def runs(self) -> bool:
        """Whether the unit still helps."""
        return self.ended_at is None

    @property
    def waits(self) -> bool:
        """Whether an opinion is still expected."""
        return self.runs and self.answered_at is None
