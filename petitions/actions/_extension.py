"""Until when more time may be asked for and granted."""

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.queries.stand import clocks_now
from petitions.rules.deadlines import check_not_expired
from petitions.rules.reasons import ExtensionRefused
from petitions.rules.terms import Clock


def check_in_time(opened: OpenCase) -> None:
    """Raise Refused("extension_too_late") once the limit that is to be extended has passed."""
    for each in clocks_now(opened.session, opened.case.id):
        if each.clock is Clock.HANDLING and each.running:
            try:
                check_not_expired(each.deadline, clock.local_day(opened.now))
            except ExtensionRefused as refused:
                last_day = each.deadline.adjusted
                raise Refused(f"extension_{refused.code}", last_day=last_day) from refused
