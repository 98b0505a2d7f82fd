"""The frozen shapes of what belongs to one matter: links, follow-ups, hints, and the case one was joined to."""

from dataclasses import dataclass
from datetime import date, datetime

from petitions.queries.unit_name import UnitName
from petitions.rules.same_matter import Likeness, LinkKind
from petitions.rules.terms import Channel, PetitionClass, Stage, Status


@dataclass(frozen=True, slots=True)
class OtherCase:
    """Another case in one line, for who may see it."""

    id: int
    number: str
    """Its registration number, or until it has one the receipt number."""
    title: str | None
    """None where this reader gets none before it is redacted."""
    status: Status
    petition_class: PetitionClass
    received_at: datetime
    unit: UnitName | None
    open: bool
    protected: bool
    """Whether its words are the letters office's alone before they are redacted."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link as its readers see it; ``into_this`` and ``into_other`` say which way one was joined."""

    id: int
    other: OtherCase
    kind: LinkKind
    into_this: bool
    into_other: bool
    reason: str
    made_by: str
    at: datetime
    undo_reason: str
    undone_by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class FollowUpView:
    """What came in again; the person masked."""

    id: int
    channel: Channel
    received_on: date
    name: str
    phone: str
    text: str
    officer: str
    at: datetime
    from_case: bool
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Hint:
    """A case that may be about the same matter, why, and what it says."""

    case: OtherCase
    likeness: Likeness
    request: str
    facts: str
    place: str


@dataclass(frozen=True, slots=True)
class JoinedView:
    """What the petitioner of a joined case is told of the case it is handled in.

    Number, unit and last day only where he is himself known on it; the stage only where a bare number would
    show it.
    """

    stage: Stage | None
    number: str = ""
    status: Status | None = None
    unit: UnitName | None = None
    due_on: date | None = None
