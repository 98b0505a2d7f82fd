"""A notice opened by an officer of the notices desk: scoped, locked, and written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case
from petitions.queries.scope import visible_notice
from petitions.rules.permissions import Actor, may_enter
from petitions.rules.terms import NoticeState

CHANGEABLE = (NoticeState.QUEUED, NoticeState.FAILED)
"""One on its way, gone or called off is left alone."""


@dataclass(frozen=True, slots=True)
class OpenNotice:
    """One notice inside one transaction."""

    session: Session
    row: OutboxNotice


@contextmanager
def open_notice(notice_id: int, what: str, *, by: Actor, now: datetime) -> Iterator[OpenNotice]:
    """Open a notice that waits or failed, with an audit entry.

    Raises NotAllowed outside the notices desk, NotFound when it does not exist for this actor, and
    Refused("notice_not_waiting") when it is being sent, was sent, or was cancelled.
    """
    if not may_enter(by, "outbox"):
        raise NotAllowed("no_right")
    with unit_of_work() as session:
        row = session.scalars(
            select(OutboxNotice)
            .outerjoin(Case, Case.id == OutboxNotice.case_id)
            .where(OutboxNotice.id == notice_id, visible_notice(by))
            .with_for_update(of=OutboxNotice)
        ).first()
        if row is None:
            raise NotFound
        if row.state not in CHANGEABLE:
            raise Refused("notice_not_waiting")
        told = {"notice_id": notice_id, "state": row.state.value, "error": row.error}
        audit(session, what, by, now, case_id=row.case_id, **told)
        yield OpenNotice(session, row)
