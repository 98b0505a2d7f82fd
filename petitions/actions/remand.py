"""The review revokes the opinion: the unit that gave it handles the matter anew (Art. 35, 36)."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from petitions.actions._accused import recall_from_unit
from petitions.actions._case import OpenCase, open_case
from petitions.actions._review import sign
from petitions.models.exchange import Decision, Extension
from petitions.queries.accused import is_barred
from petitions.queries.directory import staffed_unit
from petitions.queries.stand import stand_of
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Role


def remand(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Sign a draft that says so; the unit has the time for handling again, from today (Art. 34).

    Where that unit is no more, has nobody, or must not have the case, the register takes it back to the letters
    office in the same transaction.
    """
    with open_case(case_id, version, Action.REMAND, by=by, now=now) as opened:
        _ask_nothing_more(opened)
        sign(opened, Action.REMAND)
        session, case = opened.session, opened.case
        unit_id = case.handling_unit_id
        if unit_id is None or (
            staffed_unit(session, unit_id) and not is_barred(session, case, unit_id)
        ):
            return
        opened.by = Actor(role=Role.CLERK, unit_id=case.office_id)
        opened.stand = replace(stand_of(session, case, now=now), unit_barred=True)
        recall_from_unit(opened)


def _ask_nothing_more(opened: OpenCase) -> None:
    """More time that was asked for before belongs to the handling that is void."""
    waiting = select(Extension).where(
        Extension.case_id == opened.case.id, Extension.decision == Decision.PENDING
    )
    for row in opened.session.scalars(waiting):
        row.decision, row.decided_at = Decision.REFUSED, opened.now
        row.decided_by_id = opened.officer_id
