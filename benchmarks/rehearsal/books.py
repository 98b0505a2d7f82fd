"""What the books of the house say after a rehearsal, read from the register itself."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from petitions.adapters import clock
from petitions.models import Attachment, Case, CaseEvent, OutboxNotice
from petitions.models.session import db
from petitions.rules.terms import Action, NoticeState, Status
from web.app import create_backroom
from web.settings import load


@dataclass(frozen=True, slots=True)
class Books:
    """Figures of the register."""

    cases: int
    registered: int
    receipts: int
    attachments: int
    statuses: dict[Status, int]
    actions: dict[Action, int]
    notices: dict[NoticeState, int]
    overdue: int


def read_books() -> Books:
    """Count in the register of the running house."""
    with create_backroom(load()).app_context():
        session = db.session()
        statuses = dict(
            session.execute(select(Case.status, func.count()).group_by(Case.status)).tuples().all()
        )
        actions = dict(
            session.execute(select(CaseEvent.action, func.count()).group_by(CaseEvent.action))
            .tuples()
            .all()
        )
        notices = dict(
            session.execute(select(OutboxNotice.state, func.count()).group_by(OutboxNotice.state))
            .tuples()
            .all()
        )
        count = select(func.count()).select_from(Case)
        overdue = count.where(Case.closed.is_(False), Case.due_on < clock.today())
        return Books(
            cases=session.scalar(count) or 0,
            registered=session.scalar(count.where(Case.registration_number.is_not(None))) or 0,
            receipts=session.scalar(select(func.count(Case.receipt_number.distinct()))) or 0,
            attachments=session.scalar(
                select(func.count()).select_from(Attachment).where(Attachment.case_id.is_not(None))
            )
            or 0,
            statuses=statuses,
            actions=actions,
            notices=notices,
            overdue=session.scalar(overdue) or 0,
        )


def waiting_notices() -> int:
    """Notices still to be sent."""
    with create_backroom(load()).app_context():
        waiting = (NoticeState.QUEUED, NoticeState.SENDING)
        return (
            db.session.scalar(
                select(func.count())
                .select_from(OutboxNotice)
                .where(OutboxNotice.state.in_(waiting))
            )
            or 0
        )
