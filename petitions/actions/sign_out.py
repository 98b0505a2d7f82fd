"""An officer signs out, or the house ends his sessions; it takes effect at the next request."""

from datetime import datetime

from sqlalchemy import update

from petitions.actions._unit import unit_of_work
from petitions.adapters import codes
from petitions.models.officer import StaffSession


def sign_out(token: str, *, now: datetime) -> None:
    """End one session; an ended or unknown one is fine."""
    with unit_of_work() as session:
        session.execute(
            update(StaffSession)
            .where(StaffSession.token_hash == codes.token_hash(token))
            .where(StaffSession.ended_at.is_(None))
            .values(ended_at=now)
        )


def keep_session(session_id: int, *, now: datetime) -> None:
    """Note that the officer is still at work, so that 15 idle minutes count from here."""
    with unit_of_work() as session:
        session.execute(
            update(StaffSession).where(StaffSession.id == session_id).values(last_seen_at=now)
        )
