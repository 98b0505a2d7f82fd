"""Registered facts of a case as corrections write them."""

from collections.abc import Iterable

from petitions.adapters import clock
from petitions.models.correction import Correction
from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.models.reply import Reply, ReplyState
from petitions.rules.corrections import RegisteredFact
from petitions.rules.permissions import OpenCorrection
from petitions.rules.terms import ReplyKind


def registered_value(case: Case, fact: RegisteredFact) -> str:
    """What stands in the register now: a code, a number, an ISO day of the office, or a place's words."""
    if fact is RegisteredFact.RECEIVED_AT:
        return clock.local_day(case.received_at).isoformat()
    return str(getattr(case, fact.value))


def open_corrections(rows: Iterable[Correction]) -> tuple[OpenCorrection, ...]:
    """The requests that wait, as the rights want to know them."""
    return tuple(open_correction(row) for row in rows if row.decision is Decision.PENDING)


def open_correction(row: Correction) -> OpenCorrection:
    """One of them."""
    return OpenCorrection(row.id, row.fact, row.requested_by_id, row.requested_as)


def reclassed_since(reply: Reply | None, rows: Iterable[Correction]) -> bool:
    """Whether a final reply that has not left was written for a class the case has no more."""
    if (
        reply is None
        or reply.kind is not ReplyKind.FINAL
        or reply.state not in (ReplyState.DRAFT, ReplyState.APPROVED)
    ):
        return False
    return any(
        row.fact is RegisteredFact.PETITION_CLASS
        and row.decision is Decision.APPROVED
        and row.decided_at is not None
        and row.decided_at >= reply.drafted_at
        for row in rows
    )
