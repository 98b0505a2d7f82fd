"""Co-handling ends with the case: for the units that helped it is a case of the past from then on."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.co_handling import CoHandling


def end_all(session: Session, case_id: int, now: datetime) -> None:
    """Nobody helps any more: the case has ended, or left the unit that led."""
    for row in still_helping(session, case_id):
        row.ended_at = now


def still_helping(session: Session, case_id: int) -> Iterable[CoHandling]:
    """The co-handlings of a case that run."""
    return session.scalars(
        select(CoHandling).where(CoHandling.case_id == case_id, CoHandling.ended_at.is_(None))
    ).all()
