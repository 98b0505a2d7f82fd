"""The office agrees that the matter was wrongly sent: it comes back to its desk (Art. 23)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._co_end import end_all
from petitions.actions._objection import rule_on_objection
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def uphold_objection(case_id: int, version: int, *, by: Actor, now: datetime, ruling: str) -> None:
    """Take the case back from the unit; the sorting clock runs on from its first day."""
    with open_case(case_id, version, Action.UPHOLD_OBJECTION, by=by, now=now) as opened:
        unit_id = opened.case.handling_unit_id
        opened.case.handling_unit_id = None
        opened.case.holder_id = None
        opened.case.dispatch_kind = None
        opened.end_assignment()
        if opened.stand.co_handling:  # whoever leads next asks anew
            end_all(opened.session, case_id, now)
        opened.advance(Action.UPHOLD_OBJECTION, unit_before=unit_id, ruling=ruling, unit_id=unit_id)
        rule_on_objection(opened, Decision.APPROVED, ruling)
