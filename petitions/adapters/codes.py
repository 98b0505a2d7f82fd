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
    return _code("query-code", submission_key)


def reissued_code(receipt_number: str, request_id: int, press_key: str) -> str:
    """The code that is handed out at the counter: 80 bits from the 128 random ones drawn with the page.

    Pressed twice, the page gives the same code; who has not got its key can say nothing about the code.
    """
    return _code("reissued-code", f"{receipt_number}:{request_id}:{press_key}")


def own_code(receipt_number: str, replaces: str, browser_key: str) -> str:
    """The code a petitioner gets in place of one that officers know (its ``stamp_of``).

    The same on every reload of his browser, which holds the key, until he confirms it; another in every
    other browser, so that who once looked with the old code does not know the new one (decision 0014).
    """
    return _code("own-code", f"{receipt_number}:{replaces}:{browser_key}")


def _code(purpose: str, content: str) -> str:
    digest = hmac.new(derived(purpose), content.encode(), hashlib.sha256).digest()
    return numbering.query_code(digest[:10])


def stamp_of(stored_hash: str) -> str:
    """Names the code that is valid now without telling anything of it: sessions opened with it carry it."""
    return stored_hash[:16]


def opens(receipt_number: str, query_code: str, stored_hash: str) -> bool:
    """Whether this is the code of which ``stored_hash`` is kept."""
    return same(stored_hash, query_code_hash(receipt_number, query_code))


def still_valid(receipt_number: str, query_code: str, stored_hash: str) -> str:
    """The code, or a blank once it was replaced: a dead code is never shown as if it worked."""
    return query_code if opens(receipt_number, query_code, stored_hash) else ""


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
