"""What transfer and assignment share: the unit gets the case, and the office's desk is clear of it."""

from typing import Any

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions._joint_matter import keep_to_lead
from petitions.actions.errors import Refused
from petitions.models.history import Assignment
from petitions.models.unit import Unit
from petitions.queries.accused import bars_for
from petitions.queries.routing import coded, suggested_in
from petitions.rules.terms import Action, DispatchKind
from petitions.rules.triage import Route, Sending, fault_of

PLAIN = Sending()


def send_to_unit(
    opened: OpenCase,
    action: Action,
    kind: DispatchKind,
    unit_id: int,
    *,
    limit_days: int | None = None,
    note: str = "",
    sending: Sending = PLAIN,
) -> None:
    """Hand the case to an active unit. Raises Refused: no such unit, or not by this route (Art. 22)."""
    unit = opened.session.scalars(select(Unit).where(Unit.id == unit_id, Unit.active)).first()
    if unit is None:
        raise Refused("no_such_unit", unit_id=unit_id)
    barred = bars_for(opened.session, opened.stand, [unit.id]).get(unit.id)
    if barred is not None:
        raise Refused(barred, unit_id=unit_id)
    keep_to_lead(opened, unit.id)
    # What the responsibility map said, to stand in the history beside what the officer decided.
    number, suggestion = suggested_in(opened.session, opened.case)
    case = opened.case
    fault = fault_of(
        sending, kind=unit.kind, petition_class=case.petition_class, channel=case.channel
    )
    if fault is not None:
        raise Refused(fault)
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
        **_told(sending),
    )


def _told(sending: Sending) -> dict[str, Any]:
    """What the history says of the route; nothing for the ordinary one."""
    if sending.route is Route.GENERAL:
        return {}
    level = sending.cadre_level
    return {
        "route": sending.route.value,
        "explained": sending.explained or None,
        "cadre_level": level.value if level else None,
    }
