"""Column types for personal data: encrypted text and JSON, and the blind index that finds them."""

import json
import unicodedata
from typing import Any

from cryptography.fernet import InvalidToken
from sqlalchemy import Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from petitions.models.keyring import field_cipher, identity_cipher, keyed_hash


class EncryptedText(TypeDecorator[str]):
    """Text that is unreadable in the database file, its backup and its log."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else field_cipher().encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return field_cipher().decrypt(bytes(value)).decode()
        except InvalidToken as error:
            raise ValueError("a personal field cannot be read with the keys at hand") from error


class IdentityText(EncryptedText):
    """Who somebody is: under keys of its own, other ones than those of other personal fields, bound to its column.

    Rows of before 0014 lie under the field keys; they are read until the migration has rewritten them.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        return None if value is None else identity_cipher(self.place).encrypt(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        try:
            return identity_cipher(self.place).decrypt(bytes(value)).decode()
        except InvalidToken:
            pass
        try:
            return field_cipher().decrypt(bytes(value)).decode()
        except InvalidToken as error:
            raise ValueError("an identity cannot be read with the keys at hand") from error


def moved(value: bytes, place: str, *, back: bool = False) -> bytes | None:
    """An encrypted identity moved from the field keys under those of its column, or ``back``.

    None where it does not lie under the keys it should come from: it is there already, or cannot be read.
    """
    old, new = field_cipher(), identity_cipher(place)
    source, target = (new, old) if back else (old, new)
    try:
        return target.encrypt(source.decrypt(bytes(value)))
    except InvalidToken:
        return None


class EncryptedJson(TypeDecorator[dict[str, Any]]):
    """A JSON object kept like ``EncryptedText``."""

    impl = EncryptedText
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> Any:
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: Any, dialect: Dialect) -> dict[str, Any] | None:
        if value is None:
            return None
        loaded: dict[str, Any] = json.loads(value)
        return loaded


def blind_index(kind: str, value: str | None) -> str | None:
    """A keyed hash that finds an encrypted field by its exact (folded) value; None for blank."""
    folded = "".join(unicodedata.normalize("NFKC", value or "").split()).casefold()
    return keyed_hash(f"blind:{kind}", folded) if folded else None
