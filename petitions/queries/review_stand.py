"""How the review of a case stands: which unit decides it, who may not, and whether anybody there can (§35, §36)."""

from collections.abc import Iterable, Sequence

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from petitions.models.history import CaseEvent
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.review import Review
from petitions.models.unit import Unit
from petitions.queries.accused import denied_among, is_barred
from petitions.queries.directory import ids_on, staffed_unit
from petitions.rules.accused import OFFICE_WORKERS, UNIT_WORKERS
from petitions.rules.reviews import (
    OpenReview,
    ReviewLevel,
    drafted_by_office,
    handled_by,
    reviewed_by,
)
from petitions.rules.terms import Role

LEAST = 2
"""One drafts, another signs."""


def reviews_of(session: Session, case_id: int) -> Sequence[Review]:
    """All reviews of a case, oldest first."""
    wanted = select(Review).where(Review.case_id == case_id).order_by(Review.id)
    return session.scalars(wanted).all()


def history_of(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """Who took which step of a case, oldest first."""
    wanted = select(CaseEvent).where(CaseEvent.case_id == case_id)
    return session.scalars(wanted.order_by(CaseEvent.sequence)).all()


def open_row(rows: Iterable[Review]) -> Review | None:
    """The one that waits for its opinion."""
    return next((each for each in rows if each.decided_at is None), None)


def open_review(
    session: Session, case: Case, rows: Iterable[Review], history: Sequence[CaseEvent] | None = None
) -> OpenReview | None:
    """The same as the rules want to know it; ``history`` where it has been read already."""
    row = open_row(rows)
    if row is None:
        return None
    if history is None:
        history = history_of(session, case.id)
    handlers = handled_by(history)
    out = kept_out(history, row.level, row.asked_event)
    by_office = not can_decide(session, case, row.unit_id, out)
    if by_office:  # the second is decided elsewhere: who recorded the first may record it too
        out = handlers | reviewed_by(history, row.asked_event, UNIT_WORKERS)
    # A draft of the unit's is none of the office's, nor the other way round.
    stands = drafted_by_office(history) is by_office
    return OpenReview(
        row.level,
        row.unit_id,
        out,
        by_office,
        row.drafted_by_id if stands else None,
        row.outcome if stands else None,
        row.held_on is not None,
    )


def kept_out(history: Sequence[CaseEvent], level: ReviewLevel, asked_event: int) -> frozenset[int]:
    """Who does not decide it: the handlers, and in a re-review those who had a hand in the review."""
    handlers = handled_by(history)
    if level is ReviewLevel.REVIEW:
        return handlers
    return handlers | reviewed_by(history, asked_event, UNIT_WORKERS | OFFICE_WORKERS)


def reviewer_told(session: Session, case_id: int) -> int | None:
    """The unit that hears of a review by mail: the one that has it before it, if anybody works there."""
    row = open_row(reviews_of(session, case_id))
    if row is None or row.unit_id is None or not staffed_unit(session, row.unit_id):
        return None
    return row.unit_id


def can_decide(session: Session, case: Case, unit_id: int | None, out: frozenset[int]) -> bool:
    """Whether a head of this unit, or of one above, and one more of its people are left to decide a review.

    ``out``: officers with a hand in the matter; who is recused or accused does not count either.
    """
    if unit_id is None or is_barred(session, case, unit_id):
        return False
    path = session.scalars(select(Unit.path).where(Unit.id == unit_id, Unit.active)).first()
    if path is None:
        return False
    people = session.execute(
        select(Officer.id, Officer.role).where(
            Officer.active,
            or_(
                and_(Officer.role == Role.HANDLER, Officer.unit_id == unit_id),
                and_(Officer.role == Role.UNIT_HEAD, Officer.unit_id.in_(sorted(ids_on(path)))),
            ),
        )
    ).all()
    left = {row.id: row.role for row in people if row.id not in out}
    for officer_id in denied_among(session, case, left):
        left.pop(officer_id, None)
    return Role.UNIT_HEAD in left.values() and len(left) >= LEAST


def next_higher(session: Session, unit_id: int | None) -> int | None:
    """The nearest working unit above (上一级机关、单位), or None where the directory ends."""
    path = session.scalars(select(Unit.path).where(Unit.id == unit_id)).first()
    if path is None:
        return None
    above = [int(each) for each in path.strip("/").split("/")][:-1]
    working = set(session.scalars(select(Unit.id).where(Unit.id.in_(sorted(above)), Unit.active)))
    return next((each for each in reversed(above) if each in working), None)
