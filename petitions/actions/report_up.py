"""A grave or urgent matter is reported to those above, with what is proposed (Art. 22 (1), 25)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions.errors import Refused
from petitions.models.triage import Report
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action
from petitions.rules.triage import ReportTo


def report_up(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    addressee: ReportTo,
    learned_at: datetime,
    reported_at: datetime,
    proposal: str,
) -> None:
    """Record a report, the first or a further one. Both times are aware instants. Raises Refused."""
    if reported_at > now:
        raise Refused("reported_in_future")
    if learned_at > reported_at:
        raise Refused("learned_after_report")
    with open_case(case_id, version, Action.REPORT_UP, by=by, now=now) as opened:
        row = Report(
            case_id=opened.case.id,
            addressee=addressee,
            learned_at=learned_at,
            reported_at=reported_at,
            proposal=proposal,
            reported_by_id=opened.officer_id,
        )
        opened.session.add(row)
        opened.session.flush()
        opened.advance(
            Action.REPORT_UP,
            report_id=row.id,
            addressee=addressee.value,
            private={"proposal": proposal},
        )
