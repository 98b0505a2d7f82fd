"""Transfer (转送): the matter goes to the competent unit, and no feedback is owed (Art. 22 (1)(2))."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._route import PLAIN, send_to_unit
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, DispatchKind
from petitions.rules.triage import Sending


def transfer(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    unit_id: int,
    note: str = "",
    sending: Sending = PLAIN,
) -> None:
    """Send a registered case to a unit."""
    with open_case(case_id, version, Action.TRANSFER, by=by, now=now) as opened:
        send_to_unit(
            opened, Action.TRANSFER, DispatchKind.TRANSFER, unit_id, note=note, sending=sending
        )
