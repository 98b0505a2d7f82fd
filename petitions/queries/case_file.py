"""The case file: everything an officer may see of one case, and the steps open to him now."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import and_
from sqlalchemy.orm import Session

from petitions.adapters.office_rules import newest_mark
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
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case, Petitioner
from petitions.models.recusal import Recusal
from petitions.models.reply import Reply
from petitions.models.session import db
from petitions.queries import _parts as parts
from petitions.queries.case_views import CaseFile
from petitions.queries.co_handlings import co_handling_view, officers_in, units_in
from petitions.queries.erasures import erasure_view
from petitions.queries.paper_views import (
    CodeRequestView,
    ExtensionView,
    NoteView,
    NoticeView,
    ObjectionView,
    UnitName,
)
from petitions.queries.recusals import ids_of, recusal_view
from petitions.queries.scope import visible
from petitions.queries.stand import stand_from, waiting_request
from petitions.queries.stays import first_receiver, stay_view
from petitions.rules.clocks import Event
from petitions.rules.looks import purpose_of
from petitions.rules.permissions import Actor, decides, open_steps
from petitions.rules.submission import Person
from petitions.rules.terms import Action
from petitions.rules.visibility import (
    mask_address,
    mask_email,
    mask_id,
    mask_name,
    mask_phone,
)

FAR = date(9999, 12, 31)
KINDS: tuple[type, ...] = (
    CaseEvent,
    Petitioner,
    Assignment,
    Attachment,
    Reply,
    Question,
    Supplement,
    Note,
    Objection,
    Extension,
    CodeRequest,
    Correction,
    Recusal,
    CoHandling,
    Erasure,
    OutboxNotice,
    DeadlineAlert,
    DateChange,
)


def case_file(case_id: int, *, actor: Actor, now: datetime) -> CaseFile | None:
    """The case as this officer may see it, or None: foreign and missing are the same."""
    session: Session = db.session()
    found = parts.open_papers(
        session, and_(Case.id == case_id, visible(actor)), KINDS, newest_mark()
    )
    if found is None:
        return None
    case, papers = found
    history = papers.of(CaseEvent)
    replies = papers.of(Reply)
    notes = papers.of(Note)
    objections = papers.of(Objection)
    extensions = papers.of(Extension)
    code_requests = papers.of(CodeRequest)
    corrections = papers.of(Correction)
    recusals = papers.of(Recusal)
    co_handlings = papers.of(CoHandling)
    erasures = papers.of(Erasure)
    notices = papers.of(OutboxNotice)
    questions = papers.of(Question)
    sent_to = papers.of(Assignment)
    clocks = parts.clock_views(
        session,
        tuple(Event(row.at, row.action, row.facts) for row in history),
        now,
        papers.figures[0] or "",
    )
    names = _names(
        session,
        case,
        history,
        replies,
        notes,
        objections,
        extensions,
        code_requests,
        corrections,
        recusals,
        co_handlings,
        erasures,
        notices,
        questions,
        sent_to,
    )
    stand = stand_from(
        case,
        reply=replies[-1] if replies else None,
        extensions=extensions,
        objections=objections,
        assignments=sent_to,
        code_requests=code_requests,
        corrections=corrections,
        recusals=recusals,
        co_handlings=co_handlings,
        erasures=erasures,
        last_days={
            view.clock.clock: view.clock.deadline.adjusted for view in clocks if view.clock.running
        },
        now=now,
    )
    steps = open_steps(stand, actor)
    deciding = {each.id for each in stand.corrections if decides(actor, each) is None}
    if not any(step.action is Action.APPROVE_CORRECTION for step in steps):
        deciding = set()
    return CaseFile(
        id=case.id,
        version=case.version,
        receipt_number=case.receipt_number,
        registration_number=case.registration_number,
        external_number=case.external_number,
        status=case.status,
        content=parts.content_of(case),
        office=names.unit(case.office_id) or UnitName(case.office_id, "", ""),
        handling_unit=names.unit(case.handling_unit_id),
        holder=names.officer(case.holder_id),
        dispatch_kind=case.dispatch_kind,
        due_on=None if case.due_on == FAR else case.due_on,
        due_clock=case.due_clock,
        clocks=clocks,
        alerts=parts.alert_views(papers.of(DeadlineAlert)),
        moves=parts.move_views(papers.of(DateChange)),
        persons=masked_persons(papers.of(Petitioner)),
        history=tuple(parts.event_view(row, names, for_citizen=False) for row in history),
        files=parts.file_views(papers.of(Attachment)),
        replies=tuple(parts.reply_view(row, names, for_citizen=False) for row in replies),
        questions=tuple(parts.question_view(row, names) for row in questions),
        supplements=parts.supplement_views(papers.of(Supplement)),
        notes=tuple(
            NoteView(names.officer(row.officer_id), names.unit(row.unit_id), row.text, row.at)
            for row in notes
        ),
        objections=tuple(_objection(row, names) for row in objections),
        extensions=tuple(_extension(row, names) for row in extensions),
        code_requests=_code_requests(code_requests, names, stand.today),
        code_known_to_staff=case.code_known_to_staff,
        corrections=tuple(
            parts.correction_view(row, names, decidable=row.id in deciding) for row in corrections
        ),
        recusals=tuple(recusal_view(row, names) for row in recusals),
        co_handlings=tuple(co_handling_view(row, names, actor) for row in co_handlings),
        erased=case.erased_at is not None,
        erasures=tuple(erasure_view(row, names) for row in erasures),
        notices=tuple(_notice(row, names) for row in notices),
        steps=steps,
        hand_overs=case.hand_overs,
        stays=tuple(stay_view(row, names) for row in sent_to),
        acknowledged=stand.acknowledged,
        first_receiver=names.officer(first_receiver(history, stand)),
        purpose=purpose_of(actor, stand),
    )


def masked_persons(rows: Iterable[Petitioner]) -> tuple[Person, ...]:
    """The persons of a case as everybody in the house sees them by default."""
    return tuple(
        Person(
            mask_name(row.name or ""),
            mask_phone(row.phone or ""),
            mask_email(row.email or ""),
            mask_address(row.address or ""),
            mask_id(row.id_number or ""),
        )
        for row in rows
    )


def _names(
    session: Session,
    case: Case,
    history: list[CaseEvent],
    replies: list[Reply],
    notes: list[Note],
    objections: list[Objection],
    extensions: list[Extension],
    code_requests: list[CodeRequest],
    corrections: list[Correction],
    recusals: list[Recusal],
    co_handlings: list[CoHandling],
    erasures: list[Erasure],
    notices: list[OutboxNotice],
    questions: list[Question],
    sent_to: list[Assignment],
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
    officers |= {row.requested_by_id for row in code_requests}
    officers |= {row.decided_by_id for row in code_requests}
    officers |= {row.requested_by_id for row in corrections}
    officers |= {row.decided_by_id for row in corrections}
    officers |= {row.requested_by_id for row in erasures} | {row.decided_by_id for row in erasures}
    officers |= ids_of(recusals) | officers_in(co_handlings)
    units |= units_in(co_handlings) | {row.unit_id for row in sent_to}
    units |= {row.competent_unit_id for row in objections}
    return parts.Names(session, units, officers)


def _objection(row: Objection, names: parts.Names) -> ObjectionView:
    return ObjectionView(
        names.unit(row.unit_id),
        names.officer(row.officer_id),
        row.reasons,
        names.unit(row.competent_unit_id),
        row.checked or "",
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


def _code_requests(
    rows: list[CodeRequest], names: parts.Names, today: date
) -> tuple[CodeRequestView, ...]:
    waiting = waiting_request(rows, today)
    return tuple(
        CodeRequestView(
            row.identity,
            row.reason,
            names.officer(row.requested_by_id),
            row.requested_at,
            row.last_day,
            row.decision,
            row.decision_reason,
            names.officer(row.decided_by_id),
            row.decided_at,
            row is waiting,
        )
        for row in rows
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
