"""A hearing was held in a re-review: the days it took are not counted (Art. 36)."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions._review import open_matter
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.rules.permissions import Actor
from petitions.rules.reviews import MOST_HEARING_DAYS
from petitions.rules.terms import Action


def record_hearing(
    case_id: int, version: int, *, by: Actor, now: datetime, held_on: date, days: int
) -> None:
    """Record the day of the hearing and how many calendar days it took with what it needed.

    Raises Refused: "hearing_in_future", "hearing_before_request", "hearing_days" for less than one or more than
    ``MOST_HEARING_DAYS``. A second one is not open (``review_bars.py``).
    """
    with open_case(case_id, version, Action.RECORD_HEARING, by=by, now=now) as opened:
        row = open_matter(opened)
        if held_on > clock.local_day(now):
            raise Refused("hearing_in_future")
        if held_on < row.received_on:
            raise Refused("hearing_before_request", at=("held_on",))
        if not 1 <= days <= MOST_HEARING_DAYS:
            raise Refused("hearing_days", at=("days",), most=MOST_HEARING_DAYS)
        row.held_on, row.hearing_days = held_on, days
        opened.advance(
            Action.RECORD_HEARING, review_id=row.id, held_on=held_on.isoformat(), days=days
        )
