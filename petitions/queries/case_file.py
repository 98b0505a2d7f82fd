"""The case file: everything an officer may see of one case, and the steps open to him now."""

from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import and_, inspect
from sqlalchemy.orm import Session

from petitions.adapters.office_rules import newest_mark
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
from petitions.models.petition import Case, Petitioner
from petitions.models.recusal import Recusal, RecusalRequest
from petitions.models.redaction import Redaction
from petitions.models.reply import Reply
from petitions.models.review import Review
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.models.session import db
from petitions.models.triage import ClosingReport, Instruction, Report
from petitions.queries import _parts as parts
from petitions.queries.accused_views import (
    accused_views,
    exception_views,
    request_view,
)
from petitions.queries.case_views import CaseFile
from petitions.queries.co_handlings import co_handling_view
from petitions.queries.directory import ids_on
from petitions.queries.erasures import erasure_view
from petitions.queries.joint_matters import joint_views
from petitions.queries.matter_links import follow_up_views, told_links
from petitions.queries.paper_views import (
    CodeRequestView,
    ExtensionView,
    NoteView,
    NoticeView,
    ObjectionView,
)
from petitions.queries.readable import reading
from petitions.queries.recusals import recusal_view
from petitions.queries.redactions import newest_of, redaction_view
from petitions.queries.review_stand import open_review
from petitions.queries.reviewers_papers import ReviewersPapers
from petitions.queries.reviews import review_views
from petitions.queries.scope import visible
from petitions.queries.stand import protection_of, stand_from, waiting_request
from petitions.queries.stays import first_receiver, stay_view
from petitions.queries.triage_view import triage_view
from petitions.queries.unit_name import UnitName
from petitions.rules.clocks import Event
from petitions.rules.looks import purpose_of
from petitions.rules.permissions import Actor, decides, open_steps
from petitions.rules.recusals import OF_A_REQUEST
from petitions.rules.redaction import is_protected
from petitions.rules.terms import Action, Clock

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
    RecusalRequest,
    Accused,
    AccusationException,
    MatterLink,
    FollowUp,
    Redaction,
    CoHandling,
    JointMatter,
    JointVoice,
    Review,
    Erasure,
    OutboxNotice,
    DeadlineAlert,
    DateChange,
    ClosingReport,
    Report,
    Instruction,
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
    judged = ReviewersPapers(history, case.handling_unit_id, actor)
    notes = judged.notes(papers.of(Note))
    objections = papers.of(Objection)
    extensions = papers.of(Extension)
    code_requests = papers.of(CodeRequest)
    corrections = papers.of(Correction)
    recusals = papers.of(Recusal)
    co_handlings = papers.of(CoHandling)
    joints = papers.of(JointMatter), papers.of(JointVoice)
    reviews = papers.of(Review)
    requests = papers.of(RecusalRequest)
    recusal_requests = [row for row in requests if actor.officer_id not in ids_on(row.named)]
    named_in_one = len(recusal_requests) < len(requests)
    accused = papers.of(Accused)
    exceptions = papers.of(AccusationException)
    links = papers.of(MatterLink)
    follow_ups = papers.of(FollowUp)
    redactions = papers.of(Redaction)
    newest = newest_of(redactions)
    reader = reading(session, case, actor, newest)
    erasures = papers.of(Erasure)
    notices = papers.of(OutboxNotice)
    questions = papers.of(Question)
    triage = (papers.of(ClosingReport), papers.of(Report), papers.of(Instruction))
    sent_to = papers.of(Assignment)
    clocks = parts.clock_views(
        session,
        tuple(Event(row.at, row.action, row.facts) for row in history),
        now,
        papers.figures[0] or "",
    )
    names = _names(session, case, papers)
    told = told_links(session, actor, links, names)
    stand = stand_from(
        case,
        reply=replies[-1] if replies else None,
        extensions=extensions,
        objections=objections,
        assignments=sent_to,
        code_requests=code_requests,
        corrections=corrections,
        recusals=recusals,
        recusal_requests=requests,
        protection=protection_of(session, case, accused, exceptions),
        links=[row for row in links if row.other_id in told.others],  # a hidden one opens no step
        redacted=newest is not None,
        co_handlings=co_handlings,
        joint_matters=joints[0],
        joint_voices=joints[1],
        reviews=reviews,
        review=open_review(session, case, reviews, history),
        erasures=erasures,
        closing_reports=triage[0],
        last_days={
            view.clock.clock: view.clock.deadline.adjusted for view in clocks if view.clock.running
        },
        now=now,
    )
    if named_in_one:  # nor does he read that somebody asked
        clocks = tuple(view for view in clocks if view.clock.clock is not Clock.DECIDE_RECUSAL)
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
        content=reader.content(parts.content_of(case)),
        office=names.unit(case.office_id) or UnitName(case.office_id, "", ""),
        handling_unit=names.unit(case.handling_unit_id),
        holder=names.officer(case.holder_id),
        dispatch_kind=case.dispatch_kind,
        due_on=None if case.due_on == FAR else case.due_on,
        due_clock=case.due_clock,
        clocks=clocks,
        alerts=parts.alert_views(papers.of(DeadlineAlert)),
        moves=parts.move_views(papers.of(DateChange)),
        persons=reader.persons(papers.of(Petitioner)),
        history=reader.history(
            parts.event_view(row, names, for_citizen=False)
            for row in history
            if told.tells(row) and not (named_in_one and row.action in OF_A_REQUEST)
        ),
        files=parts.file_views(judged.files(reader.files(papers.of(Attachment)))),
        replies=tuple(parts.reply_view(row, names, for_citizen=False) for row in replies),
        questions=tuple(parts.question_view(row, names) for row in questions),
        supplements=reader.supplements(papers.of(Supplement)),
        notes=tuple(
            NoteView(names.officer(row.officer_id), names.unit(row.unit_id), row.text, row.at)
            for row in notes
        ),
        objections=tuple(_objection(row, names) for row in objections),
        extensions=tuple(_extension(row, names) for row in extensions),
        code_requests=reader.code_requests(_code_requests(code_requests, names, stand.today)),
        code_known_to_staff=case.code_known_to_staff,
        corrections=reader.corrections(
            parts.correction_view(row, names, decidable=row.id in deciding) for row in corrections
        ),
        recusal_requests=reader.recusal_requests(
            request_view(row, names) for row in recusal_requests
        ),
        accused=(named := reader.accused(accused_views(accused, names))),
        exceptions=reader.exceptions(exception_views(exceptions, named, names)),
        links=reader.links(told.views),
        follow_ups=reader.follow_ups(follow_up_views(follow_ups, names)),
        recusals=reader.recusals(recusal_view(row, names) for row in recusals),
        redaction=redaction_view(newest, names.officer(newest.made_by_id)) if newest else None,
        co_handlings=tuple(co_handling_view(row, names, actor) for row in co_handlings),
        joints=joint_views(*joints, names, actor),
        reviews=reader.reviews(review_views(reviews, names, actor, stand)),
        joint_lead=names.unit(stand.joint_lead),
        original=reader.original,
        redacts=is_protected(case.petition_class, case.confidential),
        erased=case.erased_at is not None,
        erasures=reader.erasures(erasure_view(row, names) for row in erasures),
        triage=reader.triage(triage_view(*triage, names)),
        notices=tuple(_notice(row, names) for row in notices),
        steps=steps,
        hand_overs=case.hand_overs,
        stays=tuple(stay_view(row, names) for row in sent_to),
        acknowledged=stand.acknowledged,
        first_receiver=names.officer(first_receiver(history, stand)),
        purpose=purpose_of(actor, stand),
    )


def _names(session: Session, case: Case, papers: parts.Papers) -> parts.Names:
    """Every unit and officer that the case and its papers speak of."""
    units: set[int | None] = {case.office_id, case.handling_unit_id}
    officers: set[int | None] = {case.holder_id}
    for kind in KINDS:
        for row in papers.of(kind):
            units |= {getattr(row, name) for name in _keys_to(kind, "units")}
            officers |= {getattr(row, name) for name in _keys_to(kind, "officers")}
    units |= {row.facts["unit_id"] for row in papers.of(CaseEvent) if "unit_id" in row.facts}
    return parts.Names(session, units, officers)


@cache
def _keys_to(kind: type, table: str) -> tuple[str, ...]:
    """The columns of a kind of paper that point into a table."""
    mapper: Any = inspect(kind)
    return tuple(
        column.key
        for column in mapper.columns
        if any(key.column.table.name == table for key in column.foreign_keys)
    )


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
