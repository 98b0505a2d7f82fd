"""The case file: everything an officer may see of one case, and the steps open to him now."""

from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.exchange import Extension, Note, Objection, Question
from petitions.models.history import Assignment, CaseEvent
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case, Petitioner
from petitions.models.reply import Reply
from petitions.models.session import db
from petitions.queries import _parts as parts
from petitions.queries.case_views import (
    CaseFile,
    ExtensionView,
    NoteView,
    NoticeView,
    ObjectionView,
    UnitName,
)
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.clocks import Event
from petitions.rules.permissions import Actor, open_steps
from petitions.rules.submission import Person
from petitions.rules.visibility import (
    mask_address,
    mask_email,
    mask_id,
    mask_name,
    mask_phone,
)

FAR = date(9999, 12, 31)
Row = TypeVar("Row", Reply, Note, Objection, Extension, OutboxNotice)


def case_file(case_id: int, *, actor: Actor, now: datetime) -> CaseFile | None:
    """The case as this officer may see it, or None: foreign and missing are the same."""
    session: Session = db.session()
    case = session.scalars(select(Case).where(Case.id == case_id, visible(actor))).first()
    if case is None:
        return None
    history = parts.history_rows(session, case_id)
    replies = _of(session, Reply, case_id)
    notes = _of(session, Note, case_id)
    objections = _of(session, Objection, case_id)
    extensions = _of(session, Extension, case_id)
    notices = _of(session, OutboxNotice, case_id)
    questions = parts.question_rows(session, case_id)
    names = _names(
        session, case, history, replies, notes, objections, extensions, notices, questions
    )
    office = names.unit(case.office_id) or UnitName(case.office_id, "", "")
    return CaseFile(
        id=case.id,
        version=case.version,
        receipt_number=case.receipt_number,
        registration_number=case.registration_number,
        external_number=case.external_number,
        status=case.status,
        content=parts.content_of(case),
        office=office,
        handling_unit=names.unit(case.handling_unit_id),
        holder=names.officer(case.holder_id),
        dispatch_kind=case.dispatch_kind,
        due_on=None if case.due_on == FAR else case.due_on,
        due_clock=case.due_clock,
        clocks=parts.clock_views(
            tuple(Event(row.at, row.action, row.facts) for row in history), now
        ),
        persons=masked_persons(session, case_id),
        history=tuple(parts.event_view(row, names, for_citizen=False) for row in history),
        files=parts.file_views(session, case_id),
        replies=tuple(parts.reply_view(row, names, for_citizen=False) for row in replies),
        questions=tuple(parts.question_view(row, names) for row in questions),
        supplements=parts.supplement_views(session, case_id),
        notes=tuple(
            NoteView(names.officer(row.officer_id), names.unit(row.unit_id), row.text, row.at)
            for row in notes
        ),
        objections=tuple(_objection(row, names) for row in objections),
        extensions=tuple(_extension(row, names) for row in extensions),
        notices=tuple(_notice(row, names) for row in notices),
        steps=open_steps(stand_of(session, case), actor),
        hand_overs=len(
            session.scalars(select(Assignment.id).where(Assignment.case_id == case_id)).all()
        ),
    )


def _of(session: Session, table: type[Row], case_id: int) -> list[Row]:
    return list(session.scalars(select(table).where(table.case_id == case_id).order_by(table.id)))


def masked_persons(session: Session, case_id: int) -> tuple[Person, ...]:
    """The persons of a case as everybody in the house sees them by default."""
    return tuple(
        Person(
            mask_name(row.name or ""),
            mask_phone(row.phone or ""),
            mask_email(row.email or ""),
            mask_address(row.address or ""),
            mask_id(row.id_number or ""),
        )
        for row in session.scalars(
            select(Petitioner).where(Petitioner.case_id == case_id).order_by(Petitioner.position)
        )
    )


def _names(
    session: Session,
    case: Case,
    history: list[CaseEvent],
    replies: list[Reply],
    notes: list[Note],
    objections: list[Objection],
    extensions: list[Extension],
    notices: list[OutboxNotice],
    questions: list[Question],
) -> parts.Names:
    units = {case.office_id, case.handling_unit_id}
    units |= {row.unit_id for row in history} | {row.unit_id for row in replies}
    units |= {row.unit_id for row in notes} | {row.unit_id for row in objections}
    units |= {row.unit_id for row in notices} | {row.unit_id for row in questions}
    units |= {row.facts["unit_id"] for row in history if "unit_id" in row.facts}
    officers = {case.holder_id} | {row.officer_id for row in history}
    officers |= {row.officer_id for row in notes} | {row.officer_id for row in objections}
    officers |= {row.author_id for row in replies} | {row.approved_by_id for row in replies}
    officers |= {row.ruled_by_id for row in objections}
    officers |= {row.requested_by_id for row in extensions}
    officers |= {row.decided_by_id for row in extensions}
    return parts.Names(
        session,
        {each for each in units if each is not None},
        {each for each in officers if each is not None},
    )


def _objection(row: Objection, names: parts.Names) -> ObjectionView:
    return ObjectionView(
        names.unit(row.unit_id),
        names.officer(row.officer_id),
        row.reasons,
        row.at,
        row.decision,
        row.ruling,
        names.officer(row.ruled_by_id),
        row.ruled_at,
    )


def _extension(row: Extension, names: parts.Names) -> ExtensionView:
    return ExtensionView(
        row.days,
        row.reason,
        names.officer(row.requested_by_id),
        row.requested_at,
        row.decision,
        row.decision_reason,
        names.officer(row.decided_by_id),
        row.decided_at,
    )


def _notice(row: OutboxNotice, names: parts.Names) -> NoticeView:
    return NoticeView(
        row.id,
        row.notice,
        row.recipient,
        row.state,
        row.created_at,
        row.sent_at,
        row.attempts,
        row.error,
        names.unit(row.unit_id),
    )
