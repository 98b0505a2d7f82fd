"""One digest a day for each officer of whom something wants to be heard; each reminder goes out once."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from petitions.actions._outbox import owe
from petitions.actions._unit import unit_of_work
from petitions.adapters import clock
from petitions.models.clock_run import Reminder
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.rules.terms import Notice, Recipient

MORNING = timedelta(hours=8)
"""Digests of the night go out when the day's work begins (office time)."""


def queue_digests(now: datetime) -> int:
    """Give every untold reminder to a digest of today, unless its officer has had one; returns the digests.

    Raises IntegrityError when another worker did the same at the same moment: nothing is lost by it.
    """
    today = clock.local_day(now)
    occasion = today.toordinal()
    with unit_of_work() as session:
        had = select(OutboxNotice.officer_id).where(
            OutboxNotice.case_id.is_(None),
            OutboxNotice.notice == Notice.DIGEST,
            OutboxNotice.occasion == occasion,
        )
        waiting = select(Reminder.officer_id).where(Reminder.notice_id.is_(None))
        officers = session.execute(
            select(Officer.id, Officer.email, Officer.unit_id)
            .where(Officer.id.in_(waiting), Officer.id.not_in(had))
            .order_by(Officer.id)
        ).all()
        for officer in officers:
            digest = owe(
                session,
                None,
                Notice.DIGEST,
                Recipient.OFFICER,
                occasion=occasion,
                at=now,
                deliverable=bool(officer.email),
                unit_id=officer.unit_id,
                officer_id=officer.id,
                not_before=clock.day_start(today) + MORNING,
            )
            session.flush()
            session.execute(
                update(Reminder)
                .where(Reminder.officer_id == officer.id, Reminder.notice_id.is_(None))
                .values(notice_id=digest.id)
            )
        return len(officers)
