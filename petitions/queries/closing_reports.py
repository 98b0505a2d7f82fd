"""Cases whose closing report (Art. 22 (3)) is owed by the unit, or waits for the office that assigned them."""

from sqlalchemy import ColumnElement, and_, select

from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.models.triage import ClosingReport
from petitions.rules.terms import AFTER_OPINION, DispatchKind

GIVEN = sorted(AFTER_OPINION)


def report_waits() -> ColumnElement[bool]:
    """A report was filed and not decided about."""
    waiting = select(ClosingReport.case_id).where(ClosingReport.decision == Decision.PENDING)
    return and_(Case.status.in_(GIVEN), Case.id.in_(waiting))


def report_owed() -> ColumnElement[bool]:
    """The case was assigned and answered, and no report waits or was accepted."""
    filed = select(ClosingReport.case_id).where(ClosingReport.decision != Decision.REFUSED)
    return and_(
        Case.status.in_(GIVEN),
        Case.dispatch_kind == DispatchKind.ASSIGNMENT,
        Case.id.not_in(filed),
    )
