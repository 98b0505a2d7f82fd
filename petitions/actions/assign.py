"""Assignment (交办): with a limit in calendar days, feedback and a closing report owed (Art. 22 (3))."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._route import PLAIN, send_to_unit
from petitions.actions.errors import Refused
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, DispatchKind
from petitions.rules.triage import Sending

MAX_LIMIT_DAYS = 90
"""The whole of handling with its extension (Art. 34: 60 + 30 calendar days)."""


def assign(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    unit_id: int,
    limit_days: int,
    note: str = "",
    sending: Sending = PLAIN,
) -> None:
    """Send a registered case to a unit with a limit of 1 to 90 calendar days. Raises Refused."""
    if not 1 <= limit_days <= MAX_LIMIT_DAYS:
        raise Refused("limit_out_of_range", least=1, most=MAX_LIMIT_DAYS)
    with open_case(case_id, version, Action.ASSIGN, by=by, now=now) as opened:
        send_to_unit(
            opened,
            Action.ASSIGN,
            DispatchKind.ASSIGNMENT,
            unit_id,
            limit_days=limit_days,
            note=note,
            sending=sending,
        )
