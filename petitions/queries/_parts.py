"""The parts that the case file and the tracking page share, read by a few indexed selects.

A page asks for its case once, and learns in the same statement which kinds of paper hang on it; kinds
that the case has none of (most, for most cases) cost nothing more.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, ScalarSelect, Select, exists, literal, null, select, union_all
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.models.accused import AccusationException, Accused
from petitions.models.clock_run import DateChange, DeadlineAlert
from petitions.models.co_handling import CoHandling
from petitions.models.correction import Correction
from petitions.models.document import Attachment
from petitions.models.erasure import Erasure
from petitions.models.exchange import (
    CodeRequest,
    Extension,
    Note,
    Objection,
    Question,
    Supplement,
)
from petitions.models.history import Assignment, CaseEvent
from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.models.petition import Case, Petitioner
from petitions.models.recusal import Recusal, RecusalRequest
from petitions.models.redaction import Redaction
from petitions.models.reply import Reply
from petitions.models.review import Review
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.models.triage import ClosingReport, Instruction, Report
from petitions.models.unit import Unit
from petitions.queries.case_views import Content
from petitions.queries.paper_views import (
    AlertView,
    ClockView,
    CorrectionView,
    EventView,
    FileView,
    MoveView,
    QuestionView,
    ReplyView,
    SupplementView,
)
from petitions.queries.unit_name import UnitName
from petitions.rules.clocks import Event, clocks_of, state_on
from petitions.rules.deadlines import days_left

Paper = TypeVar(
    "Paper",
    AccusationException,
    Accused,
    Assignment,
    Attachment,
    CaseEvent,
    ClosingReport,
    CoHandling,
    CodeRequest,
    Correction,
    DateChange,
    DeadlineAlert,
    Erasure,
    Extension,
    FollowUp,
    MatterLink,
    Instruction,
    JointMatter,
    JointVoice,
    Note,
    Objection,
    OutboxNotice,
    Petitioner,
    Question,
    Recusal,
    RecusalRequest,
    Redaction,
    Reply,
    Report,
    Review,
    Supplement,
)
ORDER: dict[type, Any] = {CaseEvent: CaseEvent.sequence, Petitioner: Petitioner.position}
"""What papers are read in the order of, where it is not the order in which they were written."""


class Papers:
    """What hangs on one case, kind by kind, in the order in which it came.

    Only the kinds that ``open_papers`` was asked for may be read.
    """

    def __init__(
        self, session: Session, case_id: int, has: Mapping[type, bool], figures: Sequence[Any] = ()
    ) -> None:
        self._session, self._case_id, self._has = session, case_id, has
        self._read: dict[type, list[Any]] = {}
        self.figures = tuple(figures)
        """What was counted along with the case."""

    def of(self, kind: type[Paper]) -> list[Paper]:
        """The papers of a kind; one statement if the case has any, else none."""
        if not self._has[kind]:
            return []
        if kind not in self._read:
            wanted = select(kind).where(kind.case_id == self._case_id)
            found = self._session.scalars(wanted.order_by(ORDER.get(kind, kind.id)))
            self._read[kind] = list(found)
        return list(self._read[kind])


def open_papers(
    session: Session,
    condition: ColumnElement[bool],
    kinds: Sequence[type[Any]],
    *figures: ColumnElement[Any] | ScalarSelect[Any],
) -> tuple[Case, Papers] | None:
    """A case, of which of these kinds it has papers, and further figures, in one statement."""
    marked = _marked(tuple(kinds)).add_columns(*figures).where(condition)
    row = session.execute(marked).first()
    if row is None:
        return None
    case, *found = row
    has = dict(zip(kinds, found, strict=False))
    return case, Papers(session, case.id, has, found[len(kinds) :])


@cache
def _marked(kinds: tuple[type[Any], ...]) -> Select[Any]:
    """Cases and whether they have papers of each kind."""
    marks: list[Any] = [exists().where(kind.case_id == Case.id) for kind in kinds]
    return select(Case, *marks)


class Names:
    """Units and officers of one case by id, read at once for the whole page."""

    def __init__(
        self, session: Session, unit_ids: Iterable[int | None], officer_ids: Iterable[int | None]
    ) -> None:
        self._units: dict[int, UnitName] = {}
        self._officers: dict[int, str] = {}
        asked = _names_statement(
            {each for each in unit_ids if each is not None},
            {each for each in officer_ids if each is not None},
        )
        for kind, number, name, name_en in session.execute(asked):
            if kind == "unit":
                self._units[number] = UnitName(number, name, name_en or name)
            else:
                self._officers[number] = name

    def unit(self, unit_id: int | None) -> UnitName | None:
        """The unit's name, or None."""
        return self._units.get(unit_id) if unit_id is not None else None

    def officer(self, officer_id: int | None) -> str:
        """The officer's name, or a blank."""
        return self._officers.get(officer_id, "") if officer_id is not None else ""


