"""The frozen shapes that pages draw a case from; neither table rows nor secrets leave the register."""

from dataclasses import dataclass
from datetime import date, datetime

from petitions.queries.accused_view import AccusedView, ExceptionView, RecusalRequestView
from petitions.queries.co_handling_view import CoHandlingView
from petitions.queries.erasure_view import ErasureView
from petitions.queries.joint_view import JointView
from petitions.queries.matter_views import FollowUpView, LinkView
from petitions.queries.paper_views import (
    AlertView,
    ClockView,
    CodeRequestView,
    CorrectionView,
    EventView,
    ExtensionView,
    FileView,
    MoveView,
    NoteView,
    NoticeView,
    ObjectionView,
    QuestionView,
    ReplyView,
    StayView,
    SupplementView,
)
from petitions.queries.recusal_view import RecusalView
from petitions.queries.redactions import RedactionView
from petitions.queries.review_view import ReviewView
from petitions.queries.triage_view import TriageView
from petitions.queries.unit_name import UnitName
from petitions.rules.lifecycle import Step
from petitions.rules.looks import Purpose
from petitions.rules.redaction import added_key, review_key
from petitions.rules.submission import Person
from petitions.rules.terms import (
    Channel,
    Clock,
    DispatchKind,
    Legal,
    PetitionClass,
    Stage,
    Status,
    Urgency,
)


@dataclass(frozen=True, slots=True)
class Content:
    """What the petition says, as registered."""

    petition_class: PetitionClass
    channel: Channel
    urgency: Urgency
    title: str | None
    """None: nobody has redacted it yet for this reader; blank once it was erased."""
    request: str
    facts: str
    reasons: str
    category: str
    problem_place: str
    complained_about: str
    legal_status: Legal
    anonymous: bool
    confidential: bool
    publish_consent: bool
    persons_count: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A whole case as one officer may see it; persons are masked until revealed."""

    id: int
    version: int
    receipt_number: str
    registration_number: str | None
    external_number: str | None
    status: Status
    content: Content
    office: UnitName
    handling_unit: UnitName | None
    holder: str
    dispatch_kind: DispatchKind | None
    due_on: date | None
    due_clock: Clock | None
    clocks: tuple[ClockView, ...]
    alerts: tuple[AlertView, ...]
    moves: tuple[MoveView, ...]
    persons: tuple[Person, ...]
    history: tuple[EventView, ...]
    files: tuple[FileView, ...]
    replies: tuple[ReplyView, ...]
    questions: tuple[QuestionView, ...]
    supplements: tuple[SupplementView, ...]
    notes: tuple[NoteView, ...]
    objections: tuple[ObjectionView, ...]
    extensions: tuple[ExtensionView, ...]
    code_requests: tuple[CodeRequestView, ...]
    code_known_to_staff: bool
    corrections: tuple[CorrectionView, ...]
    recusals: tuple[RecusalView, ...]
    recusal_requests: tuple[RecusalRequestView, ...]
    accused: tuple[AccusedView, ...]
    exceptions: tuple[ExceptionView, ...]
    links: tuple[LinkView, ...]
    """With cases this officer may see; of others nothing is said."""
    follow_ups: tuple[FollowUpView, ...]
    redaction: RedactionView | None
    """The newest one."""
    original: bool
    """Whether this officer reads the text as it was written."""
    redacts: bool
    """Whether the text of this petition goes out redacted only."""
    co_handlings: tuple[CoHandlingView, ...]
    joints: tuple[JointView, ...]
    reviews: tuple[ReviewView, ...]
    joint_lead: UnitName | None
    """The unit that units concerned, their superior or the conference settled on, while that binds."""
    erasures: tuple[ErasureView, ...]
    erased: bool
    triage: TriageView
    """Closing reports, reports to those above, and leaders' instructions."""
    notices: tuple[NoticeView, ...]
    steps: tuple[Step, ...]
    """The steps this officer may take now: the page draws its buttons from these and nothing else."""
    hand_overs: int
    """How often the case was sent to a unit so far."""
    stays: tuple[StayView, ...]
    acknowledged: bool
    """The unit has signed for it; until then the letters office answers for it."""
    first_receiver: str
    """Who of the letters office took it in, unless he is recused."""
    purpose: Purpose
    """For what this officer looks at it."""

    @property
    def added(self) -> tuple[tuple[str, str], ...]:
        """What was added later, by its key in a redaction: what the petitioner wrote, what came in again, and why
        he asked for a review."""
        noted = [each for each in self.follow_ups if each.undone_at is None]
        return (
            *((added_key(each.id), each.text) for each in self.supplements),
            *((added_key(each.id, follow_up=True), each.text) for each in noted),
            *((review_key(each.id), each.text) for each in self.reviews),
        )


@dataclass(frozen=True, slots=True)
class BareView:
    """What the receipt number alone shows: the stage and the dates, nothing else."""

    receipt_number: str
    stage: Stage
    received_on: date
    changed_on: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class TrackedCase:
    """The petitioner's own view of his case, opened by number and code."""

    id: int
    version: int
    receipt_number: str
    registration_number: str | None
    status: Status
    stage: Stage
    content: Content
    office: UnitName
    handling_unit: UnitName | None
    co_units: tuple[UnitName, ...]
    """Units that help the handling one now."""
    due_on: date | None
    due_clock: Clock | None
    clocks: tuple[ClockView, ...]
    moves: tuple[MoveView, ...]
    timeline: tuple[EventView, ...]
    files: tuple[FileView, ...]
    replies: tuple[ReplyView, ...]
    open_questions: tuple[QuestionView, ...]
    supplements: tuple[SupplementView, ...]
    reviews: tuple[ReviewView, ...]
    corrections: tuple[CorrectionView, ...]
    """The approved ones."""
    recusal_requests: tuple[RecusalRequestView, ...]
    steps: tuple[Step, ...]
    hand_overs: int
    stays: tuple[StayView, ...]
    """Where it has been, oldest first; units only."""
    acknowledged: bool
    erasure: ErasureView | None
    code_known_to_staff: bool
    """He has to take a code of his own before he sees anything else."""
    notices_undelivered: int
    """Notices to the petitioner that could not be delivered."""
