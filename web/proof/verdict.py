"""What can be said of a receipt that somebody brings: held against the keys, the register and the tree."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from petitions.adapters.tree import leaf_hash
from petitions.queries import receipts
from petitions.queries.own_receipt import erased_on, kept_as_signed, leaf_of
from petitions.rules import proof
from web.proof.check_receipt import root_of_path
from web.proof.receipt_file import FORMAT

MOST = 256 * 1024
"""Bytes of a receipt file: title, request, facts and reasons as long as they may be, each sign escaped."""
LONGEST_LINE = 2_000
PARTS = ("title", "request", "facts", "reasons")


class Outcome(StrEnum):
    """The answer in one word; what it means and whom to tell stands on the page."""

    HOLDS = "holds"
    WAITING = "waiting"
    """Genuine and known, and younger than the newest published tree."""
    ALTERED = "altered"
    """The signed line is good; text or files that came with it are not those that were signed for."""
    FORGED = "forged"
    """It names a key of ours and was not signed with it."""
    FOREIGN = "foreign"
    """It names a key that this office never published."""
    MISSING = "missing"
    """The office signed it, and its register does not know it: the petition was taken out."""
    CHANGED = "changed"
    """The office signed it, and its register now holds another text."""
    OUTSIDE = "outside"
    """The office signed it, and the published tree does not contain it where the register says."""


ALARMS = (Outcome.MISSING, Outcome.CHANGED, Outcome.OUTSIDE)
"""What no honest office ever shows: the holder is in the right and should tell somebody above it."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A receipt as it was brought: the line, and the file around it if there was one."""

    line: str
    document: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; None where a question does not arise."""

    outcome: Outcome
    number: str
    at: datetime | None
    channel: str
    key_id: str
    since: datetime | None
    """Since when that key has signed; None for a key that is not ours."""
    ours: bool
    known: bool
    text: bool | None
    files: bool | None
    files_count: str
    erased_on: date | None
    """The office's day on which the register's copy of the content was deleted by law; the proof stays."""
    inclusion: receipts.Inclusion | None


def read(content: str) -> Brought:
    """A receipt file, or the bare line however it was broken on its way. Raises proof.Unreadable."""
    text = content.strip().removeprefix("\ufeff").strip()
    if not text.startswith("{"):
        return Brought(_whole(text))
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise proof.Unreadable("form") from error
    line = document.get("receipt")
    if document.get("format") != FORMAT or not isinstance(line, str):
        raise proof.Unreadable("format")
    return Brought(_whole(line), document)


def judge(brought: Brought) -> Verdict:
    """Hold a receipt against keys, register and tree. Raises proof.Unreadable for what is none."""
    statement = _statement(brought.line)
    payload, document = statement.payload, brought.document
    published = receipts.keys()
    since = next((key.first_used_at for key in published if key.key_id == statement.key_id), None)
    ours = receipts.is_ours(statement)
    leaf = leaf_of(brought.line) if ours else None
    text, files = _text_fits(payload, document), _files_fit(payload, document)
    inclusion, outside = _inclusion(brought.line, leaf)
    erased = erased_on(brought.line) if leaf is not None else None
    if not ours:
        outcome = Outcome.FOREIGN if since is None else Outcome.FORGED
    elif leaf is None:
        outcome = Outcome.MISSING
    elif outside:
        outcome = Outcome.OUTSIDE
    elif erased is None and not kept_as_signed(brought.line):
        outcome = Outcome.CHANGED
    elif text is False or files is False:
        outcome = Outcome.ALTERED
    else:
        outcome = Outcome.WAITING if inclusion is None else Outcome.HOLDS
    return Verdict(
        outcome,
        _short(payload.get("number")),
        _moment(payload.get("at")),
        _short(payload.get("channel")),
        _short(statement.key_id),
        since,
        ours,
        leaf is not None,
        text,
        files,
        _short(payload.get("files")),
        erased,
        inclusion,
    )


def _statement(line: str) -> proof.Signed:
    try:
        return proof.read_token(line, proof.RECEIPT)
    except (ValueError, RecursionError) as error:  # half a letter, a thousand brackets
        raise proof.Unreadable("form") from error


def _inclusion(line: str, leaf: int | None) -> tuple[receipts.Inclusion | None, bool]:
    """The proof in the newest published tree, if it is so far; and whether the tree contradicts the register.

    The path is walked up to the root that was signed, by the hand that checks it outside as well: a register
    that was written anew has paths of its own.
    """
    if leaf is None:
        return None, False
    try:
        found = receipts.inclusion_of(leaf)
    except LookupError:  # a receipt before the newest head is gone
        return None, True
    if found is None:
        return None, False
    root = root_of_path(leaf_hash(line), found.leaf, found.head.size, list(found.path))
    if root != proof.unb64(found.head.root):
        return None, True
    return found, False


def _text_fits(payload: Mapping[str, Any], document: dict[str, Any] | None) -> bool | None:
    if document is None or "text" not in document:
        return None
    text = document["text"]
    parts = [text.get(name) for name in PARTS] if isinstance(text, dict) else []
    words = [part for part in parts if isinstance(part, str)]
    if len(words) != len(PARTS):
        return False
    try:
        digest = proof.text_digest(_salt(document), *words)
    except ValueError:
        return False
    return bool(payload.get("text") == proof.b64(digest))


def _files_fit(payload: Mapping[str, Any], document: dict[str, Any] | None) -> bool | None:
    if document is None or "files" not in document:
        return None
    rows = document["files"]
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return False
    try:
        salt = _salt(document)
        digests = [proof.file_digest(salt, str(row.get("sha256"))) for row in rows]
    except ValueError:
        return False
    listed = [row.get("digest") for row in rows] == [proof.b64(digest) for digest in digests]
    whole = payload.get("files_digest") == proof.b64(proof.files_digest(digests))
    return bool(listed and whole and payload.get("files") == len(rows))


def _salt(document: dict[str, Any]) -> bytes:
    return proof.unb64(str(document.get("salt")))


def _whole(line: str) -> str:
    """A line in one piece: mail programs break it, papers print it in rows."""
    joined = "".join(line.split())
    if len(joined) > LONGEST_LINE or not joined.isascii():
        raise proof.Unreadable("form")
    return joined


def _short(value: object) -> str:
    return "" if value is None else str(value)[:60]


def _moment(value: object) -> datetime | None:
    try:
        return datetime.strptime(str(value), "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    except ValueError:
        return None
