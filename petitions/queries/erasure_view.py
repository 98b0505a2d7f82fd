"""The frozen shape that pages draw an erasure from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from petitions.models.exchange import Decision
from petitions.rules.erasure import ErasureGround


@dataclass(frozen=True, slots=True)
class ErasureView:
    """A request for an erasure and its decision; ``gone`` counts persons, papers and files.

    For the citizen only the approved one, without names, reason and remark.
    """

    ground: ErasureGround
    reason: str
    requested_by: str
    requested_at: datetime
    decision: Decision
    comment: str
    decided_by: str
    decided_at: datetime | None
    gone: Mapping[str, int]
