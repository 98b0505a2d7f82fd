"""The day on which an opinion reached the petitioner: not before it was given, not later than today."""

from datetime import date, datetime

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.rules.counter import ServiceMethod
from petitions.rules.terms import Action


def record(
    opened: OpenCase,
    action: Action,
    given_at: datetime | None,
    served_on: date | None,
    method: ServiceMethod,
    *,
    taken: bool,
) -> None:
    """Take the step with that day (None: today). Raises Refused ("served_in_future", "served_before_issue")."""
    today = clock.local_day(opened.now)
    day = served_on or today
    if day > today:
        raise Refused("served_in_future")
    if given_at is not None and day < clock.local_day(given_at):
        raise Refused("served_before_issue")
    opened.advance(action, served_on=day.isoformat(), service_method=method.value, taken=taken)
