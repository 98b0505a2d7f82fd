"""A unit says the matter was wrongly sent to it: within 5 working days, with detailed reasons (Art. 23)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models.exchange import Objection
from petitions.queries.stand import clocks_now
from petitions.rules.deadlines import check_objection
from petitions.rules.permissions import Actor
from petitions.rules.reasons import ObjectionRefused
from petitions.rules.terms import Action, Clock


def object(case_id: int, version: int, *, by: Actor, now: datetime, reasons: str) -> None:
    """Object to the routing. Raises Refused ("objection_too_late") after the window; the unit stays owner."""
    with open_case(case_id, version, Action.OBJECT, by=by, now=now) as opened:
        clocks = clocks_now(opened.session, case_id)
        window = next(
            (
                each
                for each in reversed(clocks)
                if each.clock is Clock.OBJECTION and each.stopped_at is None
            ),
            None,
        )
        if window is not None:
            try:
                check_objection(window.deadline, clock.local_day(now), reasons)
            except ObjectionRefused as refused:
                raise Refused(
                    f"objection_{refused.code}", last_day=window.deadline.adjusted
                ) from refused
        opened.advance(Action.OBJECT, reasons=reasons)
        opened.session.add(
            Objection(
                case_id=case_id,
                unit_id=opened.case.handling_unit_id,
                officer_id=opened.officer_id,
                reasons=reasons,
                at=now,
            )
        )