def _names_statement(units: set[int], officers: set[int]) -> Any:
    """Both kinds of name in one answer; officers have no English one."""
    unit_names: Any = select(literal("unit"), Unit.id, Unit.name, Unit.name_en).where(
        Unit.id.in_(sorted(units))
    )
    if not officers:
        return unit_names
    officer_names: Any = select(literal("officer"), Officer.id, Officer.name, null()).where(
        Officer.id.in_(sorted(officers))
    )
    return union_all(unit_names, officer_names)


def content_of(case: Case) -> Content:
    """What the petition says."""
    return Content(
        case.petition_class,
        case.channel,
        case.urgency,
        case.title,
        case.request,
        case.facts,
        case.reasons,
        case.category,
        case.problem_place,
        case.complained_about or "",
        case.legal_status,
        case.anonymous,
        case.confidential,
        case.publish_consent,
        case.persons_count,
        case.received_at,
    )


def clock_views(
    session: Session, events: tuple[Event, ...], now: datetime, mark: str
) -> tuple[ClockView, ...]:
    """Every clock of the history and how it stands on the office's day of ``now``, by the rules of ``mark``."""
    today: date = clock.local_day(now)
    rules = office_rules(session, mark)
    moment = now.astimezone(clock.zone())
    return tuple(
        ClockView(
            each,
            state_on(each, moment if each.deadline.ends_at else today),
            days_left(each.deadline, each.stopped_on or today),
        )
        for each in clocks_of(events, rules.calendar, clock.zone(), rules.book)
    )


def alert_views(rows: Iterable[DeadlineAlert]) -> tuple[AlertView, ...]:
    """What the watch noted, as it is shown."""
    return tuple(
        AlertView(
            row.clock,
            row.alert,
            row.day,
            max(0, (clock.local_day(row.noticed_at) - row.day).days),
        )
        for row in rows
    )


def move_views(rows: Iterable[DateChange]) -> tuple[MoveView, ...]:
    """Last days that another calendar moved, as they are shown."""
    return tuple(MoveView(row.clock, row.sequence, row.old_on, row.new_on, row.at) for row in rows)


def event_view(row: CaseEvent, names: Names, *, for_citizen: bool) -> EventView:
    """One line of the history; a citizen is not told which officer it was."""
    return EventView(
        row.sequence,
        row.at,
        row.action,
        row.status_after,
        row.actor_role,
        "" if for_citizen else names.officer(row.officer_id),
        names.unit(row.unit_id),
        row.facts,
        row.article,
        names.unit(row.facts.get("unit_id")),
    )


def file_views(rows: Iterable[Attachment]) -> tuple[FileView, ...]:
    """The files of a case as they are shown."""
    return tuple(
        FileView(
            row.id,
            row.name,
            row.media_type,
            row.size,
            row.source,
            row.at,
            row.reply_id,
            row.supplement_id,
        )
        for row in rows
        if not row.erased
    )


def reply_view(row: Reply, names: Names, *, for_citizen: bool) -> ReplyView:
    """A reply; internal names and comments stay inside."""
    return ReplyView(
        row.id,
        row.kind,
        row.state,
        row.outcome,
        row.facts_found,
        row.opinion,
        row.legal_basis,
        names.unit(row.unit_id),
        "" if for_citizen else names.officer(row.author_id),
        row.drafted_at,
        "" if for_citizen else row.comments,
        "" if for_citizen else names.officer(row.approved_by_id),
        row.approved_at,
        row.issued_at,
    )


def question_view(row: Question, names: Names) -> QuestionView:
    """A question as it is shown."""
    return QuestionView(row.id, row.text, row.asked_at, names.unit(row.unit_id), row.answered_at)


def supplement_views(rows: Iterable[Supplement]) -> tuple[SupplementView, ...]:
    """What the petitioner added later."""
    return tuple(SupplementView(row.id, row.question_id, row.text, row.at) for row in rows)


def correction_view(
    row: Correction, names: Names, *, for_citizen: bool = False, decidable: bool = False
) -> CorrectionView:
    """A correction as it is shown; who asked, who decided and his remark stay inside."""
    return CorrectionView(
        row.id,
        row.fact,
        row.old,
        row.new,
        row.cause,
        row.reason,
        "" if for_citizen else names.officer(row.requested_by_id),
        row.requested_at,
        row.decision,
        "" if for_citizen else row.comment,
        "" if for_citizen else names.officer(row.decided_by_id),
        row.decided_at,
        decidable,
    )
