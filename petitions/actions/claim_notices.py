"""The worker takes due notices for itself for a short while; whoever dies with some loses them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from petitions.actions._unit import unit_of_work
from petitions.models.notice import OutboxNotice
from petitions.rules.terms import NoticeState

WAITING = (NoticeState.QUEUED, NoticeState.SENDING)
FARTHEST = timedelta(days=1)
"""No back-off is as long; a later moment was written before the clock was set back."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A notice that is this worker's until ``leased_until``; ``attempts`` counts this try."""

    id: int
    message_id: str
    attempts: int
    leased_until: datetime


def claim_notices(
    now: datetime, *, due: datetime, limit: int, lease: timedelta
) -> tuple[Claim, ...]:
    """Take up to ``limit`` notices that were due at ``due``, the longest-waiting first.

    ``sending`` ones whose lease ran out are among them. On PostgreSQL two workers pass each other's
    rows by; on SQLite the second waits for the first.
    """
    until = now + lease
    late = or_(OutboxNotice.next_try_at <= due, OutboxNotice.next_try_at > due + FARTHEST)
    with unit_of_work() as session:
        rows = session.execute(
            select(OutboxNotice.id, OutboxNotice.message_id, OutboxNotice.attempts)
            .where(OutboxNotice.state.in_(WAITING), late)
            .order_by(OutboxNotice.next_try_at, OutboxNotice.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        session.execute(
            update(OutboxNotice)
            .execution_options(synchronize_session=False)
            .where(OutboxNotice.id.in_([row.id for row in rows]))
            .values(
                state=NoticeState.SENDING,
                attempts=OutboxNotice.attempts + 1,
                leased_until=until,
                # A lost claim comes up again by itself, in the same index.
                next_try_at=until,
            )
        )
    return tuple(Claim(row.id, row.message_id, row.attempts + 1, until) for row in rows)


def hand_back(claims: Sequence[Claim], *, at: datetime) -> None:
    """Give up claims that were not tried; they are due again at ``at`` and the try is not counted."""
    if not claims:
        return
    with unit_of_work() as session:
        session.execute(
            update(OutboxNotice)
            .execution_options(synchronize_session=False)
            .where(
                OutboxNotice.id.in_([claim.id for claim in claims]),
                OutboxNotice.state == NoticeState.SENDING,
                OutboxNotice.leased_until == claims[0].leased_until,
            )
            .values(
                state=NoticeState.QUEUED,
                attempts=OutboxNotice.attempts - 1,
                leased_until=None,
                next_try_at=at,
            )
        )


def take_back_all(*, now: datetime) -> int:
    """Free every claim; only for a worker that knows that no other is alive. Returns how many."""
    with unit_of_work() as session:
        freed = session.execute(
            update(OutboxNotice)
            .execution_options(synchronize_session=False)
            .where(OutboxNotice.state == NoticeState.SENDING)
            .values(state=NoticeState.QUEUED, leased_until=None, next_try_at=now)
            .returning(OutboxNotice.id)
        ).all()
    return len(freed)
