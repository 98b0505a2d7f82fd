"""Numbers people hold and say: receipt number, query code, registration number."""

import re
import unicodedata
from datetime import date

from petitions.rules.completeness import fold_digits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32 signs: no I, L, O, U."""

_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_DATE_SIGNS = 8
_RECEIPT_SIGNS = 16
_CODE_SIGNS = 16
_GROUP = 4
_RANDOM_BITS = 35
_CODE_BYTES = 10
_LONGEST_INPUT = 100
_FIELD_POLYNOMIAL = 0b100101  # x^5 + x^2 + 1, primitive: 2 runs through all 31 non-zero values
_PREFIX = re.compile(r"\S{1,32}")


class BadNumber(ValueError):
    """What was typed is no such number: ``code`` is empty, length, character, date or check."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def receipt_number(day: date, random35: int) -> str:
    """``YYYYMMDD-XXXX-XXXC``: the day, 35 random bits in 7 signs, and a check sign."""
    if not 0 <= random35 < 1 << _RANDOM_BITS:
        raise ValueError("a receipt number takes 35 random bits")
    body = f"{day.year:04d}{day.month:02d}{day.day:02d}" + _signs(random35, 7)
    return _shown(body + check_sign(body))


def parse_receipt(text: str) -> str:
    """The receipt number as issued, from what a person typed, said or pasted.

    Takes spaces, dashes, small and full-width characters, O for 0 and I or L for 1; raises
    ``BadNumber``.
    """
    signs = _plain(text, _RECEIPT_SIGNS)
    if not signs[:_DATE_SIGNS].isdecimal():
        raise BadNumber("character")
    if check_sign(signs[:-1]) != signs[-1]:
        raise BadNumber("check")
    try:
        date(int(signs[:4]), int(signs[4:6]), int(signs[6:8]))
    except ValueError:
        raise BadNumber("date") from None
    return _shown(signs)


def query_code(random80: bytes) -> str:
    """``XXXX-XXXX-XXXX-XXXX`` from 10 random bytes."""
    if len(random80) != _CODE_BYTES:
        raise ValueError("a query code takes 10 random bytes")
    return _grouped(_signs(int.from_bytes(random80, "big"), _CODE_SIGNS))


def parse_query_code(text: str) -> str:
    """The query code as issued, from what a person typed; raises ``BadNumber``."""
    return _grouped(_plain(text, _CODE_SIGNS))


def confirms(code: str, typed: str) -> bool:
    """Whether what was typed is the query code, or its last group: its reader has it before him."""
    for signs, wanted in ((_CODE_SIGNS, code.replace("-", "")), (_GROUP, code[-_GROUP:])):
        try:
            if _plain(typed, signs) == wanted:
                return True
        except BadNumber:
            continue
    return False


def registration_number(prefix: str, year: int, sequence: int) -> str:
    """The number in the office's books, such as ``XF-2026-000123``: it opens nothing."""
    if not _PREFIX.fullmatch(prefix):
        raise ValueError("a prefix is 1 to 32 characters without spaces")
    if sequence < 1:
        raise ValueError("the books begin at 1")
    return f"{prefix}-{year:04d}-{sequence:06d}"


def check_sign(body: str) -> str:
    """The sign that makes the weighted sum over GF(32) zero; ``body`` has at most 30 signs.

    The sign in place n from the right (the check sign has n = 0) weighs 2^n in the field. All
    weights differ and none is zero, so one wrong sign changes the sum by w·(a−b) ≠ 0 and two
    swapped unlike signs, adjacent or not, by (v−w)·(a−b) ≠ 0: both are always found.
    """
    total = 0
    for sign in body:
        total = _doubled(total ^ _VALUE[sign])
    return ALPHABET[total]


def _doubled(value: int) -> int:
    doubled = value << 1
    return doubled ^ _FIELD_POLYNOMIAL if doubled & 0b100000 else doubled


def _signs(value: int, count: int) -> str:
    return "".join(ALPHABET[(value >> (5 * place)) & 31] for place in reversed(range(count)))


def _plain(text: str, count: int) -> str:
    """The bare signs: widths and look-alikes folded, spaces, dashes and unseen characters gone."""
    if len(text) > _LONGEST_INPUT:
        raise BadNumber("length")
    wide = unicodedata.normalize("NFKC", fold_digits(text)).upper().translate(_LOOKALIKES)
    signs = "".join(sign for sign in wide if not _is_filler(sign))
    if not signs:
        raise BadNumber("empty")
    if any(sign not in _VALUE for sign in signs):
        raise BadNumber("character")
    if len(signs) != count:
        raise BadNumber("length")
    return signs


def _is_filler(sign: str) -> bool:
    return sign == "\N{MINUS SIGN}" or unicodedata.category(sign) in {
        "Zs", "Zl", "Zp", "Cc", "Cf", "Pd",
    }  # fmt: skip


def _shown(signs: str) -> str:
    return f"{signs[:8]}-{signs[8:12]}-{signs[12:]}"


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))
