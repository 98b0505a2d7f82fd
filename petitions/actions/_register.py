"""The end of every transaction: what it changed of the register's facts becomes a line of the chain.

``_unit.py`` calls ``seal`` before it commits. The lines are numbered in the order of the commits, since
whoever adds one holds the end of the chain until his transaction is over; so the tree of receipts, which
follows the same order, never gets a leaf in its middle (decision 0013).
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import event, insert, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from petitions.adapters import signing
from petitions.adapters.tree import leaf_hash
from petitions.models.base import Base
from petitions.models.keyring import derived
from petitions.models.petition import Case
from petitions.models.proof import RegisterEnd, RegisterEntry, SignedReceipt, SigningKey
from petitions.models.registered import BY_MODEL, PURPOSE, Registered, counts, digest_of
from petitions.rules import proof

CHANGED, PROMISED = "register_changed", "register_promised"
"""In ``session.info``: rows of this transaction that the register speaks of, and receipts it owes."""


@dataclass(frozen=True, slots=True)
class _Promise:
    case: Case
    files: Sequence[tuple[int, str]]
    at: datetime


@event.listens_for(Session, "before_flush")
def _notice(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Remember what is written; nothing that goes through the session escapes the register."""
    for row in (*session.new, *session.dirty):
        registered = BY_MODEL.get(type(row))
        if registered and (row in session.new or _touched(registered, row)):
            session.info.setdefault(CHANGED, {})[row] = registered


def promise_receipt(
    session: Session, case: Case, files: Sequence[tuple[int, str]], at: datetime
) -> None:
    """The transaction that writes this case also signs its receipt; ``files``: number and SHA-256 of each."""
    session.info.setdefault(PROMISED, []).append(_Promise(case, files, at))


def take_in(session: Session, registered: Registered, row: Base) -> None:
    """Let this transaction chain a row that it does not write."""
    session.info.setdefault(CHANGED, {})[row] = registered


def forget(session: Session) -> None:
    """Nothing is remembered of a transaction that is over."""
    session.info.pop(CHANGED, None)
    session.info.pop(PROMISED, None)


def seal(session: Session) -> None:
    """Chain what this transaction changed; the last thing it does before it commits."""
    session.flush()
    promised: list[_Promise] = session.info.pop(PROMISED, [])
    if not promised and not _changed(session):
        return
    end = hold_end(session)
    key_id = end.key_id
    for leaf, promise in enumerate(promised, start=end.leaves):
        key_id = know_key(session, end.key_id, promise.at)
        session.add(_receipt(promise, leaf, key_id))
    session.flush()
    changed = _changed(session)
    session.info.pop(CHANGED, None)
    entries = _lines(end, changed)
    if entries:
        session.execute(insert(RegisterEntry), entries)
        end.seq, end.hash = entries[-1]["seq"], entries[-1]["hash"]
    end.leaves, end.key_id = end.leaves + len(promised), key_id
    seal_end(end)  # the end is written once, when all is known


def hold_end(session: Session) -> RegisterEnd:
    """The end of the chain, held until this transaction is over."""
    wanted = select(RegisterEnd).with_for_update().execution_options(populate_existing=True)
    return session.scalars(wanted).one()


def seal_end(end: RegisterEnd) -> None:
    """Put the seal under the end as it is now."""
    end.seal = proof.seal(derived(PURPOSE), end.seq, end.leaves, end.hash, end.earlier)


def know_key(session: Session, known: str, now: datetime) -> str:
    """Publish the signing key with the first thing that is signed with it; ``known``: the one before."""
    key_id = signing.key_id()
    if key_id != known:
        there = select(SigningKey.id).where(SigningKey.key_id == key_id)
        if session.scalars(there).first() is None:
            public = signing.public_key()
            session.add(SigningKey(key_id=key_id, public_key=public, first_used_at=now))
    return key_id


def _changed(session: Session) -> list[tuple[Registered, Base]]:
    """What there is to chain: rows that were written after all and that count."""
    remembered: dict[Base, Registered] = session.info.get(CHANGED, {})
    return [
        (registered, row)
        for row, registered in remembered.items()
        if inspect(row).persistent and counts(row)
    ]


def _touched(registered: Registered, row: Base) -> bool:
    attributes = inspect(row).attrs
    return any(attributes[name].history.has_changes() for name in registered.names)


def _receipt(promise: _Promise, leaf: int, key_id: str) -> SignedReceipt:
    case, salt = promise.case, secrets.token_bytes(proof.SALT_BYTES)
    files = [(number, proof.file_digest(salt, sha256)) for number, sha256 in promise.files]
    receipt = signing.sign(
        proof.RECEIPT,
        proof.receipt_payload(
            key=key_id,
            number=case.receipt_number,
            at=promise.at,
            channel=case.channel.value,
            text=proof.text_digest(salt, case.title, case.request, case.facts, case.reasons),
            files=[digest for _, digest in files],
        ),
    )
    return SignedReceipt(
        case_id=case.id,
        leaf=leaf,
        leaf_hash=leaf_hash(receipt),
        receipt=receipt,
        salt=salt,
        files=[[number, proof.b64(digest)] for number, digest in files],
        at=promise.at,
    )


def _lines(end: RegisterEnd, changed: list[tuple[Registered, Base]]) -> list[dict[str, Any]]:
    """The lines to add after the end, one for each row, each chained to the one before."""
    key, entries, last = derived(PURPOSE), list[dict[str, Any]](), end.hash
    for seq, (registered, row) in enumerate(changed, start=end.seq + 1):
        identity = inspect(row).identity
        assert identity is not None
        ref: int = identity[0]
        digest = digest_of(registered, row)
        last = proof.link(key, last, seq, registered.kind, ref, digest)
        entries.append(
            {"seq": seq, "kind": registered.kind, "ref": ref, "digest": digest, "hash": last}
        )
    return entries
