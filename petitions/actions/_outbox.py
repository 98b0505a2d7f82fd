"""Writes what is owed into the outbox, in the transaction that owes it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import codes
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case, Petitioner
from petitions.rules.terms import Notice, NoticeState, Recipient

OWES_MAIL = "owes_mail"
"""Mark in ``session.info``: this transaction left a notice in the outbox."""
HOUSE_LANGUAGE = "zh"
WITHHELD = "withheld"
"""Why a notice does not go: its reader must not know of the case any more (信访工作条例 §30)."""


def owe(
    session: Session,
    case: Case | None,
    notice: Notice,
    recipient: Recipient,
    *,
    occasion: int,
    at: datetime,
    deliverable: bool,
    unit_id: int | None = None,
    officer_id: int = 0,
    not_before: datetime | None = None,
    withheld: bool = False,
) -> OutboxNotice:
    """Add the outbox row; without an address, or ``withheld`` from who must not know, it stands as cancelled.

    ``occasion`` makes it unique: the sequence of the event, the number of a change, or a day.
    """
    session.info[OWES_MAIL] = True
    to_petitioner = case is not None and recipient is Recipient.PETITIONER
    error = WITHHELD if withheld else "" if deliverable else "no_address"
    row = OutboxNotice(
        case_id=case.id if case is not None else None,
        notice=notice,
        occasion=occasion,
        recipient=recipient,
        unit_id=unit_id,
        officer_id=officer_id,
        language=case.language if case is not None and to_petitioner else HOUSE_LANGUAGE,
        message_id=codes.new_message_id(),
        state=NoticeState.CANCELLED if error else NoticeState.QUEUED,
        error=error,
        created_at=at,
        next_try_at=max(at, not_before or at),
    )
    session.add(row)
    return row


def has_address(session: Session, case: Case) -> bool:
    """Whether the petitioner left an e-mail address."""
    address = session.scalars(
        select(Petitioner.email).where(Petitioner.case_id == case.id, Petitioner.position == 1)
    ).first()
    return bool(address)
