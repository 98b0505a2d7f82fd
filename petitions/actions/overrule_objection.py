"""The office stands by its routing: the ruling is final, the unit may not return the case again."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._objection import rule_on_objection
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def overrule_objection(
    case_id: int, version: int, *, by: Actor, now: datetime, ruling: str
) -> None:
    """Leave the case with the unit; its clock for the notice was never stopped."""
    with open_case(case_id, version, Action.OVERRULE_OBJECTION, by=by, now=now) as opened:
        opened.advance(Action.OVERRULE_OBJECTION, ruling=ruling)
        rule_on_objection(opened, Decision.REFUSED, ruling)
