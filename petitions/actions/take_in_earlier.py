"""What was in the house before the register was chained is taken in once, oldest first, with its receipts."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._register import hold_end, promise_receipt, seal_end, take_in
from petitions.actions._unit import unit_of_work
from petitions.models.document import Attachment
from petitions.models.petition import Case
from petitions.models.proof import RegisterEnd, RegisterEntry, SignedReceipt
from petitions.models.registered import KINDS, counted
from petitions.models.session import db

BATCH = 500


def take_in_earlier(now: datetime, *, limit: int = BATCH) -> int:
    """Chain up to ``limit`` rows that came before the chain; 0 once all are there.

    Only what the migration found there is taken in: a row that comes later without its own line is a fault,
    which ``huiyin verify`` names.
    """
    read: Session = db.session()
    read.rollback()
    if not read.scalar(select(RegisterEnd.earlier)):
        return 0
    with unit_of_work() as session:
        end = hold_end(session)
        for kind, upto in sorted(end.earlier.items()):
            if taken := _take_in(session, kind, upto, now, limit):
                return taken
            end.earlier = {other: last for other, last in end.earlier.items() if other != kind}
            seal_end(end)
    return 0


def _take_in(session: Session, kind: str, upto: int, now: datetime, limit: int) -> int:
    registered = KINDS[kind]
    key = registered.model.__table__.c.id
    chained = select(RegisterEntry.ref).where(RegisterEntry.kind == kind)
    rows = session.scalars(
        select(registered.model)
        .where(key <= upto, key.not_in(chained), counted(registered))
        .order_by(key)
        .limit(limit)
    ).all()
    for row in rows:
        take_in(session, registered, row)
        if isinstance(row, Case):
            _promise(session, row, now)
    return len(rows)


def _promise(session: Session, case: Case, now: datetime) -> None:
    """A receipt for a case that came before there were any; it says the day on which it was signed."""
    if session.scalars(select(SignedReceipt.id).where(SignedReceipt.case_id == case.id)).first():
        return
    files = session.execute(
        select(Attachment.id, Attachment.sha256)
        .where(
            Attachment.case_id == case.id,
            Attachment.supplement_id.is_(None),
            Attachment.reply_id.is_(None),
            Attachment.at <= case.created_at,
        )
        .order_by(Attachment.id)
    ).all()
    promise_receipt(session, case, [(row.id, row.sha256) for row in files], now)
