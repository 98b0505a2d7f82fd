"""Receipts and their proofs: is it ours, is it in the tree, and is today's tree yesterday's, grown."""

from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from petitions.adapters import signing
from petitions.adapters.tree import ReceiptTree, leaf_hash
from petitions.models.proof import RegisterEnd, SignedReceipt, SigningKey, TreeHead
from petitions.models.session import db
from petitions.rules import proof

BATCH = 10_000


@dataclass(frozen=True, slots=True)
class KeyView:
    """A published key: its name, the key in base64url, and since when it has signed."""

    key_id: str
    public_key: str
    first_used_at: datetime


@dataclass(frozen=True, slots=True)
class HeadView:
    """A published head: the day, how many receipts there were, the root in base64url, and the signed line."""

    day: date
    at: datetime
    size: int
    root: str
    head: str


@dataclass(frozen=True, slots=True)
class Inclusion:
    """Why a receipt is in a tree: its leaf (from 0), the hashes up to the root, and the signed head."""

    leaf: int
    path: tuple[bytes, ...]
    head: HeadView


@dataclass(frozen=True, slots=True)
class Checked:
    """What can be said of a line of text that somebody holds.

    ``ours``: signed with a published key. ``known``: it is in the register. ``inclusion``: where it stands in
    the newest published tree, None while that is older than the receipt.
    """

    statement: proof.Signed
    ours: bool
    known: bool
    inclusion: Inclusion | None


@dataclass(frozen=True, slots=True)
class OwnReceipt:
    """The receipt of a case as its petitioner keeps it: the line, what opens it, and its files in order."""

    receipt: str
    salt: bytes
    files: tuple[tuple[str, str], ...]
    """SHA-256 (hexadecimal) and salted digest (base64url) of each."""
    leaf_hash: bytes


def keys() -> tuple[KeyView, ...]:
    """Every key the office has ever signed with, the newest last."""
    rows = db.session.scalars(select(SigningKey).order_by(SigningKey.id))
    return tuple(KeyView(row.key_id, proof.b64(row.public_key), row.first_used_at) for row in rows)


def heads(*, limit: int = 400, before: date | None = None) -> tuple[HeadView, ...]:
    """The published heads, newest first."""
    wanted = select(TreeHead).order_by(TreeHead.day.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(TreeHead.day < before)
    return tuple(_head(row) for row in db.session.scalars(wanted))


def head_of(day: date) -> HeadView | None:
    """The head of one day."""
    row = db.session.scalars(select(TreeHead).where(TreeHead.day == day)).first()
    return _head(row) if row is not None else None


def is_ours(statement: proof.Signed) -> bool:
    """Whether it was signed with a key this office has published."""
    public = db.session.scalars(
        select(SigningKey.public_key).where(SigningKey.key_id == statement.key_id)
    ).first()
    return public is not None and signing.is_signed(statement, public)


def check_receipt(text: str) -> Checked:
    """Look a receipt over. Raises proof.Unreadable for a text that is none."""
    statement = proof.read_token(text, proof.RECEIPT)
    row = db.session.scalars(
        select(SignedReceipt).where(SignedReceipt.leaf_hash == leaf_hash(text.strip()))
    ).first()
    return Checked(
        statement,
        is_ours(statement),
        row is not None,
        inclusion_of(row.leaf) if row is not None else None,
    )


def inclusion_of(leaf: int) -> Inclusion | None:
    """The proof of a leaf in the newest published tree; None while that has not come so far."""
    row = db.session.scalars(select(TreeHead).order_by(TreeHead.day.desc()).limit(1)).first()
    if row is None or row.size <= leaf:
        return None
    return Inclusion(leaf, tree(row.size).inclusion(leaf, row.size), _head(row))


def consistency(earlier: HeadView, later: HeadView) -> tuple[bytes, ...]:
    """The proof that the later tree is the earlier one, grown. Raises ValueError the other way round."""
    if earlier.size > later.size:
        raise ValueError("the earlier tree is larger")
    return tree(later.size).consistency(earlier.size, later.size)


def own_receipt(case_id: int) -> OwnReceipt | None:
    """The receipt of a case, for its petitioner; None for a case older than receipts."""
    row = db.session.scalars(select(SignedReceipt).where(SignedReceipt.case_id == case_id)).first()
    if row is None:
        return None
    from petitions.models.document import Attachment

    sums = dict(
        db.session.execute(
            select(Attachment.id, Attachment.sha256).where(
                Attachment.id.in_([number for number, _ in row.files])
            )
        ).all()
    )
    return OwnReceipt(
        row.receipt,
        row.salt,
        tuple((sums.get(number, ""), digest) for number, digest in row.files),
        row.leaf_hash,
    )


def end_of_register(session: Session) -> tuple[int, int, bytes]:
    """How many receipts and entries there are, and the hash of the last entry; one moment, not held."""
    row = session.execute(select(RegisterEnd.leaves, RegisterEnd.seq, RegisterEnd.hash)).one()
    return row.leaves, row.seq, row.hash


class _Trees:
    """One growing tree for each database of this process."""

    def __init__(self) -> None:
        self.kept: WeakKeyDictionary[Engine, ReceiptTree] = WeakKeyDictionary()
        self.lock = Lock()


_trees = _Trees()


def tree(size: int) -> ReceiptTree:
    """The tree with at least the first ``size`` receipts. Raises LookupError where some are missing."""
    session: Session = db.session()
    with _trees.lock:
        found = _trees.kept.get(db.engine)
        if found is None or not _still_true(session, found):
            found = _trees.kept[db.engine] = ReceiptTree()
        while len(found) < size:
            leaves = session.execute(
                select(SignedReceipt.leaf, SignedReceipt.leaf_hash)
                .where(SignedReceipt.leaf >= len(found))
                .order_by(SignedReceipt.leaf)
                .limit(BATCH)
            ).all()
            if (
                not leaves
                or leaves[0].leaf != len(found)
                or leaves[-1].leaf - leaves[0].leaf + 1 != len(leaves)
            ):
                raise LookupError("receipts are missing: huiyin verify")
            found.grow(row.leaf_hash for row in leaves)
        return found


def _still_true(session: Session, found: ReceiptTree) -> bool:
    """Whether the last leaf we know is the one in the register (another database, or one put back)."""
    if not len(found):
        return True
    last = session.scalars(
        select(SignedReceipt.leaf_hash).where(SignedReceipt.leaf == len(found) - 1)
    ).first()
    return bool(last == found.get_leaf(len(found)))


def _head(row: TreeHead) -> HeadView:
    return HeadView(row.day, row.at, row.size, proof.b64(row.root), row.head)
