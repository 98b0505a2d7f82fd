"""What proves that a petition came in and that nothing was changed since: the chained register, receipts, tree heads.

All of it is append-only: triggers refuse to change or delete a line, whoever writes to the database. The
one row that moves on is the end of the chain, and that is sealed.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from petitions.models.base import Base, Instant


class RegisterEntry(Base):
    """One line of the tamper-evident register: that row ``ref`` of ``kind`` was so, chained to the line before.

    ``digest`` is a keyed hash of the row, ``hash`` that of this line and the whole register before it. There
    is no foreign key: a line stays when what it speaks of is gone.
    """

    __tablename__ = "register_entries"
    __table_args__ = (Index("ix_register_entries_row", "kind", "ref", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(24))
    ref: Mapped[int]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))


class RegisterEnd(Base):
    """Where the chain ends now, and how many receipts the tree has; whoever adds to it holds this row."""

    __tablename__ = "register_end"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    leaves: Mapped[int]
    key_id: Mapped[str] = mapped_column(String(16), default="")
    """The signing key that was published last."""
    earlier: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    """By kind: up to which row the house was older than the chain. The worker takes those in, no others."""
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    seal: Mapped[bytes] = mapped_column(LargeBinary(32))


class SignedReceipt(Base):
    """The office's signed word that a petition came in; ``leaf`` (from 0) is its place in the tree.

    ``salt`` opens the digests in ``receipt`` to who holds the text and the files. ``files`` lists the digests
    (base64url) with the number of each attachment, in their order.
    """

    __tablename__ = "signed_receipts"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    leaf: Mapped[int] = mapped_column(unique=True)
    leaf_hash: Mapped[bytes] = mapped_column(LargeBinary(32), index=True)
    receipt: Mapped[str] = mapped_column(Text)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
    files: Mapped[list[list[Any]]] = mapped_column(JSON, default=list)
    at: Mapped[datetime] = mapped_column(Instant)


class SigningKey(Base):
    """A public key the office signs or signed with; published for ever, named after itself."""

    __tablename__ = "signing_keys"

    id: Mapped[int] = mapped_column(primary_key=True)
    key_id: Mapped[str] = mapped_column(String(16), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    first_used_at: Mapped[datetime] = mapped_column(Instant)


class TreeHead(Base):
    """The signed state of the tree and the register at the end of a day, published and sent to a second body."""

    __tablename__ = "tree_heads"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(Date, unique=True)
    at: Mapped[datetime] = mapped_column(Instant)
    size: Mapped[int]
    root: Mapped[bytes] = mapped_column(LargeBinary(32))
    entries: Mapped[int]
    entry: Mapped[bytes] = mapped_column(LargeBinary(32))
    head: Mapped[str] = mapped_column(Text)
