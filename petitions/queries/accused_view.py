"""The frozen shapes that pages draw the protection of an accuser from, and requests for a recusal."""

from dataclasses import dataclass
from datetime import datetime

from petitions.models.exchange import Decision
from petitions.queries.unit_name import UnitName
from petitions.rules.accused import AccusedSource, ExceptionKind


@dataclass(frozen=True, slots=True)
class AccusedView:
    """Who is named; ``officer`` is blank where the unit itself is."""

    id: int
    unit: UnitName | None
    officer: str
    source: AccusedSource
    reason: str
    said_by: str
    at: datetime
    ended_at: datetime | None
    spares_office: bool


@dataclass(frozen=True, slots=True)
class ExceptionView:
    """An exception from the protection: what was asked, by whom, and what a second officer decided."""

    kind: ExceptionKind
    unit: UnitName | None
    accused: AccusedView | None
    reason: str
    requested_by: str
    requested_at: datetime
    decision: Decision
    comment: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecusalRequestView:
    """What the petitioner asked and what he was told; for him the name of who decided is blank."""

    whom: str
    reason: str
    at: datetime
    decision: Decision
    answer: str
    decided_by: str
    decided_at: datetime | None
