"""When and how the written opinion reached the petitioner: his 30 days to ask for review begin with it (Art. 35)."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions._reply import reply_in
from petitions.actions._service import record
from petitions.models.reply import ReplyState
from petitions.rules.counter import ServiceMethod
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def record_service(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    method: ServiceMethod,
    served_on: date | None = None,
    taken: bool = True,
) -> None:
    """Record the day of service (None: today), from the receipt that came back.

    ``taken`` False: he would not sign.

    A later record corrects an earlier one; both stay in the history. Until there is one, the window counts
    from the day of issue, on which he can read the opinion with his code.
    Raises Refused as ``_service.record`` does.
    """
    with open_case(case_id, version, Action.RECORD_SERVICE, by=by, now=now) as opened:
        issued = reply_in(opened, ReplyState.ISSUED).issued_at
        record(opened, Action.RECORD_SERVICE, issued, served_on, method, taken=taken)
