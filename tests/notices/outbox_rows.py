"""The rows of the outbox, as a test wants to see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from petitions.models import OutboxNotice
from petitions.models.session import WRITE, db
from petitions.rules.terms import Notice, NoticeState, Recipient


def rows(*conditions: Any) -> list[OutboxNotice]:
    """The notices in the order of their ids, as they stand in the database now."""
    db.session.rollback()
    db.session.expire_all()
    found = select(OutboxNotice).where(*conditions).order_by(OutboxNotice.id)
    return list(db.session.scalars(found))


def the(notice: Notice, **columns: Any) -> OutboxNotice:
    """The one notice of a kind (and of a case, a recipient …)."""
    wanted = [getattr(OutboxNotice, name) == value for name, value in columns.items()]
    (row,) = rows(OutboxNotice.notice == notice, *wanted)
    return row


def to_citizens() -> list[OutboxNotice]:
    """What petitioners are owed."""
    return rows(OutboxNotice.recipient == Recipient.PETITIONER)


def states() -> set[NoticeState]:
    """Every state that some notice is in."""
    return {row.state for row in rows()}


def change(notice_id: int, **values: Any) -> None:
    """Write into a notice past all actions."""
    db.session.rollback()
    db.session.connection(execution_options={WRITE: True})
    db.session.execute(update(OutboxNotice).where(OutboxNotice.id == notice_id).values(**values))
    db.session.commit()


def owe(case_id: int, number: int, *, now: datetime, **values: Any) -> int:
    """One more notice to the petitioner of a case; returns its id."""
    row = OutboxNotice(
        case_id=case_id,
        notice=Notice.CLOSED,
        occasion=1000 + number,
        recipient=Recipient.PETITIONER,
        message_id=f"<test-{case_id}-{number}@huiyin.example.cn>",
        state=NoticeState.QUEUED,
        created_at=now,
        next_try_at=now,
    )
    for name, value in values.items():
        setattr(row, name, value)
    db.session.rollback()
    db.session.connection(execution_options={WRITE: True})
    db.session.add(row)
    db.session.commit()
    return row.id
