"""Somebody finds that the law wants the content of an ended case deleted, and asks for it with a ground."""

from datetime import date, datetime

from sqlalchemy import func, select

from petitions.actions._audit import note_in_audit
from petitions.actions._case import OpenCase, open_case
from petitions.actions._decision import ask
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models.erasure import Erasure
from petitions.models.history import CaseEvent
from petitions.rules.erasure import ErasureGround, decided_from, kept_until
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def request_erasure(
    case_id: int, version: int, *, by: Actor, now: datetime, ground: ErasureGround, reason: str
) -> None:
    """Ask a second person to erase what the case says; nothing is deleted before he agrees.

    Raises Refused("kept_for_now") with the first day on which this ground counts.
    """
    with open_case(case_id, version, Action.REQUEST_ERASURE, by=by, now=now) as opened:
        first_day = kept_until(ground, _ended_on(opened))
        if clock.local_day(now) < first_day:
            raise Refused("kept_for_now", first_day=first_day.isoformat())
        row = Erasure(
            case_id=case_id,
            ground=ground,
            reason=reason,
        )
        ask(opened, row)
        opened.advance(
            Action.REQUEST_ERASURE,
            ground=ground.value,
            erasure_id=row.id,
            decided_from=decided_from(clock.local_day(now)).isoformat(),
            private={"reason": reason},
        )
        note_in_audit(opened, Action.REQUEST_ERASURE.value, ground=ground.value)


def _ended_on(opened: OpenCase) -> date:
    """The office's day on which the case came into the state it has now."""
    ended = (
        select(func.max(CaseEvent.at))
        .where(CaseEvent.case_id == opened.case.id)
        .where(CaseEvent.status_before != CaseEvent.status_after)
    )
    at: datetime = opened.session.scalars(ended).one()
    return clock.local_day(at)
