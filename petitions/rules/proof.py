"""What is signed and chained: receipts, entries of the register and tree heads, byte for byte (docs/proof.md)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

RECEIPT, HEAD = "HYR1", "HYT1"
"""What a signed receipt and a signed tree head begin with; the number is the version of the format."""
SALT_BYTES = 16
NOTHING = bytes(32)
"""What the first entry of the register is chained to."""


class Unreadable(ValueError):
    """A text that is no signed statement of this format."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A statement as it is handed out: its payload, the bytes that were signed, and the signature."""

    kind: str
    payload: Mapping[str, Any]
    signed: bytes
    signature: bytes

    @property
    def key_id(self) -> str:
        """Which key it says it was signed with; blank for none."""
        return str(self.payload.get("key", ""))


def canonical(value: Any) -> bytes:
    """JSON in one spelling: keys sorted, no blanks, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def text_digest(salt: bytes, *parts: str) -> bytes:
    """The salted SHA-256 of the petition's text: title, request, facts, reasons.

    Each part is hashed first, so that no two divisions of one text are the same.
    """
    inner = b"".join(hashlib.sha256(part.encode()).digest() for part in parts)
    return hashlib.sha256(salt + b"text" + inner).digest()


def file_digest(salt: bytes, sha256: str) -> bytes:
    """The salted SHA-256 of a file, from its plain one in hexadecimal."""
    return hashlib.sha256(salt + b"file" + bytes.fromhex(sha256)).digest()


def files_digest(digests: Sequence[bytes]) -> bytes:
    """One digest for all files of a receipt, in the order in which they were given."""
    return hashlib.sha256(b"".join(digests)).digest()


def receipt_payload(
    *,
    key: str,
    number: str,
    at: datetime,
    channel: str,
    text: bytes,
    files: Sequence[bytes],
) -> dict[str, Any]:
    """What the office signs when a petition has come in."""
    return {
        "key": key,
        "number": number,
        "at": moment(at),
        "channel": channel,
        "text": b64(text),
        "files": len(files),
        "files_digest": b64(files_digest(files)),
    }


def head_payload(
    *,
    key: str,
    at: datetime,
    size: int,
    root: bytes,
    entries: int,
    entry: bytes,
) -> dict[str, Any]:
    """What the office signs each day: so many receipts, this root; so many entries, this last one."""
    return {
        "key": key,
        "at": moment(at),
        "size": size,
        "root": b64(root),
        "entries": entries,
        "entry": b64(entry),
    }


def to_sign(kind: str, payload: Mapping[str, Any]) -> bytes:
    """The bytes under the signature: the kind, a point, the payload in base64url."""
    return f"{kind}.{b64(canonical(payload))}".encode()


def token(signed: bytes, signature: bytes) -> str:
    """A signed statement as one line of text: ``KIND.payload.signature``."""
    return f"{signed.decode()}.{b64(signature)}"


def read_token(text: str, kind: str) -> Signed:
    """A line of text taken apart; nothing is checked yet but its form. Raises Unreadable."""
    parts = text.strip().split(".")
    if len(parts) != 3 or parts[0] != kind:
        raise Unreadable("kind")
    try:
        raw, signature = unb64(parts[1]), unb64(parts[2])
        payload = json.loads(raw)
        own = canonical(payload)
    except (ValueError, RecursionError) as error:
        raise Unreadable("form") from error
    if not isinstance(payload, dict) or own != raw or len(signature) != 64:
        raise Unreadable("spelling")  # the same statement has one text, or a leaf could be doubled
    return Signed(kind, payload, f"{parts[0]}.{parts[1]}".encode(), signature)


def entry_digest(key: bytes, row: Mapping[str, Any]) -> bytes:
    """HMAC-SHA256 of a row of the register under a key of the house: nobody can guess what it was."""
    return hmac.new(
        key, canonical({name: plain(value) for name, value in row.items()}), "sha256"
    ).digest()


def link(key: bytes, before: bytes, seq: int, kind: str, ref: int, digest: bytes) -> bytes:
    """The hash of an entry: it holds the one before it, so that none can go or change places."""
    content = canonical([seq, kind, ref, b64(digest)])
    return hmac.new(key, before + content, "sha256").digest()


def seal(key: bytes, seq: int, leaves: int, last: bytes, earlier: Mapping[str, int]) -> bytes:
    """What tells that the chain ends here: without the key nobody can move the end.

    ``earlier`` is under the seal as well, or a row put in by the back door could pass for an old one.
    """
    content = canonical(["end", seq, leaves, b64(last), dict(earlier)])
    return hmac.new(key, content, "sha256").digest()


def plain(value: Any) -> Any:
    """A value of a column as JSON has it, the same before it is written and after it is read."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return b64(value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def moment(at: datetime) -> str:
    """An instant in UTC to the microsecond, always as long."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def b64(raw: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def unb64(text: str) -> bytes:
    """Back from base64url; one text for the same bytes alone. Raises ValueError."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64(raw) != text:
        raise ValueError("not canonical")
    return raw
