"""The case ends after its reply; an assigned one owes a closing report (办结报告, Art. 22 (3))."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions.errors import Missing
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, CloseReason, DispatchKind


def close(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    close_reason: CloseReason,
    closing_report: str = "",
) -> None:
    """Close an answered case. Raises Missing when an assigned case has no closing report."""
    with open_case(case_id, version, Action.CLOSE, by=by, now=now) as opened:
        if opened.case.dispatch_kind is DispatchKind.ASSIGNMENT and not closing_report.strip():
            raise Missing(("closing_report",))
        opened.end_assignment()
        opened.advance(Action.CLOSE, close_reason=close_reason.value, closing_report=closing_report)
