"""Open cases whose matter came in again more than once: supervision looks at the second follow-up (domain 6.7)."""

from sqlalchemy import ColumnElement, func, select

from petitions.models.petition import Case
from petitions.models.same_matter import FollowUp

SECOND = 2
"""Follow-ups of one case from which on supervision looks. Cases are counted by this, never persons."""


def came_again() -> ColumnElement[bool]:
    """The condition on ``Case``; follow-ups that were undone do not count."""
    many = (
        select(FollowUp.case_id)
        .where(FollowUp.undone_at.is_(None))
        .group_by(FollowUp.case_id)
        .having(func.count() >= SECOND)
    )
    return Case.id.in_(many)
