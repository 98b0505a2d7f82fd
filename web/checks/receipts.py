"""Signed receipts and tree heads: signatures, digests of what lies in the house, and roots of the tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import signing
from petitions.adapters.tree import ReceiptTree, leaf_hash
from petitions.models.document import Attachment
from petitions.models.petition import Case
from petitions.models.proof import RegisterEnd, SignedReceipt, SigningKey, TreeHead
from petitions.rules import proof
from web.checks.faults import Fault

BATCH = 500


def check_receipts(session: Session) -> Iterator[Fault]:
    """Every receipt against its case, every head against the tree; every case has its receipt."""
    keys = {row.key_id: row.public_key for row in session.scalars(select(SigningKey))}
    for key_id, public in keys.items():
        if signing.key_id_of(public) != key_id:
            yield Fault("key", key_id, "is not the name of this key")
    tree = ReceiptTree()
    yield from _receipts(session, keys, tree)
    yield from _without(session)
    for head in session.scalars(select(TreeHead).order_by(TreeHead.day)):
        for words in _head(head, keys, tree):
            yield Fault("head", head.day.isoformat(), words)


def _receipts(session: Session, keys: dict[str, bytes], tree: ReceiptTree) -> Iterator[Fault]:
    last = -1
    wanted = (
        select(SignedReceipt, Case)
        .outerjoin(Case, Case.id == SignedReceipt.case_id)
        .order_by(SignedReceipt.leaf)
        .limit(BATCH)
    )
    while rows := session.execute(wanted.where(SignedReceipt.leaf > last)).all():
        sums = _sums(session, [row.SignedReceipt for row in rows])
        for row in rows:
            receipt = row.SignedReceipt
            for words in _receipt(receipt, row.Case, keys, sums, len(tree)):
                yield Fault("receipt", f"leaf {receipt.leaf}", words)
            tree.grow([receipt.leaf_hash])
        last = rows[-1].SignedReceipt.leaf
        session.expunge_all()


def _sums(session: Session, receipts: list[SignedReceipt]) -> dict[int, str]:
    numbers = [number for receipt in receipts for number, _ in receipt.files]
    rows = session.execute(
        select(Attachment.id, Attachment.sha256).where(Attachment.id.in_(numbers))
    )
    return {row.id: row.sha256 for row in rows}


def _receipt(
    row: SignedReceipt, case: Case | None, keys: dict[str, bytes], sums: dict[int, str], place: int
) -> Iterator[str]:
    if row.leaf != place:
        yield f"stands where leaf {place} should be"
    if row.leaf_hash != leaf_hash(row.receipt):
        yield "is not what its leaf says"
    try:
        statement = proof.read_token(row.receipt, proof.RECEIPT)
    except proof.Unreadable:
        yield "cannot be read"
        return
    public = keys.get(statement.key_id)
    if public is None or not signing.is_signed(statement, public):
        yield "is not signed by a published key"
    if case is None:
        yield "has no case any more"
        return
    payload = statement.payload
    if payload.get("number") != case.receipt_number or payload.get("at") != proof.moment(row.at):
        yield "names another petition or another moment"
    if case.erased_at is not None:
        yield from _erased(row, payload)
    else:
        yield from _content(row, case, payload, sums)


def _content(
    row: SignedReceipt, case: Case, payload: Mapping[str, Any], sums: dict[int, str]
) -> Iterator[str]:
    """The words and files that lie in the house against the digests that were signed."""
    digest = proof.text_digest(row.salt, case.title, case.request, case.facts, case.reasons)
    if payload.get("text") != proof.b64(digest):
        yield "the text is not the one that was signed for"
    given = [_file_digest(row.salt, sums.get(number, "")) for number, _ in row.files]
    if [proof.b64(each) for each in given] != [digest for _, digest in row.files]:
        yield "a file is not the one that was signed for"
    if payload.get("files_digest") != proof.b64(proof.files_digest(given)):
        yield "the files are not those that were signed for"


def _erased(row: SignedReceipt, payload: Mapping[str, Any]) -> Iterator[str]:
    """What is left of an erased case: the signed digests, and no salt to guess at the words with."""
    if row.salt:
        yield "the case is erased and the salt is still there"
    digests = [_opened(digest) for _, digest in row.files]
    if payload.get("files_digest") != proof.b64(proof.files_digest(digests)):
        yield "the files are not those that were signed for"


def _file_digest(salt: bytes, sha256: str) -> bytes:
    """The salted digest of a file; of a row that holds no hash (any more), one that nothing equals."""
    try:
        return proof.file_digest(salt, sha256) if sha256 else b""
    except ValueError:
        return b""


def _opened(digest: Any) -> bytes:
    """A digest as it is listed; of one that is none, one that nothing equals."""
    try:
        return proof.unb64(str(digest))
    except ValueError:  # and proof.Unreadable, which is one
        return b""


def _without(session: Session) -> Iterator[Fault]:
    """A case that nobody got a receipt for was put in by the back door."""
    earlier: dict[str, int] = session.scalar(select(RegisterEnd.earlier)) or {}
    upto = earlier.get("case", 0)
    for case_id in session.scalars(
        select(Case.id)
        .where(Case.id > upto, Case.id.not_in(select(SignedReceipt.case_id)))
        .order_by(Case.id)
    ):
        yield Fault("receipt", f"case {case_id}", "has no signed receipt")


def _head(row: TreeHead, keys: dict[str, bytes], tree: ReceiptTree) -> Iterator[str]:
    try:
        statement = proof.read_token(row.head, proof.HEAD)
    except proof.Unreadable:
        yield "cannot be read"
        return
    public = keys.get(statement.key_id)
    if public is None or not signing.is_signed(statement, public):
        yield "is not signed by a published key"
    at: datetime = row.at
    expected = proof.head_payload(
        key=statement.key_id,
        at=at,
        size=row.size,
        root=row.root,
        entries=row.entries,
        entry=row.entry,
    )
    if statement.payload != expected:
        yield "says something else than what was signed"
    if row.size > len(tree):
        yield f"was signed over {row.size} receipts, there are {len(tree)}"
    elif tree.root(row.size) != row.root:
        yield f"the first {row.size} receipts are not those it was signed over"
