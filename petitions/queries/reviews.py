"""Reviews as pages draw them, which cases wait for one, and where a petitioner may ask (信访工作条例 §35, §36)."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from petitions.models.petition import Case
from petitions.models.review import Review
from petitions.models.session import db
from petitions.queries._parts import Names
from petitions.queries.directory import UnitView, unit
from petitions.queries.review_stand import next_higher
from petitions.queries.review_view import ReviewView
from petitions.rules.accused import UNIT_WORKERS
from petitions.rules.actors import co_units_of, relations
from petitions.rules.permissions import Actor, CaseStand
from petitions.rules.terms import Relation


def review_views(
    rows: Iterable[Review], names: Names, actor: Actor, stand: CaseStand
) -> tuple[ReviewView, ...]:
    """All of a case as the house sees them, oldest first.

    A draft is read by those who decide and by the letters office, never by who handled the matter.
    """
    held = relations(actor, stand)
    inside = bool(held & {Relation.REVIEWER, Relation.OFFICE}) and (
        stand.review is None or actor.officer_id not in stand.review.took_part
    )
    by_office = stand.review is not None and stand.review.by_office
    return tuple(
        _view(
            row,
            names,
            opinion=row.decided_at is not None or inside,
            by_office=by_office and row.decided_at is None,
        )
        for row in rows
    )


def own_reviews(rows: Iterable[Review], names: Names) -> tuple[ReviewView, ...]:
    """The same for the petitioner: units only, and opinions once they are signed."""
    return tuple(
        _view(row, names, opinion=row.decided_at is not None, for_citizen=True) for row in rows
    )


def _view(
    row: Review,
    names: Names,
    *,
    opinion: bool,
    by_office: bool = False,
    for_citizen: bool = False,
) -> ReviewView:
    return ReviewView(
        row.id,
        row.level,
        names.unit(row.unit_id),
        row.body if opinion else "",
        by_office,
        row.received_on,
        row.channel,
        row.text,
        row.held_on,
        row.hearing_days,
        row.outcome if opinion else None,
        row.findings if opinion else "",
        row.opinion if opinion else "",
        row.legal_basis if opinion else "",
        row.document_number if opinion else "",
        names.officer(row.drafted_by_id) if opinion and not for_citizen else "",
        row.drafted_at if opinion else None,
        names.officer(row.decided_by_id) if not for_citizen else "",
        row.decided_at,
    )


def review_waits(actor: Actor) -> ColumnElement[bool]:
    """A review is open; for who works in a unit, one that a unit of his decides."""
    waiting = select(Review.case_id).where(Review.decided_at.is_(None))
    if actor.role in UNIT_WORKERS:
        waiting = waiting.where(Review.unit_id.in_(sorted(co_units_of(actor))))
    return Case.id.in_(waiting)


def reviewing_unit(unit_id: int | None) -> UnitView | None:
    """Which unit reviews what this one decided; None where it stands in no directory of ours."""
    session: Session = db.session()
    found = next_higher(session, unit_id)
    return unit(found) if found is not None else None
