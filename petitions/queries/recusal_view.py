"""The frozen shape that pages draw a recusal from."""

from dataclasses import dataclass
from datetime import datetime

from petitions.rules.recusals import RecusalCause


@dataclass(frozen=True, slots=True)
class RecusalView:
    """A recusal: whose, why, who said so, and whether it has ended."""

    id: int
    officer_id: int
    officer: str
    cause: RecusalCause
    reason: str
    said_by: str
    at: datetime
    end_reason: str
    ended_by: str
    ended_at: datetime | None
