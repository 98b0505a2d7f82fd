"""A hearing was held in a re-review: the days it took are not counted (Art. 36)."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions._review import open_matter
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.rules.permissions import Actor
from petitions.rules.reviews import MOST_HEARING_DAYS
from petitions.rules.terms import Action, Clock


def record_hearing(
    case_id: int, version: int, *, by: Actor, now: datetime, held_on: date, days: int
) -> None:
    """Record the day of the hearing and how many calendar days it took with what it needed.

    Raises Refused: "hearing_in_future", "hearing_before_request", "hearing_too_late" after the last day (what is late
    stays late), "hearing_days" for less than one, more than lie between request and hearing, or more than
    ``MOST_HEARING_DAYS``. A second one is not open (``review_bars.py``).
    """
    with open_case(case_id, version, Action.RECORD_HEARING, by=by, now=now) as opened:
        row = open_matter(opened)
        if held_on > clock.local_day(now):
            raise Refused("hearing_in_future")
        if held_on < row.received_on:
            raise Refused("hearing_before_request", at=("held_on",))
        last_day = opened.stand.last_days.get(Clock.DECIDE_REREVIEW)
        if last_day is not None and held_on > last_day:
            raise Refused("hearing_too_late", at=("held_on",))
        since = (held_on - row.received_on).days + 1
        if not 1 <= days <= min(since, MOST_HEARING_DAYS):
            raise Refused("hearing_days", at=("days",), most=max(min(since, MOST_HEARING_DAYS), 1))
        row.held_on, row.hearing_days = held_on, days
        opened.advance(
            Action.RECORD_HEARING, review_id=row.id, held_on=held_on.isoformat(), days=days
        )
