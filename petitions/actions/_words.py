"""The words of a case for the search, made anew after its text has changed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import word_index
from petitions.models.exchange import Supplement
from petitions.models.petition import Case
from petitions.models.review import Review
from petitions.models.same_matter import FollowUp


def index_anew(session: Session, case: Case) -> None:
    """What the petition says and what was added to it later."""
    session.flush()
    added = session.scalars(select(Supplement.text).where(Supplement.case_id == case.id)).all()
    again = session.scalars(
        select(FollowUp.text).where(FollowUp.case_id == case.id, FollowUp.undone_at.is_(None))
    ).all()
    reviews = session.scalars(select(Review.text).where(Review.case_id == case.id)).all()
    word_index.index_case(
        session,
        case.id,
        case.title,
        case.request,
        case.facts,
        case.reasons,
        case.problem_place,
        *added,
        *again,
        *reviews,
    )
