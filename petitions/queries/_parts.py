"""The parts that the case file and the tracking page share, read by a few indexed selects."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.adapters.office_calendar import working_calendar
from petitions.models.document import Attachment
from petitions.models.exchange import Question, Supplement
from petitions.models.history import CaseEvent
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.reply import Reply
from petitions.models.unit import Unit
from petitions.queries.case_views import (
    ClockView,
    Content,
    EventView,
    FileView,
    QuestionView,
    ReplyView,
    SupplementView,
    UnitName,
)
from petitions.rules.clocks import Event, clocks_of, state_on
from petitions.rules.deadlines import days_left


class Names:
    """Units and officers of one case by id, read at once for the whole page."""

    def __init__(self, session: Session, unit_ids: set[int], officer_ids: set[int]) -> None:
        self._units: dict[int, UnitName] = {}
        self._officers: dict[int, str] = {}
        if unit_ids:
            for row in session.execute(
                select(Unit.id, Unit.name, Unit.name_en).where(Unit.id.in_(sorted(unit_ids)))
            ):
                self._units[row.id] = UnitName(row.id, row.name, row.name_en or row.name)
        if officer_ids:
            for officer in session.execute(
                select(Officer.id, Officer.name).where(Officer.id.in_(sorted(officer_ids)))
            ):
                self._officers[officer.id] = officer.name

    def unit(self, unit_id: int | None) -> UnitName | None:
        """The unit's name, or None."""
        return self._units.get(unit_id) if unit_id is not None else None

    def officer(self, officer_id: int | None) -> str:
        """The officer's name, or a blank."""
        return self._officers.get(officer_id, "") if officer_id is not None else ""


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


def clock_views(events: tuple[Event, ...], now: datetime) -> tuple[ClockView, ...]:
    """Every clock of the history and how it stands on the office's day of ``now``."""
    today: date = clock.local_day(now)
    return tuple(
        ClockView(each, state_on(each, today), days_left(each.deadline, each.stopped_on or today))
        for each in clocks_of(events, working_calendar(), clock.zone())
    )


def history_rows(session: Session, case_id: int) -> list[CaseEvent]:
    """The events of a case, oldest first."""
    return list(
        session.scalars(
            select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.sequence)
        )
    )


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
    )


def file_views(session: Session, case_id: int) -> tuple[FileView, ...]:
    """The files of a case in the order they came."""
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
        for row in session.scalars(
            select(Attachment).where(Attachment.case_id == case_id).order_by(Attachment.id)
        )
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


def question_rows(session: Session, case_id: int) -> list[Question]:
    """The questions put to the petitioner."""
    return list(
        session.scalars(select(Question).where(Question.case_id == case_id).order_by(Question.id))
    )


def question_view(row: Question, names: Names) -> QuestionView:
    """A question as it is shown."""
    return QuestionView(row.id, row.text, row.asked_at, names.unit(row.unit_id), row.answered_at)


def supplement_views(session: Session, case_id: int) -> tuple[SupplementView, ...]:
    """What the petitioner added later."""
    return tuple(
        SupplementView(row.id, row.question_id, row.text, row.at)
        for row in session.scalars(
            select(Supplement).where(Supplement.case_id == case_id).order_by(Supplement.id)
        )
    )
