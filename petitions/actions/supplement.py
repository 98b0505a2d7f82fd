"""The petitioner adds material or answers a question, as long as the case is open."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._birth import claim_files
from petitions.actions._case import open_case
from petitions.actions._words import index_anew
from petitions.actions.errors import Missing
from petitions.adapters import codes
from petitions.models.exchange import Question, Supplement
from petitions.models.session import db
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def supplement(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    text: str,
    submission_key: str,
    attachment_ids: Sequence[int] = (),
    question_id: int | None = None,
) -> None:
    """Add text, files or both; a repeated press with the same key adds nothing twice."""
    if not text.strip() and not attachment_ids:
        raise Missing(("text",))
    key_hash = codes.token_hash(f"{case_id}:{submission_key}")
    if by.case_id == case_id and _added(db.session(), key_hash):
        return  # a repeat is no new step, so it stays true after the case has ended
    with open_case(case_id, None, Action.SUPPLEMENT, by=by, now=now) as opened:
        session = opened.session
        if _added(session, key_hash):
            return
        question = session.scalars(
            select(Question).where(Question.id == question_id, Question.case_id == case_id)
        ).first()
        if question is not None and question.answered_at is None:
            question.answered_at = now
        row = Supplement(
            case_id=case_id,
            question_id=question.id if question else None,
            text=text,
            at=now,
            submission_key_hash=key_hash,
        )
        session.add(row)
        session.flush()
        claim_files(session, attachment_ids, officer_id=None, case_id=case_id, supplement_id=row.id)
        opened.advance(Action.SUPPLEMENT, supplement_id=row.id, files=len(attachment_ids))
        index_anew(session, opened.case)


def _added(session: Session, key_hash: str) -> bool:
    """Whether an earlier press with this key was taken."""
    earlier = select(Supplement.id).where(Supplement.submission_key_hash == key_hash)
    return session.scalars(earlier).first() is not None
