"""The closing report goes back with reasons; the limit of the assignment runs on from its first day (Art. 22 (3))."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.models.exchange import Decision
from petitions.models.triage import ClosingReport
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def return_closing_report(
    case_id: int, version: int, *, by: Actor, now: datetime, reason: str
) -> None:
    """Return the report that waits. Raises Refused, Missing without a reason."""
    with open_case(case_id, version, Action.RETURN_CLOSING_REPORT, by=by, now=now) as opened:
        row = waiting(opened, ClosingReport, "no_closing_report")
        decide(opened, row, Decision.REFUSED, comment=reason)
        opened.advance(
            Action.RETURN_CLOSING_REPORT, closing_report_id=row.id, private={"reason": reason}
        )
