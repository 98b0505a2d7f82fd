"""When and how the review opinion reached the petitioner: his 30 days to ask for a re-review begin (Art. 36)."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions._service import record
from petitions.queries.review_stand import reviews_of
from petitions.rules.counter import ServiceMethod
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def record_review_service(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    method: ServiceMethod,
    served_on: date | None = None,
    taken: bool = True,
) -> None:
    """Record the day of service (None: today); a later record corrects an earlier one, both stay in the history.

    ``taken`` False: he would not sign. Raises Refused as ``_service.record`` does.
    """
    with open_case(case_id, version, Action.RECORD_REVIEW_SERVICE, by=by, now=now) as opened:
        decided = reviews_of(opened.session, case_id)[-1].decided_at
        record(opened, Action.RECORD_REVIEW_SERVICE, decided, served_on, method, taken=taken)
