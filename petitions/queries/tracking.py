"""The citizen's look at his case: by the bare number the stage and dates, with the code the whole."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from petitions.adapters import clock, codes
from petitions.adapters.office_rules import newest_mark
from petitions.models.clock_run import ClockRun, DateChange
from petitions.models.co_handling import CoHandling
from petitions.models.correction import Correction
from petitions.models.document import Attachment
from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision, Question, Supplement
from petitions.models.history import Assignment, CaseEvent
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case
from petitions.models.recusal import RecusalRequest
from petitions.models.reply import Reply, ReplyState
from petitions.models.review import Review
from petitions.models.session import db
from petitions.queries import _parts as parts
from petitions.queries.accused_views import request_view
from petitions.queries.case_views import BareView, TrackedCase
from petitions.queries.erasures import tombstone
from petitions.queries.reviews import own_reviews
from petitions.queries.stand import acknowledged, stand_from
from petitions.queries.stays import stay_view
from petitions.queries.unit_name import UnitName
from petitions.rules.clocks import Event, binding
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor, open_steps
from petitions.rules.policy import Force
from petitions.rules.rulebook import POLICY
from petitions.rules.terms import AttachmentSource, NoticeState, Recipient, Role
from petitions.rules.visibility import bare_view_allowed, stage_of

BY_LAW = tuple(clock for clock, rule in POLICY.items() if rule.force is Force.LAW)
"""What a petitioner is told: limits that an office sets itself are its own business."""
_NOBODY = "0" * 64
KINDS: tuple[type, ...] = (
    CaseEvent,
    Attachment,
    Reply,
    Question,
    Supplement,
    DateChange,
    Correction,
    RecusalRequest,
    CoHandling,
    Assignment,
    Review,
    Erasure,
)


def bare_view(receipt_number: str) -> BareView | None:
    """Stage and dates; None for unknown numbers, accusations and confidential petitions alike."""
    case = (
        db.session()
        .execute(
            select(
                Case.receipt_number,
                Case.petition_class,
                Case.confidential,
                Case.status,
                Case.received_at,
                Case.changed_at,
                legal_due_on(),
            ).where(Case.receipt_number == receipt_number)
        )
        .first()
    )
    if case is None or not bare_view_allowed(case.petition_class, case.confidential):
        return None
    return BareView(
        case.receipt_number,
        stage_of(case.status),
        clock.local_day(case.received_at),
        clock.local_day(case.changed_at),
        case.legal_due_on,
    )


def legal_due_on() -> ColumnElement[date]:
    """The last day of the earliest running duty under the law."""
    return (
        select(func.min(ClockRun.due_on))
        .where(
            ClockRun.case_id == Case.id,
            ClockRun.clock.in_(BY_LAW),
            ClockRun.duty,
            ClockRun.stopped_on.is_(None),
        )
        .correlate(Case)
        .scalar_subquery()
        .label("legal_due_on")
    )


def open_with_code(receipt_number: str, query_code: str) -> int | None:
    """The case that number and code open together, or None.

    An unknown number costs the same hash and comparison as a wrong code, and nothing else of the case
    is read, so time tells nothing.
    """
    case = (
        db.session()
        .execute(select(Case.id, Case.query_code_hash).where(Case.receipt_number == receipt_number))
        .first()
    )
    given = codes.query_code_hash(receipt_number, query_code)
    fits = codes.same(case.query_code_hash if case else _NOBODY, given)
    return case.id if case is not None and fits else None


def took_over(case_id: int, replaces: str, browser_key: str) -> bool:
    """Whether the code that this browser showed in place of the one with that stamp is in force by now."""
    row = (
        db.session()
        .execute(select(Case.receipt_number, Case.query_code_hash).where(Case.id == case_id))
        .first()
    )
    if row is None:
        return False
    own = codes.own_code(row.receipt_number, replaces, browser_key)
    return codes.opens(row.receipt_number, own, row.query_code_hash)


def code_stamp(case_id: int) -> str | None:
    """A mark that changes when the query code is replaced: a session opened with the old code ends."""
    stored = db.session().scalars(select(Case.query_code_hash).where(Case.id == case_id)).first()
    return codes.stamp_of(stored) if stored else None


def tracked(case_id: int, *, now: datetime) -> TrackedCase | None:
    """The petitioner's own view. The caller has opened the case with number and code before."""
    session: Session = db.session()
    undelivered = (
        select(func.count())
        .where(
            OutboxNotice.case_id == Case.id,
            OutboxNotice.recipient == Recipient.PETITIONER,
            OutboxNotice.state == NoticeState.FAILED,
        )
        .correlate(Case)
        .scalar_subquery()
    )
    found = parts.open_papers(session, Case.id == case_id, KINDS, undelivered, newest_mark())
    if found is None:
        return None
    case, papers = found
    history = papers.of(CaseEvent)
    replies = [row for row in papers.of(Reply) if row.state is ReplyState.ISSUED]
    questions = papers.of(Question)
    helping = [row.unit_id for row in papers.of(CoHandling) if row.ended_at is None]
    unit_ids = {case.office_id, case.handling_unit_id} | {row.unit_id for row in history}
    unit_ids |= {row.facts["unit_id"] for row in history if "unit_id" in row.facts}
    unit_ids |= {row.unit_id for row in replies} | {row.unit_id for row in questions}
    sent_to = papers.of(Assignment)
    reviews = papers.of(Review)
    unit_ids |= {*helping, *(row.unit_id for row in sent_to), *(row.unit_id for row in reviews)}
    names = parts.Names(session, unit_ids, ())
    issued = {row.id for row in replies}
    clocks = parts.clock_views(
        session,
        tuple(Event(row.at, row.action, row.facts) for row in history),
        now,
        papers.figures[1] or "",
    )
    leading = binding(each.clock for each in clocks if each.clock.rule.force is Force.LAW)
    # A citizen's rights hang on the case alone, so few papers are read for them.
    requests = papers.of(RecusalRequest)
    stand = stand_from(
        case,
        recusal_requests=requests,
        last_days={
            view.clock.clock: view.clock.deadline.adjusted for view in clocks if view.clock.running
        },
        now=now,
    )
    steps = open_steps(stand, Actor(Role.CITIZEN, case_id=case_id))
    return TrackedCase(
        id=case.id,
        version=case.version,
        receipt_number=case.receipt_number,
        registration_number=case.registration_number,
        status=case.status,
        stage=stage_of(case.status),
        content=parts.content_of(case),
        office=names.unit(case.office_id) or UnitName(case.office_id, "", ""),
        handling_unit=names.unit(case.handling_unit_id),
        co_units=tuple(name for each in helping if (name := names.unit(each))),
        due_on=leading.deadline.adjusted if leading else None,
        due_clock=leading.clock if leading else None,
        clocks=clocks,
        moves=parts.move_views(papers.of(DateChange)),
        timeline=tuple(
            parts.event_view(row, names, for_citizen=True)
            for row in history
            if STEPS[row.action].on_timeline
        ),
        files=tuple(
            file
            for file in parts.file_views(papers.of(Attachment))
            if file.source is AttachmentSource.PETITIONER or file.reply_id in issued
        ),
        replies=tuple(parts.reply_view(row, names, for_citizen=True) for row in replies),
        open_questions=tuple(
            parts.question_view(row, names) for row in questions if row.answered_at is None
        ),
        supplements=parts.supplement_views(papers.of(Supplement)),
        reviews=own_reviews(reviews, names),
        corrections=tuple(
            parts.correction_view(row, names, for_citizen=True)
            for row in papers.of(Correction)
            if row.decision is Decision.APPROVED
        ),
        recusal_requests=tuple(request_view(row, names, for_citizen=True) for row in requests),
        steps=steps,
        hand_overs=case.hand_overs,
        stays=tuple(stay_view(row, names) for row in sent_to),
        acknowledged=acknowledged(case, sent_to),
        erasure=tombstone(papers.of(Erasure)),
        code_known_to_staff=case.code_known_to_staff,
        notices_undelivered=papers.figures[0],
    )
