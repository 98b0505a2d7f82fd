"""The newest redaction of a case, which cases wait for one, and what the letters office sees of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from petitions.models.exchange import Supplement
from petitions.models.petition import Case
from petitions.models.redaction import Redaction
from petitions.models.review import Review
from petitions.models.same_matter import FollowUp
from petitions.rules.terms import PetitionClass


@dataclass(frozen=True, slots=True)
class RedactionView:
    """A redaction as it went out; ``reason`` says why something registered was left in, blank if nothing was."""

    number: int
    title: str
    request: str
    facts: str
    reasons: str
    problem_place: str
    complained_about: str
    supplements: dict[str, str]
    files: frozenset[int]
    reason: str
    made_by: str
    at: datetime


def newest_redaction(session: Session, case_id: int) -> Redaction | None:
    """What units read, if anything was made for them."""
    return session.scalars(
        select(Redaction)
        .where(Redaction.case_id == case_id)
        .order_by(Redaction.number.desc())
        .limit(1)
    ).first()


def newest_of(rows: Iterable[Redaction]) -> Redaction | None:
    """The same from all of a case."""
    return max(rows, key=lambda row: row.number, default=None)


def protected() -> ColumnElement[bool]:
    """``rules.redaction.is_protected`` as a condition on ``Case``."""
    return or_(Case.petition_class == PetitionClass.ACCUSATION, Case.confidential == true())


def to_redact() -> ColumnElement[bool]:
    """Registered cases whose text may go out redacted only, with no redaction, or with news it does not hold."""
    newest_at = select(func.max(Redaction.at)).where(Redaction.case_id == Case.id).scalar_subquery()
    added = exists().where(Supplement.case_id == Case.id, Supplement.at > newest_at)
    again = exists().where(
        FollowUp.case_id == Case.id, FollowUp.undone_at.is_(None), FollowUp.at > newest_at
    )
    review = exists().where(Review.case_id == Case.id, Review.asked_at > newest_at)
    return and_(
        protected(),
        Case.registration_number.is_not(None),
        or_(newest_at.is_(None), added, again, review),
    )


def redaction_view(row: Redaction, made_by: str) -> RedactionView:
    """As the letters office reads it."""
    return RedactionView(
        row.number,
        row.title,
        row.request,
        row.facts,
        row.reasons,
        row.problem_place,
        row.complained_about,
        {str(key): str(text) for key, text in row.supplements.items()},
        frozenset(row.files),
        row.reason,
        made_by,
        row.at,
    )
