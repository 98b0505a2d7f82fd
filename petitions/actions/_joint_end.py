"""A joint matter ends: nobody is asked any more, and for the units concerned it is a case of the past."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.joint_matter import JointMatter, JointVoice
from petitions.rules.joint_matters import JointOutcome


def running_joint(session: Session, case_id: int) -> JointMatter | None:
    """The joint matter of a case that is being settled."""
    return session.scalars(
        select(JointMatter).where(JointMatter.case_id == case_id, JointMatter.decided_at.is_(None))
    ).first()


def still_asked(session: Session, case_id: int) -> Sequence[JointVoice]:
    """The voices of the units that are concerned now."""
    return session.scalars(
        select(JointVoice)
        .where(JointVoice.case_id == case_id, JointVoice.ended_at.is_(None))
        .order_by(JointVoice.id)
    ).all()


def units_asked(session: Session, case_id: int) -> list[int]:
    """Those units."""
    return [row.unit_id for row in still_asked(session, case_id)]


def end_voices(session: Session, case_id: int, now: datetime) -> None:
    """Nobody is asked any more."""
    for row in still_asked(session, case_id):
        row.ended_at = now


def lapse(session: Session, case_id: int, now: datetime) -> None:
    """There is nothing left to settle: the case has ended, or one unit alone is left."""
    joint = running_joint(session, case_id)
    if joint is not None:
        joint.outcome, joint.decided_at = JointOutcome.LAPSED, now
    end_voices(session, case_id, now)
