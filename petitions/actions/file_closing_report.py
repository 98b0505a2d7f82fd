"""The head of the unit reports to the office that assigned the case: done, result, how it was told (Art. 22 (3))."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.models.triage import ClosingReport
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def file_closing_report(
    case_id: int, version: int, *, by: Actor, now: datetime, done: str, result: str, told: str
) -> None:
    """File the report that an assigned case owes after its reply; the office accepts it or returns it."""
    with open_case(case_id, version, Action.FILE_CLOSING_REPORT, by=by, now=now) as opened:
        row = ClosingReport(
            case_id=opened.case.id,
            done=done,
            result=result,
            told=told,
            filed_by_id=opened.officer_id,
            filed_at=now,
        )
        opened.session.add(row)
        opened.session.flush()
        opened.advance(
            Action.FILE_CLOSING_REPORT,
            closing_report_id=row.id,
            private={"done": done, "result": result, "told": told},
        )
