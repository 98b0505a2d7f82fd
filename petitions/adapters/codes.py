"""Secrets that people hold: receipt numbers, query codes, session tokens, and how they are compared."""

import hashlib
import hmac
import secrets
from datetime import date

from petitions.models.keyring import derived, keyed_hash
from petitions.rules import numbering

KEY_BYTES = 16


class _Mail:
    domain: str = "huiyin.invalid"


def configure(message_domain: str) -> None:
    """Set the domain after the @ of Message-IDs: the one that mail is sent from."""
    _Mail.domain = message_domain


def new_key() -> str:
    """A fresh idempotency key or token: 128 random bits as 22 URL-safe characters."""
    return secrets.token_urlsafe(KEY_BYTES)


def new_receipt_number(day: date) -> str:
    """An unguessable receipt number of that day (35 random bits and a check character)."""
    return numbering.receipt_number(day, secrets.randbits(35))


def query_code_for(submission_key: str) -> str:
    """The 80-bit query code that belongs to a submission key: the same for a repeated press.

    A citizen who was cut off gets the same code again, although only its hash is stored.
    """
    digest = hmac.new(derived("query-code"), submission_key.encode(), hashlib.sha256).digest()
    return numbering.query_code(digest[:10])


def query_code_hash(receipt_number: str, query_code: str) -> str:
    """What the table keeps of a query code: bound to its receipt number, under a key of the house."""
    return keyed_hash("query-code-hash", f"{receipt_number}:{query_code}")


def token_hash(token: str) -> str:
    """What the table keeps of a session, draft or submission token."""
    return keyed_hash("token", token)


def same(one: str, other: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def new_message_id(domain: str = "") -> str:
    """A Message-ID fixed when a notice is created, so that a repeat is recognisable."""
    return f"<{secrets.token_hex(16)}@{domain or _Mail.domain}>"
