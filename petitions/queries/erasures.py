"""Erasures of cases: the request that waits for somebody, and the tombstone of what went."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, select

from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.queries._parts import Names
from petitions.queries.erasure_view import ErasureView
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role


def erasure_view(row: Erasure, names: Names | None = None) -> ErasureView:
    """One of them; without ``names`` as the citizen reads it."""
    return ErasureView(
        row.ground,
        row.reason if names else "",
        names.officer(row.requested_by_id) if names else "",
        row.requested_at,
        row.decision,
        row.comment if names else "",
        names.officer(row.decided_by_id) if names else "",
        row.decided_at,
        row.gone,
    )


def tombstone(rows: Iterable[Erasure]) -> ErasureView | None:
    """The erasure that took place, as the citizen reads it."""
    approved = (erasure_view(row) for row in rows if row.decision is Decision.APPROVED)
    return next(approved, None)


def with_erasure() -> ColumnElement[bool]:
    """The case has a request for erasure that waits."""
    return Case.id.in_(select(Erasure.case_id).where(Erasure.decision == Decision.PENDING))


def erasure_to_decide(actor: Actor) -> ColumnElement[bool]:
    """The case has a request for erasure that waits for this officer of the letters office."""
    wanted = [
        Erasure.decision == Decision.PENDING,
        Erasure.requested_by_id != actor.officer_id,
    ]
    if actor.role is Role.CLERK:
        wanted.append(Erasure.requested_as == Role.OFFICE_HEAD)
    return Case.id.in_(select(Erasure.case_id).where(and_(*wanted)))
