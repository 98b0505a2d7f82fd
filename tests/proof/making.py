"""A house of one's own on the bench: receipts, heads and proofs as the office makes them, without a database."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from petitions.adapters import signing
from petitions.adapters.tree import ReceiptTree, leaf_hash
from petitions.rules import proof

START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)


@contextmanager
def signing_with(seed: bytes) -> Iterator[dict[str, str]]:
    """Sign with another key meanwhile; gives its row of ``keys.json``."""
    before = signing._signer.key, signing._signer.key_id
    signing.configure(base64.urlsafe_b64encode(seed).decode())
    try:
        public = proof.b64(signing.public_key())
        yield {"key": signing.key_id(), "public_key": public, "since": proof.moment(START)}
    finally:
        signing._signer.key, signing._signer.key_id = before


def a_receipt(number: int = 1, files: Sequence[bytes] = ()) -> dict[str, Any]:
    """A receipt file as it is handed out."""
    salt = secrets.token_bytes(proof.SALT_BYTES)
    text = {
        "title": f"第 {number} 件",
        "request": "请疏通下水道。",
        "facts": "自一月起\n反复堵塞。",
        "reasons": "",
    }
    sums = [hashlib.sha256(each).hexdigest() for each in files]
    digests = [proof.file_digest(salt, each) for each in sums]
    payload = proof.receipt_payload(
        key=signing.key_id(),
        number=f"20260310-{number:04d}-AAAA",
        at=START + timedelta(seconds=number),
        channel="online",
        text=proof.text_digest(salt, *text.values()),
        files=digests,
    )
    return {
        "format": "huiyin-receipt/1",
        "receipt": signing.sign(proof.RECEIPT, payload),
        "salt": proof.b64(salt),
        "text": text,
        "files": [
            {"sha256": one, "digest": proof.b64(other)}
            for one, other in zip(sums, digests, strict=True)
        ],
    }


def a_head(tree: ReceiptTree, size: int, day: int) -> dict[str, Any]:
    """The head of a day over the first ``size`` leaves, as ``heads.json`` lists it."""
    root, at = tree.root(size), START + timedelta(days=day)
    payload = proof.head_payload(
        key=signing.key_id(), at=at, size=size, root=root, entries=size * 3, entry=bytes(32)
    )
    head = signing.sign(proof.HEAD, payload)
    return {"day": at.date().isoformat(), "size": size, "root": proof.b64(root), "head": head}


def tree_of(receipts: Sequence[dict[str, Any]]) -> ReceiptTree:
    """The tree over some receipts."""
    return ReceiptTree(leaf_hash(each["receipt"]) for each in receipts)


def inclusion(
    tree: ReceiptTree, receipts: Sequence[dict[str, Any]], leaf: int, head: dict[str, Any]
) -> dict[str, Any]:
    """The proof that a receipt stands in the tree of a head."""
    path = tree.inclusion(leaf, head["size"])
    return {
        "format": "huiyin-inclusion/1",
        "receipt": receipts[leaf]["receipt"],
        "leaf": leaf,
        "size": head["size"],
        "path": [proof.b64(each) for each in path],
        "head": head["head"],
        "day": head["day"],
    }


def consistency(tree: ReceiptTree, first: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """The proof that a later tree is an earlier one, grown."""
    path = tree.consistency(first["size"], later["size"])
    return {
        "format": "huiyin-consistency/1",
        "from": first["head"],
        "to": later["head"],
        "path": [proof.b64(each) for each in path],
    }


def written(folder: Path, name: str, document: Any) -> Path:
    """A file to hand to the script."""
    path = folder / name
    if isinstance(document, bytes):
        path.write_bytes(document)
    else:
        path.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    return path
