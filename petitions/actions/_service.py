"""The day on which an opinion reached the petitioner: not before it was given, not later than today."""

from datetime import date, datetime

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.queries.stand import events_of
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
    """Take the step with that day (None: today).

    Raises Refused: "served_in_future", "served_before_issue", "served_earlier_than_told" for a day before the one that
    stands: the petitioner was told his last day, and a right is not cut short afterwards.
    """
    today = clock.local_day(opened.now)
    day = served_on or today
    if day > today:
        raise Refused("served_in_future")
    if given_at is not None and day < clock.local_day(given_at):
        raise Refused("served_before_issue")
    told = _told(opened, action, given_at)
    if told is not None and day < told:
        raise Refused("served_earlier_than_told")
    opened.advance(action, served_on=day.isoformat(), service_method=method.value, taken=taken)


def _told(opened: OpenCase, action: Action, given_at: datetime | None) -> date | None:
    """The day that stands for this opinion so far."""
    days = [
        str(each.facts["served_on"])
        for each in events_of(opened.session, opened.case.id)
        if each.action is action and (given_at is None or each.at >= given_at)
    ]
    return date.fromisoformat(days[-1]) if days else None
