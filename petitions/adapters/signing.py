"""The office's signature: Ed25519 under the signing key; what it signed is checked with the published ones."""

import base64
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from petitions.models.keyring import KeysMissing
from petitions.rules import proof


class _Signer:
    key: Ed25519PrivateKey | None = None
    key_id: str = ""


_signer = _Signer()


def configure(seed: str) -> None:
    """Take the signing key: the 32-byte seed, base64url."""
    _signer.key = Ed25519PrivateKey.from_private_bytes(base64.urlsafe_b64decode(seed.encode()))
    _signer.key_id = key_id_of(public_key())


def public_key() -> bytes:
    """The 32 bytes to be published. Raises KeysMissing before ``configure``."""
    return _key().public_key().public_bytes_raw()


def key_id() -> str:
    """The name of the key in use: it follows from the key, so that none can be put in its place."""
    _key()
    return _signer.key_id


def key_id_of(public: bytes) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a public key."""
    return hashlib.sha256(public).hexdigest()[:16]


def sign(kind: str, payload: dict[str, object]) -> str:
    """A signed statement as one line of text."""
    signed = proof.to_sign(kind, payload)
    return proof.token(signed, _key().sign(signed))


def is_signed(statement: proof.Signed, public: bytes) -> bool:
    """Whether the statement was signed with that key, and says so."""
    if key_id_of(public) != statement.key_id:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(statement.signature, statement.signed)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key() -> Ed25519PrivateKey:
    if _signer.key is None:
        raise KeysMissing("petitions.adapters.signing.configure has not been called")
    return _signer.key
