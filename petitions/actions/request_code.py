"""Who lost his query code proves at the counter who he is, and an officer asks for a new one (S-05)."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.models.exchange import CodeRequest
from petitions.rules.counter import IdentityProof, last_day_of_request
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def request_code(
    case_id: int, version: int, *, by: Actor, now: datetime, identity: IdentityProof, reason: str
) -> None:
    """Ask a second officer to confirm; no code exists before he does, and the old one still works.

    Raises NotAllowed("anonymous_no_code", "code_pending").
    """
    with open_case(case_id, version, Action.REQUEST_CODE, by=by, now=now) as opened:
        opened.advance(Action.REQUEST_CODE, identity=identity.value, reason=reason)
        calendar = office_rules(opened.session).calendar
        opened.session.add(
            CodeRequest(
                case_id=case_id,
                identity=identity,
                reason=reason,
                requested_by_id=opened.officer_id,
                requested_at=now,
                last_day=last_day_of_request(calendar, clock.local_day(now)),
            )
        )
        note_in_audit(opened, Action.REQUEST_CODE.value, identity=identity.value)
