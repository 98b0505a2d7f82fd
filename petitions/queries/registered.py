"""Registered facts of a case as corrections write them, and the requests that wait for an officer."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, select

from petitions.adapters import clock
from petitions.models.correction import Correction
from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.models.reply import Reply, ReplyState
from petitions.rules.corrections import RegisteredFact
from petitions.rules.permissions import Actor, OpenCorrection
from petitions.rules.terms import ReplyKind, Role


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


def with_correction() -> ColumnElement[bool]:
    """The case has a correction that waits."""
    return Case.id.in_(select(Correction.case_id).where(Correction.decision == Decision.PENDING))


def for_decision(actor: Actor) -> ColumnElement[bool]:
    """The case has one that waits for this officer of the letters office (``permissions.decides`` in SQL)."""
    wanted = [
        Correction.decision == Decision.PENDING,
        Correction.requested_by_id != actor.officer_id,
    ]
    if actor.role is Role.CLERK:
        wanted.append(Correction.requested_as == Role.OFFICE_HEAD)
    return Case.id.in_(select(Correction.case_id).where(and_(*wanted)))
