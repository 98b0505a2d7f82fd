"""A row becomes a petition: nothing of its text is lost, and what cannot be right is refused by name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from petitions.adapters import clock
from petitions.rules.completeness import (
    REASONS_MAX,
    REQUEST_MAX,
    TITLE_MAX,
    clean_text,
    fold_digits,
)
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import Channel, PetitionClass, Urgency

FACTS_MAX = 20_000
"""Characters of an imported text that stand in the case; a longer one is attached whole."""
EARLIEST = date(1949, 10, 1)
MOST_PERSONS = 100_000
LONGEST = {
    "external_number": 60,
    "name": 60,
    "phone": 40,
    "email": 254,
    "address": 300,
    "id_number": 40,
    "category": 120,
    "problem_place": 200,
    "complained_about": 500,
}
"""Characters of the short fields; more is a sign of a wrong column."""
MULTILINE = frozenset({"request", "facts", "reasons"})
YES = frozenset({"1", "true", "yes", "y", "是", "保密"})
WORDS: Mapping[str, StrEnum] = {
    "建议意见": PetitionClass.SUGGESTION,
    "建议": PetitionClass.SUGGESTION,
    "检举控告": PetitionClass.ACCUSATION,
    "申诉求决": PetitionClass.APPEAL,
    "普通": Urgency.ORDINARY,
    "一般": Urgency.ORDINARY,
    "紧急": Urgency.URGENT,
}
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})[日号]?\s*(.*)")
_LOOSE_DAY = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(.*))?")

Member = TypeVar("Member", bound=StrEnum)


class RefusedField(Exception):
    """A field that cannot be right: its name, and why in words."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True, slots=True)
class Incoming:
    """A petition ready to be filed, and the whole text when it is too long to stand in the case."""

    submission: Submission
    whole_text: str = ""


def incoming(
    given: Mapping[str, str],
    *,
    channel: Channel,
    petition_class: PetitionClass,
    source: str,
    number: str,
    now: datetime,
) -> Incoming:
    """The petition of one row, by our field names. Raises RefusedField."""
    fields = {name: _cleaned(name, text) for name, text in given.items()}
    for name, most in LONGEST.items():
        if len(fields.get(name, "")) > most:
            raise RefusedField(name, f"longer than {most} characters")
    texts, whole = _texts(fields)
    person = _person(fields)
    return Incoming(
        Submission(
            petition_class=_member("petition_class", fields, PetitionClass, petition_class),
            title=texts["title"],
            request=texts["request"],
            facts=texts["facts"],
            reasons=texts["reasons"],
            persons=() if person.blank else (person,),
            anonymous=person.blank,
            persons_count=_count(fields.get("persons_count", "")),
            problem_place=fields.get("problem_place", ""),
            complained_about=fields.get("complained_about", ""),
            category=fields.get("category", ""),
            confidential=fields.get("confidential", "").casefold() in YES,
            urgency=_member("urgency", fields, Urgency, Urgency.ORDINARY),
            channel=channel,
            received_at=_moment(fields["received_at"], now) if "received_at" in fields else None,
            external_source=source,
            external_number=number,
        ),
        whole,
    )


def _cleaned(name: str, text: str) -> str:
    clean = clean_text(text).strip()
    return clean if name in MULTILINE else " ".join(clean.split())


def _texts(fields: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Title, request, facts and reasons; what is cut anywhere stands whole at the head of the facts."""
    title, facts = fields.get("title", ""), fields.get("facts", "")
    title = title or " ".join(facts.split())
    facts = facts or title
    if not title:
        raise RefusedField("facts", "neither a title nor a text")
    request, reasons = fields.get("request", "") or title, fields.get("reasons", "")
    heads = [title] if len(title) > TITLE_MAX and not facts.startswith(title) else []
    heads += [request] if len(request) > REQUEST_MAX else []
    heads += [reasons] if len(reasons) > REASONS_MAX else []
    facts = "\n\n".join([*heads, facts])
    whole = ""
    if len(facts) > FACTS_MAX:
        whole = facts
        facts = facts[: FACTS_MAX - 30] + "……\n\n（全文见附件“来件全文.txt”）"
    texts = {
        "title": _cut(title, TITLE_MAX),
        "request": _cut(request, REQUEST_MAX),
        "facts": facts,
        "reasons": _cut(reasons, REASONS_MAX),
    }
    return texts, whole


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _person(fields: Mapping[str, str]) -> Person:
    email = fields.get("email", "")
    if email and not re.fullmatch(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+", email):
        raise RefusedField("email", f"{email[:60]!r} is no e-mail address")
    return Person(
        name=fields.get("name", ""),
        phone=fields.get("phone", ""),
        email=email,
        address=fields.get("address", ""),
        id_number=fields.get("id_number", ""),
    )


def _member(field: str, fields: Mapping[str, str], enum: type[Member], otherwise: Member) -> Member:
    text = fields.get(field, "")
    if not text:
        return otherwise
    known = WORDS.get(text)
    if isinstance(known, enum):
        return known
    try:
        return enum(text.casefold())
    except ValueError:
        choices = ", ".join(member.value for member in enum)
        raise RefusedField(field, f"{text[:60]!r} is none of {choices}") from None


def _count(text: str) -> int:
    if not text:
        return 1
    digits = fold_digits(text).removesuffix("人").strip()
    if not (digits.isascii() and digits.isdigit()) or not 1 <= int(digits[:9]) <= MOST_PERSONS:
        raise RefusedField("persons_count", f"{text[:60]!r} is no number of persons")
    return int(digits)


def _moment(text: str, now: datetime) -> datetime:
    """A day or moment in any usual writing, in the office's time zone unless it names one."""
    try:
        moment = _read_moment(fold_digits(text))
    except (ValueError, OverflowError):
        raise RefusedField("received_at", f"{text[:60]!r} is no date such as 2026-03-05") from None
    if moment > now:
        raise RefusedField("received_at", f"{text[:60]!r} is in the future")
    if clock.local_day(moment) < EARLIEST:
        raise RefusedField("received_at", f"{text[:60]!r} is before {EARLIEST.isoformat()}")
    return moment.astimezone(UTC)


def _read_moment(text: str) -> datetime:
    loose = _CHINESE_DAY.fullmatch(text) or _LOOSE_DAY.fullmatch(text)
    if loose is None:
        moment = datetime.fromisoformat(text)
    else:
        year, month, day, hour = loose.groups()
        when = time.fromisoformat(_padded(hour)) if hour else time()
        moment = datetime.combine(date(int(year), int(month), int(day)), when)
    return moment if moment.tzinfo else moment.replace(tzinfo=clock.zone())


def _padded(hour: str) -> str:
    """``9:05`` as ``09:05``."""
    return hour.strip() if len(hour.strip().split(":", 1)[0]) > 1 else f"0{hour.strip()}"
