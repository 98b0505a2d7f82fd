"""What became of a try to send a notice, written at once after the mail server answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import case, literal, or_, select, update

from petitions.actions._unit import unit_of_work
from petitions.actions.claim_notices import WAITING, Claim
from petitions.models.encrypted import EncryptedText
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case
from petitions.rules.terms import NoticeState

LONGEST_ERROR = 300


def record_sent(claim: Claim, *, subject: str, body: str, now: datetime) -> None:
    """The server took it: keep the words as they left. True whoever holds the claim by now.

    Of a case that was erased meanwhile no words are kept.
    """
    erased = OutboxNotice.case_id.in_(select(Case.id).where(Case.erased_at.is_not(None)))
    _write(
        claim,
        or_(OutboxNotice.state.in_(WAITING), erased),
        state=NoticeState.SENT,
        sent_at=now,
        subject=case((erased, None), else_=literal(subject)),
        body=case((erased, None), else_=literal(body, EncryptedText)),
        error="",
    )


def record_retry(claim: Claim, *, error: str, at: datetime) -> None:
    """Not taken for now; due again at ``at``."""
    _write(claim, _mine(claim), state=NoticeState.QUEUED, error=error, next_try_at=at)


def record_failed(claim: Claim, *, error: str) -> None:
    """It will not be tried again by itself; it stands on the notices desk."""
    _write(claim, _mine(claim), state=NoticeState.FAILED, error=error)


def record_barred(claim: Claim, *, reason: str) -> None:
    """It cannot go: there is no address any more."""
    _write(claim, _mine(claim), state=NoticeState.CANCELLED, error=reason)


def _mine(claim: Claim) -> Any:
    return (OutboxNotice.state == NoticeState.SENDING) & (
        OutboxNotice.leased_until == claim.leased_until
    )


def _write(claim: Claim, condition: Any, **values: Any) -> None:
    values["error"] = values["error"][:LONGEST_ERROR]
    with unit_of_work() as session:
        session.execute(
            update(OutboxNotice)
            .execution_options(synchronize_session=False)
            .where(OutboxNotice.id == claim.id, condition)
            .values(leased_until=None, **values)
        )
