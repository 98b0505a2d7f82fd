"""A unit says the matter was wrongly sent to it: within 5 working days, with detailed reasons (Art. 23)."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._case import OpenCase, open_case
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models.exchange import Objection
from petitions.models.unit import Unit
from petitions.queries.stand import clocks_now
from petitions.rules.deadlines import check_objection
from petitions.rules.objections import LEAST_CHECKED, LEAST_REASONS, objection_fault
from petitions.rules.permissions import Actor
from petitions.rules.reasons import ObjectionRefused
from petitions.rules.terms import Action, Clock


def object(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    reasons: str,
    competent_unit_id: int | None = None,
    checked: str = "",
) -> None:
    """Object to the routing; ``competent_unit_id`` should have it, or ``checked`` says what was looked at.

    Raises Refused: "objection_too_late" after the window (the unit stays owner), "objection_without_reason",
    "objection_not_detailed", "objection_unit_wanted", "objection_own_unit", "no_such_unit".
    """
    with open_case(case_id, version, Action.OBJECT, by=by, now=now) as opened:
        _in_time(opened, reasons)
        _in_detail(opened, reasons, competent_unit_id, checked)
        opened.advance(
            Action.OBJECT, reasons=reasons, competent_unit_id=competent_unit_id, checked=checked
        )
        opened.session.add(
            Objection(
                case_id=case_id,
                unit_id=opened.case.handling_unit_id,
                officer_id=opened.officer_id,
                reasons=reasons,
                competent_unit_id=competent_unit_id,
                checked=checked or None,
                at=now,
            )
        )


def _in_time(opened: OpenCase, reasons: str) -> None:
    window = next(
        (
            each
            for each in reversed(clocks_now(opened.session, opened.case.id))
            if each.clock is Clock.OBJECTION and each.stopped_at is None
        ),
        None,
    )
    if window is None:
        return
    try:
        check_objection(window.deadline, clock.local_day(opened.now), reasons)
    except ObjectionRefused as refused:
        raise Refused(f"objection_{refused.code}", last_day=window.deadline.adjusted) from refused


def _in_detail(opened: OpenCase, reasons: str, competent_unit_id: int | None, checked: str) -> None:
    fault = objection_fault(reasons, competent_unit_id, checked)
    if fault is not None:
        least = LEAST_CHECKED if fault == "objection_unit_wanted" else LEAST_REASONS
        raise Refused(fault, least=least)
    if competent_unit_id is None:
        return
    if competent_unit_id == opened.case.handling_unit_id:
        raise Refused("objection_own_unit")
    there = select(Unit.id).where(Unit.id == competent_unit_id, Unit.active)
    if opened.session.scalar(there) is None:
        raise Refused("no_such_unit", unit_id=competent_unit_id)
