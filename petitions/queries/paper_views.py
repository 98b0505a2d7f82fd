"""The frozen shapes of the papers that hang on a case: history, clocks, files, replies, requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from petitions.models.exchange import Decision
from petitions.models.reply import ReplyState
from petitions.queries.unit_name import UnitName
from petitions.rules.clocks import CaseClock
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.counter import IdentityProof
from petitions.rules.terms import (
    Action,
    Alert,
    AttachmentSource,
    Clock,
    ClockState,
    Notice,
    NoticeState,
    Outcome,
    Recipient,
    ReplyKind,
    Role,
    Status,
)


@dataclass(frozen=True, slots=True)
class StayView:
    """A unit that has or had the case: from when, until when, and whether it signed for it."""

    unit: UnitName | None
    since: datetime
    until: datetime | None
    acknowledged_at: datetime | None
    promised_on: date | None


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock of the case and how it stands today; ``days_left`` is negative when late."""

    clock: CaseClock
    state: ClockState
    days_left: int


@dataclass(frozen=True, slots=True)
class AlertView:
    """One rung of a warn ladder the watch noted; ``late_days`` calendar days after it was reached."""

    clock: Clock
    alert: Alert
    day: date
    late_days: int


@dataclass(frozen=True, slots=True)
class MoveView:
    """A last day of one run (``clock`` and ``sequence``) that another calendar moved."""

    clock: Clock
    sequence: int
    old_on: date
    new_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class EventView:
    """One line of the history. For the citizen, ``officer`` is blank and only his steps appear."""

    sequence: int
    at: datetime
    action: Action
    status_after: Status
    role: Role
    officer: str
    unit: UnitName | None
    facts: Mapping[str, Any]
    article: str
    target: UnitName | None = None
    """The unit a case was sent to by this step."""


@dataclass(frozen=True, slots=True)
class FileView:
    """An attachment by its number on the page; size in bytes."""

    id: int
    name: str
    media_type: str
    size: int
    source: AttachmentSource
    at: datetime
    reply_id: int | None = None
    supplement_id: int | None = None


@dataclass(frozen=True, slots=True)
class ReplyView:
    """A reply; the citizen only ever gets issued ones."""

    id: int
    kind: ReplyKind
    state: ReplyState
    outcome: Outcome | None
    facts_found: str
    opinion: str
    legal_basis: str
    unit: UnitName | None
    author: str
    drafted_at: datetime
    comments: str
    approved_by: str
    approved_at: datetime | None
    issued_at: datetime | None


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question to the petitioner and his answers."""

    id: int
    text: str
    asked_at: datetime
    unit: UnitName | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class SupplementView:
    """What the petitioner added later."""

    id: int
    question_id: int | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class NoteView:
    """An internal note."""

    officer: str
    unit: UnitName | None
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ObjectionView:
    """A routing objection and its ruling."""

    unit: UnitName | None
    officer: str
    reasons: str
    competent: UnitName | None
    """Which unit should have it, as far as the objector knows."""
    checked: str
    at: datetime
    decision: Decision
    ruling: str
    ruled_by: str
    ruled_at: datetime | None


@dataclass(frozen=True, slots=True)
class ExtensionView:
    """A request for more time (calendar days) and its decision."""

    days: int
    reason: str
    requested_by: str
    requested_at: datetime
    decision: Decision
    decision_reason: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class CodeRequestView:
    """A request for a new query code; ``waiting`` until a second officer decides or its last day is over."""

    identity: IdentityProof
    reason: str
    requested_by: str
    requested_at: datetime
    last_day: date
    decision: Decision
    decision_reason: str
    decided_by: str
    decided_at: datetime | None
    waiting: bool


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A correction of a registered fact; values as codes or words (``wording.registered`` reads them).

    For the citizen only approved ones, without the names and the remark.
    """

    id: int
    fact: RegisteredFact
    old: str
    new: str
    cause: CorrectionCause
    reason: str
    requested_by: str
    requested_at: datetime
    decision: Decision
    comment: str
    decided_by: str
    decided_at: datetime | None
    decidable: bool = False
    """Whether it waits for the officer who looks."""


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A message of the outbox, without its words."""

    id: int
    notice: Notice
    recipient: Recipient
    state: NoticeState
    created_at: datetime
    sent_at: datetime | None
    attempts: int
    error: str
    unit: UnitName | None = None
