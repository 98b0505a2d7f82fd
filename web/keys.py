"""The office's secrets: made once for development, demanded and checked in production."""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets as random
from dataclasses import asdict, dataclass
from pathlib import Path

FILE = "secrets.json"
MARK = "development-"
"""Generated signing secrets of a development machine begin so, wherever they are copied to."""

KNOWN = frozenset({"secret", "dev", "development", "changeme", "change-me", "password", "test"})
SHORTEST = 32


@dataclass(frozen=True)
class Secrets:
    """The session secret, the field keys (newest first) and the receipt-signing seed."""

    secret_key: str
    field_keys: tuple[str, ...]
    signing_key: str


def new_field_key() -> str:
    """A Fernet key: 32 random bytes, base64url."""
    return base64.urlsafe_b64encode(random.token_bytes(32)).decode()


def new_signing_key() -> str:
    """The 32-byte seed of an Ed25519 key, base64url."""
    return base64.urlsafe_b64encode(random.token_bytes(32)).decode()


def kept(folder: Path) -> Secrets | None:
    """The development secrets in this folder, if any were made."""
    try:
        data = json.loads((folder / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Secrets(data["secret_key"], tuple(data["field_keys"]), data["signing_key"])


def filled(given: Secrets, folder: Path) -> Secrets:
    """The secrets given, completed from the folder's own, which are made on first use."""
    if given.secret_key and given.field_keys and given.signing_key:
        return given
    own = kept(folder) or _made(folder)
    return Secrets(
        given.secret_key or own.secret_key,
        given.field_keys or own.field_keys,
        given.signing_key or own.signing_key,
    )


def _made(folder: Path) -> Secrets:
    """Write new secrets whole or not at all; of two starters the first wins and both read it."""
    folder.mkdir(parents=True, exist_ok=True)
    fresh = Secrets(MARK + random.token_urlsafe(48), (new_field_key(),), new_signing_key())
    draft = folder / f".{FILE}.{random.token_hex(6)}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(asdict(fresh), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, folder / FILE)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return kept(folder) or fresh


def fault_in(given: Secrets, development: Secrets | None) -> str | None:
    """What is wrong with the secrets of a production office, naming the setting; or nothing."""
    known = development or Secrets("", (), "")
    if not given.secret_key:
        return _missing("HUIYIN_SECRET_KEY", "huiyin keys")
    if given.secret_key.startswith(MARK) or given.secret_key == known.secret_key:
        return _development("HUIYIN_SECRET_KEY")
    if len(given.secret_key) < SHORTEST or given.secret_key.lower() in KNOWN:
        return f"HUIYIN_SECRET_KEY is too weak for production: use {SHORTEST} random characters or more."
    if not given.field_keys:
        return _missing("HUIYIN_FIELD_KEYS", "huiyin keys")
    if set(given.field_keys) & set(known.field_keys):
        return _development("HUIYIN_FIELD_KEYS")
    if not all(_is_32_bytes(key) for key in given.field_keys):
        return "HUIYIN_FIELD_KEYS must be Fernet keys (32 bytes, base64url), separated by commas."
    if not given.signing_key:
        return _missing("HUIYIN_SIGNING_KEY", "huiyin keys")
    if given.signing_key == known.signing_key:
        return _development("HUIYIN_SIGNING_KEY")
    if not _is_32_bytes(given.signing_key):
        return "HUIYIN_SIGNING_KEY must be an Ed25519 seed (32 bytes, base64url)."
    return None


def _missing(name: str, how: str) -> str:
    return f"{name} is missing: production does not start without it. To make one: {how}"


def _development(name: str) -> str:
    return f"{name} is a development secret: production does not start with it. Make a new one."


def _is_32_bytes(text: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(text.encode())) == 32
    except (binascii.Error, ValueError):
        return False
