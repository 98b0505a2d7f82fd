"""Redaction: which texts must not tell who brought them, who reads which, and what to black out (§30, §46(5)).

A proposal leaves no registered identity standing, however it is spaced or written; the officer does the rest.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from petitions.rules.submission import Person
from petitions.rules.terms import PetitionClass, Role
from petitions.rules.visibility import without_region

BLACK = "▇▇▇"
FIELDS = ("title", "request", "facts", "reasons", "problem_place", "complained_about")
"""What a redaction holds of the petition, each beside its original."""
NEEDED = frozenset({"title", "request", "facts"})
READS_ORIGINAL = frozenset({Role.CLERK, Role.OFFICE_HEAD, Role.CITIZEN})
"""The letters office, which makes the redaction, and the petitioner himself."""


class Trace(StrEnum):
    """What of a person stands in a text."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    ID_NUMBER = "id_number"
    PLATE = "plate"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Found:
    """One place in a text."""

    start: int
    end: int
    trace: Trace


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the original: kept, or blacked out (or changed) in the redaction."""

    text: str
    kept: bool


def is_protected(petition_class: PetitionClass, confidential: bool) -> bool:
    """Whether the text of such a petition goes out redacted only (信访工作条例 §30, §46(5))."""
    return petition_class is PetitionClass.ACCUSATION or confidential


def reads_original(role: Role) -> bool:
    """Whether who acts in this role reads a protected petition as it was written."""
    return role in READS_ORIGINAL


Fold = Callable[[str], str]

_CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", "00123456789123456789")
_PHONE_DIGITS, _NAME_PARTS, _ADDRESS_SIGNS = 7, 3, 4


def plain_fold(sign: str) -> str:
    """A sign as it is compared: compatibility form, lower case."""
    return unicodedata.normalize("NFKD", sign).casefold()


class _Folded:
    """A text as it is compared: letters, digits and black bars alone; and where each sign of it comes from."""

    def __init__(self, text: str, fold: Fold, *, digits: bool = False) -> None:
        signs: list[str] = []
        self.places: list[int] = []
        for place, sign in enumerate(text):
            for each in plain_fold(fold(sign)):
                if each.isalnum() or each == BLACK[0]:
                    signs.append(_as_digit(each) if digits else each)
                    self.places.append(place)
        self.text = "".join(signs)

    def spans(self, needle: str) -> Iterator[tuple[int, int]]:
        """Where a folded needle stands in the original, overlaps too."""
        start = self.text.find(needle)
        while needle and start >= 0:
            yield self.places[start], self.places[start + len(needle) - 1] + 1
            start = self.text.find(needle, start + 1)


def _as_digit(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    return sign.translate(_CHINESE_DIGITS)


def _folded(text: str, fold: Fold, *, digits: bool = False) -> str:
    return _Folded(text, fold, digits=digits).text


def registered(persons: Iterable[Person]) -> tuple[tuple[Trace, str], ...]:
    """What the register knows of these persons and must not stand in a text."""
    found: list[tuple[Trace, str]] = []
    for person in persons:
        found += [
            (Trace.NAME, person.name),
            (Trace.PHONE, person.phone),
            (Trace.EMAIL, person.email),
            (Trace.ADDRESS, person.address),
            (Trace.ADDRESS, without_region(person.address)),
            (Trace.ID_NUMBER, person.id_number),
        ]
    return tuple((trace, value) for trace, value in found if value.strip())


def _needles(trace: Trace, value: str, fold: Fold) -> Iterator[tuple[str, bool]]:
    """What to look for, and whether among the digits (numbers may be written in Chinese)."""
    plain = _folded(value, fold)
    if trace in (Trace.PHONE, Trace.ID_NUMBER):
        number = _folded(value, fold, digits=True)
        yield number, True
        if trace is Trace.PHONE:
            short = number.removeprefix("00").removeprefix("86")
            if len(short) >= _PHONE_DIGITS:
                yield short, True
    elif trace is not Trace.ADDRESS or len(plain) >= _ADDRESS_SIGNS:
        yield plain, False


def left_in(text: str, persons: Iterable[Person], fold: Fold = plain_fold) -> tuple[Found, ...]:
    """Where something registered about these persons stands in a text, spaced, full-width or not."""
    plain, digits = _Folded(text, fold), _Folded(text, fold, digits=True)
    return tuple(
        Found(start, end, trace)
        for trace, value in registered(persons)
        for needle, among_digits in _needles(trace, value, fold)
        for start, end in (digits if among_digits else plain).spans(needle)
    )


_GAP = r"[\s\-–—.·_]{0,2}"
_PATTERNS = (
    (Trace.ID_NUMBER, re.compile(rf"\d(?:{_GAP}\d){{16}}{_GAP}[\dXx]")),
    (Trace.PHONE, re.compile(rf"1[3-9](?:{_GAP}\d){{9}}")),
    (Trace.PHONE, re.compile(rf"0\d{{2,3}}{_GAP}\d{{7,8}}")),
    (Trace.EMAIL, re.compile(r"[A-Za-z0-9._%+-]+\s?@\s?[A-Za-z0-9-]+(?:\s?\.\s?[A-Za-z0-9-]+)+")),
    (
        Trace.PLATE,
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使]\s?[A-Za-z]"
            r"[\s·.\-]?[A-Za-z0-9]{5,6}"
        ),
    ),
    (Trace.NUMBER, re.compile(rf"\d(?:{_GAP}\d){{8,}}")),
)


def _alike(text: str) -> Iterator[Found]:
    """What looks like a number of somebody, whether registered or not."""
    # One sign for one, so that the places stay those of the original.
    even = "".join(_even(sign) for sign in text)
    for trace, pattern in _PATTERNS:
        for match in pattern.finditer(even):
            yield Found(match.start(), match.end(), trace)


def _even(sign: str) -> str:
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    wide = unicodedata.normalize("NFKC", sign)
    return wide if len(wide) == 1 else sign


def _parts(text: str, persons: Iterable[Person], fold: Fold) -> Iterator[Found]:
    """A given name alone, or the part of an address before the at: proposed, but not insisted on."""
    plain = _Folded(text, fold)
    for person in persons:
        name = _folded(person.name, fold)
        mailbox = _folded(person.email.partition("@")[0], fold)
        needles = [(Trace.NAME, name[1:])] if len(name) == _NAME_PARTS else []
        needles += [(Trace.EMAIL, mailbox)] if len(mailbox) > _ADDRESS_SIGNS else []
        for trace, needle in needles:
            for start, end in plain.spans(needle):
                yield Found(start, end, trace)


def to_black(text: str, persons: Iterable[Person], fold: Fold = plain_fold) -> tuple[Found, ...]:
    """All that a proposal blacks out of a text, places that touch or overlap made one, in order."""
    known = tuple(persons)
    everything = [*left_in(text, known, fold), *_parts(text, known, fold), *_alike(text)]
    merged: list[Found] = []
    for each in sorted(everything, key=lambda found: (found.start, -found.end)):
        if merged and each.start <= merged[-1].end:
            last = merged[-1]
            merged[-1] = Found(last.start, max(last.end, each.end), last.trace)
        else:
            merged.append(each)
    return tuple(merged)


def proposal(text: str, persons: Iterable[Person], fold: Fold = plain_fold) -> str:
    """The text with everything blacked out that tells who brought it, as far as a machine can find it."""
    parts, after = [], 0
    for each in to_black(text, persons, fold):
        parts += [text[after : each.start], BLACK]
        after = each.end
    return "".join([*parts, text[after:]])


_SELF = re.compile(
    r"(?:我叫|我是|我姓|我名|我家|我住|我的(?:电话|手机|微信|住址|单位|丈夫|妻子|儿子|女儿|父亲|母亲)"
    r"|我(?:丈夫|妻子|爱人|儿子|女儿|父亲|母亲|哥哥|弟弟|姐姐|妹妹)"
    r"|本人(?:系|是|叫|名|姓|住|家|电话|手机|身份证|现住)|家住|住址|住在|微信号|联系电话)[^\n。，；！？,;!?]{0,8}"
)


def self_references(text: str) -> tuple[str, ...]:
    """Places where somebody seems to speak of himself: who reads them may know him by them."""
    return tuple(dict.fromkeys(match.group().strip() for match in _SELF.finditer(text)))


def pieces(original: str, redacted: str) -> tuple[Piece, ...]:
    """The original in parts: what the redaction kept, and what it blacked out or changed."""
    matcher = SequenceMatcher(a=original, b=redacted, autojunk=False)
    found = [
        Piece(original[start:end], kind == "equal")
        for kind, start, end, _, _ in matcher.get_opcodes()
        if end > start
    ]
    return tuple(found)


def added_key(number: int, *, follow_up: bool = False) -> str:
    """Under which a redaction keeps the text of a supplement, or of what came in again."""
    return f"f{number}" if follow_up else str(number)


def review_key(number: int) -> str:
    """Under which it keeps what the petitioner wrote to ask for a review."""
    return f"r{number}"
