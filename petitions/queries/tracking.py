"""The citizen's look at his case: by the bare number the stage and dates, with the code the whole."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.adapters import clock, codes
from petitions.models.history import Assignment
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case
from petitions.models.reply import Reply, ReplyState
from petitions.models.session import db
from petitions.queries import _parts as parts
from petitions.queries.case_views import BareView, TrackedCase, UnitName
from petitions.queries.stand import stand_of
from petitions.rules.clocks import Event
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor, open_steps
from petitions.rules.terms import AttachmentSource, NoticeState, Recipient, Role
from petitions.rules.visibility import bare_view_allowed, stage_of

FAR = date(9999, 12, 31)
_NOBODY = "0" * 64


def bare_view(receipt_number: str) -> BareView | None:
    """Stage and dates; None for unknown numbers, accusations and confidential petitions alike."""
    case = _by_receipt(db.session(), receipt_number)
    if case is None or not bare_view_allowed(case.petition_class, case.confidential):
        return None
    return BareView(
        case.receipt_number,
        stage_of(case.status),
        clock.local_day(case.received_at),
        clock.local_day(case.changed_at),
        None if case.due_on == FAR else case.due_on,
    )


def open_with_code(receipt_number: str, query_code: str) -> int | None:
    """The case that number and code open together, or None.

    An unknown number costs the same hash and comparison as a wrong code, so time tells nothing.
    """
    case = _by_receipt(db.session(), receipt_number)
    given = codes.query_code_hash(receipt_number, query_code)
    fits = codes.same(case.query_code_hash if case else _NOBODY, given)
    return case.id if case is not None and fits else None


def code_stamp(case_id: int) -> str | None:
    """A mark that changes when the query code is replaced: a session opened with the old code ends."""
    stored = db.session().scalars(select(Case.query_code_hash).where(Case.id == case_id)).first()
    return stored[:16] if stored else None


def tracked(case_id: int, *, now: datetime) -> TrackedCase | None:
    """The petitioner's own view. The caller has opened the case with number and code before."""
    session: Session = db.session()
    case = session.get(Case, case_id)
    if case is None:
        return None
    history = parts.history_rows(session, case_id)
    replies = session.scalars(
        select(Reply)
        .where(Reply.case_id == case_id, Reply.state == ReplyState.ISSUED)
        .order_by(Reply.id)
    ).all()
    questions = parts.question_rows(session, case_id)
    unit_ids = {case.office_id, case.handling_unit_id} | {row.unit_id for row in history}
    unit_ids |= {row.facts["unit_id"] for row in history if "unit_id" in row.facts}
    unit_ids |= {row.unit_id for row in replies} | {row.unit_id for row in questions}
    names = parts.Names(session, {each for each in unit_ids if each is not None}, set())
    issued = {row.id for row in replies}
    actor = Actor(Role.CITIZEN, case_id=case_id)
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
        due_on=None if case.due_on == FAR else case.due_on,
        due_clock=case.due_clock,
        clocks=parts.clock_views(
            tuple(Event(row.at, row.action, row.facts) for row in history), now
        ),
        timeline=tuple(
            parts.event_view(row, names, for_citizen=True)
            for row in history
            if STEPS[row.action].on_timeline
        ),
        files=tuple(
            file
            for file in parts.file_views(session, case_id)
            if file.source is AttachmentSource.PETITIONER or file.reply_id in issued
        ),
        replies=tuple(parts.reply_view(row, names, for_citizen=True) for row in replies),
        open_questions=tuple(
            parts.question_view(row, names) for row in questions if row.answered_at is None
        ),
        supplements=parts.supplement_views(session, case_id),
        steps=open_steps(stand_of(session, case), actor),
        hand_overs=_count(session, select(func.count()).where(Assignment.case_id == case_id)),
        notices_undelivered=_count(
            session,
            select(func.count()).where(
                OutboxNotice.case_id == case_id,
                OutboxNotice.recipient == Recipient.PETITIONER,
                OutboxNotice.state == NoticeState.FAILED,
            ),
        ),
    )


def _by_receipt(session: Session, receipt_number: str) -> Case | None:
    return session.scalars(select(Case).where(Case.receipt_number == receipt_number)).first()


def _count(session: Session, statement: object) -> int:
    return int(session.scalar(statement) or 0)  # type: ignore[call-overload]
