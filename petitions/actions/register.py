"""The letters office registers what came in online: it gets its number in the books (Art. 21, 22)."""

from datetime import datetime

from petitions.actions._birth import next_registration
from petitions.actions._case import open_case
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Urgency


def register(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    category: str = "",
    urgency: Urgency = Urgency.ORDINARY,
) -> str:
    """Register a received petition and return its registration number."""
    with open_case(case_id, version, Action.REGISTER, by=by, now=now) as opened:
        case = opened.case
        number = next_registration(opened.session, case.office_id, now)
        case.registration_number = number
        case.urgency = urgency
        case.category = category or case.category
        opened.advance(Action.REGISTER, registration_number=number, urgency=urgency.value)
        return number
