"""Erasures of cases as their readers see them, and the tombstone of what went."""

from collections.abc import Iterable

from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision
from petitions.queries._parts import Names
from petitions.queries.erasure_view import ErasureView


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
