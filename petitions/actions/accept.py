"""The handling unit accepts the matter (受理, Art. 23, 31): the 60 days of an appeal begin (Art. 34)."""

from datetime import datetime

from petitions.actions._case import OpenCase, open_case
from petitions.queries.stand import clocks_now
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Clock


def accept(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    procedure: str = "",
    promised_on: str = "",
    simple: bool = False,
) -> None:
    """Accept a case; ``procedure`` is what the petitioner is told about path and procedure.

    ``simple`` takes it into the simple procedure (简易办理): an opinion within 10 working days.

    ``promised_on`` is the ISO date by which the unit says it will be done (office practice), if it says so.
    """
    with open_case(case_id, version, Action.ACCEPT, by=by, now=now) as opened:
        if opened.case.holder_id is None:
            opened.case.holder_id = opened.officer_id
        before = _accepted_before(opened)
        opened.advance(
            Action.ACCEPT,
            procedure=procedure,
            promised_on=promised_on,
            # Said again where an earlier acceptance said otherwise: clocks ask for the newest word.
            simple=simple or (False if before else None),
            accepted_on=before,
        )


def _accepted_before(opened: OpenCase) -> str | None:
    """The day of an earlier acceptance whose limit still runs: a case recalled from a unit gains no time (§34)."""
    starts = [
        each.deadline.start
        for each in clocks_now(opened.session, opened.case.id)
        if each.running and each.clock in (Clock.HANDLING, Clock.SIMPLE)
    ]
    return min(starts).isoformat() if starts else None
