"""The signed receipt of a case with all that opens it: for its petitioner, and for who hands it to him."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, select

from petitions.adapters import clock
from petitions.adapters.tree import leaf_hash
from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.models.proof import SignedReceipt
from petitions.models.session import db
from petitions.queries.receipts import own_receipt
from petitions.rules import proof
from petitions.rules.terms import Channel


@dataclass(frozen=True, slots=True)
class HeldReceipt:
    """A signed receipt as its petitioner keeps it: the line, the salt, his own words and files.

    ``signed_at`` is the moment it states; a letter may have been ``received_on`` an earlier day.
    """

    number: str
    registration_number: str | None
    channel: Channel
    language: str
    office_id: int
    received_on: date
    signed_at: datetime
    key_id: str
    line: str
    salt: str
    text: dict[str, str]
    files: tuple[tuple[str, str], ...]
    """SHA-256 (hexadecimal) and salted digest (base64url) of each, in the order of the receipt."""


def held_receipt(case_id: int) -> HeldReceipt | None:
    """The receipt of a case that the caller has opened; None for one older than receipts, or whose words are erased."""
    own = own_receipt(case_id)
    row = db.session.execute(
        select(
            Case.receipt_number,
            Case.registration_number,
            Case.channel,
            Case.language,
            Case.office_id,
            Case.received_at,
            Case.title,
            Case.request,
            Case.facts,
            Case.reasons,
            SignedReceipt.at,
        )
        .join(SignedReceipt, SignedReceipt.case_id == Case.id)
        .where(Case.id == case_id, Case.erased_at.is_(None))
    ).first()
    if own is None or row is None:
        return None
    return HeldReceipt(
        row.receipt_number,
        row.registration_number,
        row.channel,
        row.language,
        row.office_id,
        clock.local_day(row.received_at),
        row.at,
        proof.read_token(own.receipt, proof.RECEIPT).key_id,
        own.receipt,
        proof.b64(own.salt),
        {
            "title": row.title,
            "request": row.request,
            "facts": row.facts,
            "reasons": row.reasons,
        },
        own.files,
    )


def line_of(case_id: int) -> str | None:
    """The signed line of a case that the caller has opened; None for a case older than receipts."""
    return db.session.scalars(
        select(SignedReceipt.receipt).where(SignedReceipt.case_id == case_id)
    ).first()


def leaf_of(line: str) -> int | None:
    """The place (from 0) of a receipt in the register; None for one that it does not know."""
    return db.session.scalars(
        select(SignedReceipt.leaf).where(SignedReceipt.leaf_hash == leaf_hash(line))
    ).first()


def erased_on(line: str) -> date | None:
    """The office's day on which what this receipt was signed for was deleted by law, if it was."""
    at = db.session.scalars(
        select(Case.erased_at)
        .join(SignedReceipt, SignedReceipt.case_id == Case.id)
        .join(Erasure, and_(Erasure.case_id == Case.id, Erasure.decision == Decision.APPROVED))
        .where(SignedReceipt.leaf_hash == leaf_hash(line))
    ).first()
    return clock.local_day(at) if at is not None else None


def kept_as_signed(line: str) -> bool:
    """Whether the register still holds the text that this receipt was signed for."""
    row = db.session.execute(
        select(Case.title, Case.request, Case.facts, Case.reasons, SignedReceipt.salt)
        .join(SignedReceipt, SignedReceipt.case_id == Case.id)
        .where(SignedReceipt.leaf_hash == leaf_hash(line))
    ).first()
    if row is None:
        return False
    *parts, salt = row
    payload = proof.read_token(line, proof.RECEIPT).payload
    return bool(payload.get("text") == proof.b64(proof.text_digest(salt, *parts)))
