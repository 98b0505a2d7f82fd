"""Joint matters as they stand in the database: the matters of a case and the voices of the units concerned."""

from __future__ import annotations

from sqlalchemy import select

from petitions.models import JointMatter, JointVoice
from petitions.models.session import db


def joints(case_id: int) -> list[JointMatter]:
    """Oldest first."""
    db.session.rollback()
    db.session.expire_all()
    wanted = select(JointMatter).where(JointMatter.case_id == case_id).order_by(JointMatter.id)
    return list(db.session.scalars(wanted))


def voices(case_id: int) -> dict[int, JointVoice]:
    """By unit."""
    db.session.rollback()
    db.session.expire_all()
    found = db.session.scalars(select(JointVoice).where(JointVoice.case_id == case_id))
    return {row.unit_id: row for row in found}
