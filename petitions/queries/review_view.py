"""The frozen shape that pages draw a review from."""

from dataclasses import dataclass
from datetime import date, datetime

from petitions.queries.unit_name import UnitName
from petitions.rules.reviews import ReviewLevel, ReviewOutcome
from petitions.rules.terms import Channel


@dataclass(frozen=True, slots=True)
class ReviewView:
    """A review or re-review: who asked for what, which unit decides, and its opinion.

    Names of officers are blank for the petitioner, who gets the opinion once it is signed. ``draft``: what stands of
    the opinion is not signed yet; readers it is not for get none of it.
    """

    id: int
    level: ReviewLevel
    unit: UnitName | None
    body: str
    """The name of a reviewing unit that stands in no directory of ours."""
    by_office: bool
    """Open, and the letters office records what that unit decides."""
    received_on: date
    channel: Channel
    text: str
    held_on: date | None
    hearing_days: int | None
    outcome: ReviewOutcome | None
    findings: str
    opinion: str
    legal_basis: str
    document_number: str
    drafted_by: str
    drafted_at: datetime | None
    decided_by: str
    decided_at: datetime | None

    @property
    def draft(self) -> bool:
        """Whether an opinion stands here that nobody has signed."""
        return self.decided_at is None and self.drafted_at is not None
