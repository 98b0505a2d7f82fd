"""Recusals as pages draw them, and the officers who could have to do with a case."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import Session, aliased

from petitions.models.exchange import Decision
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.recusal import Recusal, RecusalRequest
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries._parts import Names
from petitions.queries.directory import OUTSIDE, ids_on
from petitions.queries.recusal_view import RecusalView
from petitions.queries.scope import is_below
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role


def concerned(session: Session, *unit_ids: int | None) -> list[Officer]:
    """Active officers of the office, of the units that have to do with the case, and of every unit above these."""
    above, own = aliased(Unit), aliased(Unit)
    lineage = (
        select(above.id)
        .join(own, is_below(own, above))
        .where(own.id.in_([each for each in unit_ids if each is not None]))
    )
    return list(
        session.scalars(
            select(Officer)
            .where(Officer.unit_id.in_(lineage), Officer.active, Officer.role.not_in(OUTSIDE))
            .order_by(Officer.id)
        )
    )


def names_concerned(*unit_ids: int | None) -> list[tuple[int, str]]:
    """The same by number and name, for a form."""
    return [(row.id, row.name) for row in concerned(db.session(), *unit_ids)]


def recused_from(session: Session, case_id: int) -> frozenset[int]:
    """Officers who have nothing to do with a case now."""
    wanted = select(Recusal.officer_id).where(
        Recusal.case_id == case_id, Recusal.ended_at.is_(None)
    )
    return frozenset(session.scalars(wanted))


def named_in_request(session: Session, case_id: int) -> frozenset[int]:
    """Officers whom a request of the petitioner that waits names: none of them hears of it."""
    wanted = select(RecusalRequest.named).where(
        RecusalRequest.case_id == case_id, RecusalRequest.decision == Decision.PENDING
    )
    return frozenset().union(*(ids_on(each) for each in session.scalars(wanted)))


def recusal_to_decide(actor: Actor) -> ColumnElement[bool]:
    """Cases whose petitioner waits for a decision on a recusal that this officer may take.

    A head's own is decided by those above him; whoever the request names is not shown it.
    """
    if actor.role not in (Role.OFFICE_HEAD, Role.SUPERVISOR):
        return false()
    return with_recusal_asked(actor)


def with_recusal_asked(actor: Actor) -> ColumnElement[bool]:
    """The petitioner waits for a decision on a recusal, of somebody else than this officer."""
    return exists().where(
        RecusalRequest.case_id == Case.id,
        RecusalRequest.decision == Decision.PENDING,
        RecusalRequest.named.not_like(f"%/{actor.officer_id}/%"),
    )


def ids_of(rows: Iterable[Recusal]) -> set[int | None]:
    """Everybody whose name a page with these needs."""
    found: set[int | None] = set()
    for row in rows:
        found |= {row.officer_id, row.said_by_id, row.ended_by_id}
    return found


def recusal_view(row: Recusal, names: Names) -> RecusalView:
    """One of them as its readers in the house see it."""
    return RecusalView(
        row.id,
        row.officer_id,
        names.officer(row.officer_id),
        row.cause,
        row.reason,
        names.officer(row.said_by_id),
        row.at,
        row.end_reason,
        names.officer(row.ended_by_id),
        row.ended_at,
    )
