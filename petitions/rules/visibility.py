"""What may be seen of a case: by the bare receipt number, and of a person when masked."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from petitions.rules.completeness import clean_text, fold_digits
from petitions.rules.terms import PetitionClass, Stage, Status

HIDDEN = "****"

_STAGES: Mapping[Status, Stage] = MappingProxyType(
    {
        Status.RECEIVED: Stage.WAITING,
        Status.REGISTERED: Stage.WAITING,
        Status.ROUTED: Stage.WITH_UNIT,
        Status.OBJECTED: Stage.WITH_UNIT,
        Status.ACCEPTED: Stage.HANDLING,
        Status.REPLY_DRAFTED: Stage.HANDLING,
        Status.REPLY_APPROVED: Stage.HANDLING,
        Status.ANSWERED: Stage.ANSWERED,
        Status.IN_REVIEW: Stage.REVIEW,
        Status.REVIEWED: Stage.ANSWERED,
        Status.IN_REREVIEW: Stage.REVIEW,
        Status.CONCLUDED: Stage.ENDED,
        Status.CLOSED: Stage.ENDED,
        Status.NOT_ACCEPTED: Stage.ENDED,
        Status.NO_LONGER_ACCEPTED: Stage.ENDED,
        Status.REDIRECTED: Stage.ENDED,
        Status.WITHDRAWN: Stage.ENDED,
        Status.JOINED: Stage.JOINED,
    }
)

_LONGEST_ADDRESS = 60
_REGION = re.compile(
    r"(?:.{2,8}?(?:省|自治区|特别行政区))?"
    r"(?:.{2,10}?(?:市|自治州|地区|盟))?"
    r"(?:.{1,10}?(?:(?<![小社园校厂院景宅库矿A-Za-z0-9])区|县|旗))?"
)
_MOBILE_DIGITS = 11


def stage_of(status: Status) -> Stage:
    """The coarse stage of a case: never the outcome, never who has it."""
    return _STAGES[status]


def bare_view_allowed(petition_class: PetitionClass | None, confidential: bool) -> bool:
    """Whether the receipt number alone shows anything at all.

    Not for accusations, confidential petitions or those not classed yet (信访工作条例 §30).
    """
    return petition_class in {PetitionClass.SUGGESTION, PetitionClass.APPEAL} and not confidential


def mask_name(name: str) -> str:
    """The first character and at most two stars: 张建国 as 张**; one character is hidden whole."""
    letters = _characters(clean_text(name).strip())
    if len(letters) < 2:
        return "*" * len(letters)
    return letters[0] + "*" * min(len(letters) - 1, 2)


def mask_phone(phone: str) -> str:
    """Three digits, stars, four digits; a short number keeps its last two, a shorter one none."""
    if not phone.strip():
        return ""
    digits = "".join(sign for sign in fold_digits(phone) if sign in "0123456789")
    if len(digits) > _MOBILE_DIGITS:
        digits = digits.removeprefix("00").removeprefix("86")
    if len(digits) >= _MOBILE_DIGITS - 1:
        return digits[:3] + HIDDEN + digits[-4:]
    return HIDDEN + digits[-2:] if len(digits) >= 7 else HIDDEN


def mask_id(number: str) -> str:
    """Only the last four signs of an identity number; anything under ten signs is hidden whole."""
    signs = "".join(clean_text(fold_digits(number)).split())
    if len(signs) < 10:
        return "*" * len(signs)
    return "*" * (len(signs) - 4) + signs[-4:]


def mask_email(address: str) -> str:
    """The first letter of the mailbox and the domain: zhang@example.cn as z***@example.cn."""
    text = clean_text(address).strip()
    if not text:
        return ""
    mailbox, at, domain = text.rpartition("@")
    if not at or not mailbox or not domain:
        return "***"
    letters = _characters(mailbox)
    return (letters[0] if len(letters) > 1 else "") + "***@" + domain


def mask_address(address: str) -> str:
    """Down to the district or county and no further: 北京市朝阳区建国路8号 as 北京市朝阳区****."""
    text = clean_text(address).strip()
    if not text:
        return ""
    region = _REGION.match("".join(text.split())[:_LONGEST_ADDRESS])
    shown = region.group(0) if region else ""
    return shown + HIDDEN


def without_region(address: str) -> str:
    """What of an address stands behind province, city and county, and so leads to a door; blanks taken out."""
    text = "".join(clean_text(address).split())
    region = _REGION.match(text[:_LONGEST_ADDRESS])
    return text[region.end() :] if region else text


def _characters(text: str) -> list[str]:
    """``text`` by what a reader sees as one character: marks and variants stay with their base."""
    seen: list[str] = []
    for sign in text:
        if seen and (unicodedata.category(sign) in {"Mn", "Mc", "Me"} or sign == "\u200d"):
            seen[-1] += sign
        else:
            seen.append(sign)
    return seen
