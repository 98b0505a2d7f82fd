"""What the steps of a query code share: the request that waits, and the line in the audit."""

from sqlalchemy import select

from petitions.actions._audit import audit
from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.exchange import CodeRequest
from petitions.queries.stand import waiting_request


def request_waiting(opened: OpenCase) -> CodeRequest:
    """The request a decision is about. Raises Refused when there is none."""
    rows = opened.session.scalars(
        select(CodeRequest).where(CodeRequest.case_id == opened.case.id).order_by(CodeRequest.id)
    )
    row = waiting_request(rows, opened.stand.today)
    if row is None:
        raise Refused("no_code_pending")
    return row


def note_in_audit(opened: OpenCase, what: str, **facts: str | int) -> None:
    """Who did what to a query code: by codes and numbers, never the code itself."""
    audit(opened.session, what, opened.by, opened.now, case_id=opened.case.id, **facts)
