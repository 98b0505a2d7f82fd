"""What a petition may hold: limits, kinds of file, and text made safe to keep (Art. 19)."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

TITLE_MAX = 60
"""Characters."""
REQUEST_MAX = FACTS_MAX = REASONS_MAX = 5000
"""Characters each."""
MAX_REPRESENTATIVES = 5
"""Persons (信访工作条例 §20)."""
MAX_FILES = 10
MAX_FILE_BYTES = 10 * 1024 * 1024

_ZIP = "application/zip"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OLE = ("application/x-ole-storage", "application/x-cfb")

FILE_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "jpg": ("image/jpeg",),
        "jpeg": ("image/jpeg",),
        "png": ("image/png",),
        "webp": ("image/webp",),
        "gif": ("image/gif",),
        "pdf": ("application/pdf",),
        "doc": ("application/msword", *_OLE),
        "docx": (f"{_OFFICE}.wordprocessingml.document", _ZIP),
        "xls": ("application/vnd.ms-excel", *_OLE),
        "xlsx": (f"{_OFFICE}.spreadsheetml.sheet", _ZIP),
        "txt": ("text/plain",),
        "mp3": ("audio/mpeg", "audio/mp3"),
        "m4a": ("audio/mp4", "audio/x-m4a", "audio/m4a"),
        "wav": ("audio/wav", "audio/x-wav", "audio/vnd.wave"),
        "mp4": ("video/mp4",),
    }
)
"""Ending without the dot, in small letters, to its media types; the first is the one to serve.

HEIC is left out: Pillow cannot open it, so the place where a photo was taken could not be
removed. Phones convert to JPEG when the page asks for it.
"""

_KEPT_CONTROLS = frozenset("\n\t")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_BYTE_ORDER_MARK = "\ufeff"

_IDENTITY = re.compile(r"[0-9]{17}[0-9X]")
_IDENTITY_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_IDENTITY_CHECKS = "10X98765432"
_FIRST_BIRTH_YEAR = 1850


def file_kind(filename: str) -> str | None:
    """The ending of ``filename`` if such files are taken (without the dot, small letters)."""
    stem, dot, ending = filename.rpartition(".")
    ending = ending.strip().lower()
    return ending if dot and stem.strip() and ending in FILE_KINDS else None


def clean_text(text: str) -> str:
    """``text`` in NFC, its line ends plain, without control and bidirectional characters, lone
    surrogates and noncharacters; nothing a person can read is lost, and twice is as once.
    """
    lined = _LINE_ENDS.sub("\n", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in lined if _is_kept(sign)))


def fold_digits(text: str) -> str:
    """``text`` with every decimal digit of any script (full-width, Arabic …) as 0 to 9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def identity_number_problem(text: str) -> str | None:
    """Why ``text`` is no resident identity number (GB 11643): length, character, date or check.

    None if it is well formed; that says nothing about whose it is. The region is not looked up.
    """
    number = "".join(fold_digits(text).split()).upper().replace("\uff38", "X")
    if len(number) != 18:
        return "length"
    if not _IDENTITY.fullmatch(number):
        return "character"
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return "date"
    if born.year < _FIRST_BIRTH_YEAR:
        return "date"
    total = sum(
        weight * int(sign) for weight, sign in zip(_IDENTITY_WEIGHTS, number[:17], strict=True)
    )
    return None if _IDENTITY_CHECKS[total % 11] == number[17] else "check"


def _is_kept(sign: str) -> bool:
    if sign in _KEPT_CONTROLS:
        return True
    if sign in _DIRECTIONS or sign == _BYTE_ORDER_MARK:
        return False
    return unicodedata.category(sign) not in {"Cc", "Cs"} and not _is_noncharacter(ord(sign))


def _is_noncharacter(point: int) -> bool:
    return 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
