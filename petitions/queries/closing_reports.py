"""Cases whose closing report (Art. 22 (3)) is owed by the unit, or waits for the office that assigned them."""

from sqlalchemy import ColumnElement, and_, func, or_, select

from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.models.reply import Reply
from petitions.models.triage import ClosingReport
from petitions.rules.terms import AFTER_OPINION, DispatchKind

GIVEN = sorted(AFTER_OPINION)


def report_waits() -> ColumnElement[bool]:
    """A report was filed and not decided about."""
    waiting = select(ClosingReport.case_id).where(
        ClosingReport.decision == Decision.PENDING, _of_the_newest_opinion()
    )
    return and_(Case.status.in_(GIVEN), Case.id.in_(waiting))


def report_owed() -> ColumnElement[bool]:
    """The case was assigned and answered, and no report waits or was accepted."""
    filed = select(ClosingReport.case_id).where(
        ClosingReport.decision != Decision.REFUSED, _of_the_newest_opinion()
    )
    return and_(
        Case.status.in_(GIVEN),
        Case.dispatch_kind == DispatchKind.ASSIGNMENT,
        Case.id.not_in(filed),
    )


def _of_the_newest_opinion() -> ColumnElement[bool]:
    """A report on an opinion that a review revoked is none on the one after it."""
    issued = (
        select(func.max(Reply.issued_at))
        .where(Reply.case_id == ClosingReport.case_id)
        .correlate(ClosingReport)
        .scalar_subquery()
    )
    return or_(issued.is_(None), ClosingReport.filed_at >= issued)
