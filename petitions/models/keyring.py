"""The keys of the house: fields are encrypted with them, blind indexes and codes derived from them.

Set once by the web process, the worker or a test; nothing here reads the environment.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class KeysMissing(RuntimeError):
    """The keyring was used before ``configure``."""


class _Keyring:
    fields: MultiFernet | None = None
    field_keys: tuple[str, ...] = ()
    secret: bytes = b""


_ring = _Keyring()


def configure(field_keys: Sequence[str], secret: str) -> None:
    """Take the keys: Fernet keys (newest first, older ones still read) and the secret of the house."""
    _ring.fields = MultiFernet([Fernet(key) for key in field_keys])
    _ring.field_keys = tuple(field_keys)
    _ring.secret = secret.encode()
    derived.cache_clear()
    identity_cipher.cache_clear()


def field_cipher() -> MultiFernet:
    """The cipher for personal fields. Raises KeysMissing before ``configure``."""
    if _ring.fields is None:
        raise KeysMissing("petitions.models.keyring.configure has not been called")
    return _ring.fields


@lru_cache(maxsize=32)
def identity_cipher(place: str) -> MultiFernet:
    """The cipher for who somebody is, of one column alone ("petitioners.name").

    Its keys are derived from the field keys, so that they turn with them; what it wrote opens neither with a
    field key nor in another column. Raises KeysMissing before ``configure``.
    """
    if not _ring.field_keys:
        raise KeysMissing("petitions.models.keyring.configure has not been called")
    purpose = f"identity:{place}".encode()
    return MultiFernet([Fernet(_for(purpose, key)) for key in _ring.field_keys])


def _for(purpose: bytes, field_key: str) -> bytes:
    secret = base64.urlsafe_b64decode(field_key)
    own = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret)
    return base64.urlsafe_b64encode(own)


@lru_cache(maxsize=16)
def derived(purpose: str) -> bytes:
    """A 32-byte key for one purpose, derived from the secret of the house (HKDF-SHA256)."""
    if not _ring.secret:
        raise KeysMissing("petitions.models.keyring.configure has not been called")
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        _ring.secret
    )


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 of ``value`` under the key of ``purpose``, as 64 hexadecimal characters."""
    return hmac.new(derived(purpose), value.encode(), hashlib.sha256).hexdigest()
