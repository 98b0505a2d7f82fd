"""The office that assigned a case is content with the closing report; the case may be closed (Art. 22 (3))."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.models.exchange import Decision
from petitions.models.triage import ClosingReport
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def accept_closing_report(
    case_id: int, version: int, *, by: Actor, now: datetime, comment: str = ""
) -> None:
    """Accept the report that waits. Raises Refused."""
    with open_case(case_id, version, Action.ACCEPT_CLOSING_REPORT, by=by, now=now) as opened:
        row = waiting(opened, ClosingReport, "no_closing_report")
        decide(opened, row, Decision.APPROVED, comment=comment)
        opened.advance(Action.ACCEPT_CLOSING_REPORT, closing_report_id=row.id)
