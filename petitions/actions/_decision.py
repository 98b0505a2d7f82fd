"""What one person asks for on a case and another decides: the request that waits, and how it ended."""

from typing import TypeVar

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.accused import AccusationException
from petitions.models.correction import Correction
from petitions.models.erasure import Erasure
from petitions.models.exchange import CodeRequest, Decision, Extension
from petitions.models.recusal import RecusalRequest
from petitions.models.triage import ClosingReport

Request = AccusationException | Correction | Erasure
"""Requests that note in which role they were asked."""

Asked = TypeVar(
    "Asked",
    AccusationException,
    ClosingReport,
    CodeRequest,
    Correction,
    Erasure,
    Extension,
    RecusalRequest,
)


def waiting(opened: OpenCase, kind: type[Asked], nothing: str) -> Asked:
    """The one of its kind that nobody decided yet. Raises Refused(``nothing``) when there is none."""
    row = opened.session.scalars(
        select(kind).where(kind.case_id == opened.case.id, kind.decision == Decision.PENDING)
    ).first()
    if row is None:
        raise Refused(nothing)
    return row


def decide(opened: OpenCase, row: Asked, decision: Decision, **words: str) -> None:
    """Write how it ended, who decided, when, and his words under the name that they have there."""
    row.decision = decision
    row.decided_by_id = opened.officer_id
    row.decided_at = opened.now
    for name, text in words.items():
        setattr(row, name, text)


def ask(opened: OpenCase, row: Request) -> None:
    """Write down the request, with who asks; from now on it has a number."""
    row.requested_by_id, row.requested_as = opened.officer_id, opened.by.role
    row.requested_at = opened.now
    opened.session.add(row)
    opened.session.flush()
