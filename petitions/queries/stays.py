"""Where a case has been: its stays with units, and the conditions of the lists about hand-overs."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, literal_column, select

from petitions.models.history import Assignment, CaseEvent
from petitions.models.petition import Case
from petitions.queries._parts import Names
from petitions.queries.paper_views import StayView
from petitions.rules.hand_overs import SENT_ROUND
from petitions.rules.permissions import CaseStand
from petitions.rules.terms import Action, Status


def stay_view(row: Assignment, names: Names) -> StayView:
    """One stay; who signed is the unit's own business."""
    return StayView(
        names.unit(row.unit_id), row.at, row.ended_at, row.acknowledged_at, row.promised_on
    )


def first_receiver(history: Iterable[CaseEvent], stand: CaseStand) -> int | None:
    """Who of the letters office took the case in, by its history; nobody once he is recused."""
    taken_in = (Action.ENTER, Action.REGISTER)
    found = next((row.officer_id for row in history if row.action in taken_in), None)
    return None if found in stand.recused else found


def sent_round() -> ColumnElement[bool]:
    """Sent on so often that supervision looks; the figure stands in the statement, as in the partial index."""
    return Case.hand_overs >= literal_column(str(SENT_ROUND))


def unsigned() -> ColumnElement[bool]:
    """Sent to a unit that has not signed, in the words of ``queries.stand.acknowledged``."""
    return and_(
        Case.status == Status.ROUTED,
        Case.holder_id.is_(None),
        exists(
            select(Assignment.id).where(
                Assignment.case_id == Case.id,
                Assignment.ended_at.is_(None),
                Assignment.acknowledged_at.is_(None),
            )
        ),
    )


def sent_at() -> ColumnElement[datetime]:
    """When the unit that has it got it."""
    return (
        select(Assignment.at)
        .where(Assignment.case_id == Case.id, Assignment.ended_at.is_(None))
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
