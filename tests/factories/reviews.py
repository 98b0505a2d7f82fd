"""Reviews as they stand in the database, and a town in which another unit can decide one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models import Review, Unit
from petitions.models.session import db
from petitions.rules.terms import Action
from tests.factories.town import Town, actor_of
from tests.factories.verbs import do


def reviews(case_id: int) -> list[Review]:
    """Oldest first."""
    db.session.rollback()
    db.session.expire_all()
    wanted = select(Review).where(Review.case_id == case_id).order_by(Review.id)
    return list(db.session.scalars(wanted))


def under_the_street(session: Session, town: Town) -> None:
    """The works department stands below the street, whose people have handled nothing of its cases."""
    works = session.get_one(Unit, town.works.id)
    works.parent_id, works.path = town.street.id, f"{town.street.path}{works.id}/"
    session.commit()


def decided(town: Town, case_id: int, action: Action, *, now: datetime, **facts: object) -> None:
    """The street's handler drafts and its head signs."""
    do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.street_handler), now=now, **facts)
    do(town, action, case_id, by=actor_of(town.street_head), now=now)
