"""What transfer and assignment share: the unit gets the case, and the office's desk is clear of it."""

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.history import Assignment
from petitions.models.unit import Unit
from petitions.queries.accused import bars_for
from petitions.queries.routing import coded, suggested_in
from petitions.rules.terms import Action, DispatchKind


def send_to_unit(
    opened: OpenCase,
    action: Action,
    kind: DispatchKind,
    unit_id: int,
    *,
    limit_days: int | None = None,
    note: str = "",
) -> None:
    """Hand the case to an active unit. Raises Refused when there is no such unit."""
    unit = opened.session.scalars(select(Unit).where(Unit.id == unit_id, Unit.active)).first()
    if unit is None:
        raise Refused("no_such_unit", unit_id=unit_id)
    barred = bars_for(opened.session, opened.stand, [unit.id]).get(unit.id)
    if barred is not None:
        raise Refused(barred, unit_id=unit_id)
    # What the responsibility map said, to stand in the history beside what the officer decided.
    number, suggestion = suggested_in(opened.session, opened.case)
    opened.case.handling_unit_id = unit.id
    opened.case.holder_id = None
    opened.case.dispatch_kind = kind
    opened.session.add(
        Assignment(
            case_id=opened.case.id,
            unit_id=unit.id,
            kind=kind,
            at=opened.now,
            limit_days=limit_days,
            note=note,
        )
    )
    opened.advance(
        action,
        unit_id=unit.id,
        limit_days=limit_days,
        note=note,
        **coded(number, suggestion, unit.id),
    )
