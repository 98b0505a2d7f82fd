"""A unit signs for a case that was sent to it and says by when it will be done (office practice: 预告处理结果时间)."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions._sign import sign_for
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def acknowledge(case_id: int, version: int, *, by: Actor, now: datetime, promised_on: date) -> None:
    """From now on the unit answers for it. Raises Refused for a day that has passed."""
    with open_case(case_id, version, Action.ACKNOWLEDGE, by=by, now=now) as opened:
        if promised_on < clock.local_day(now):
            raise Refused("promised_in_past")
        sign_for(opened.session, case_id, opened.officer_id, now, promised_on)
        opened.advance(Action.ACKNOWLEDGE, promised_on=promised_on.isoformat())
