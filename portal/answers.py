"""Turns what a citizen answered, page by page, into the petition that is filed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from petitions.rules.completeness import MAX_REPRESENTATIVES, fold_digits
from petitions.rules.submission import Person, Submission
from petitions.rules.terms import Legal, PetitionClass

Answers = Mapping[str, Any]
"""The draft: one mapping for each stage by its name, and the key it will be filed under."""

KEY = "submission_key"
ANONYMOUS, NAMED = "anonymous", "named"
ALONE, SEVERAL = "alone", "several"


def of(answers: Answers, stage: str) -> Mapping[str, Any]:
    """What was answered on one stage; empty if it was not reached yet."""
    given = answers.get(stage)
    return given if isinstance(given, Mapping) else {}


def petition_class(answers: Answers) -> PetitionClass | None:
    """The class the citizen chose (Art. 29, 30, 31), if he has."""
    with suppress(ValueError):
        return PetitionClass(_text(of(answers, "notice"), "petition_class"))
    return None


def legal_status(answers: Answers) -> Legal:
    """What he says of other procedures."""
    with suppress(ValueError):
        return Legal(_text(of(answers, "legal"), "legal_status"))
    return Legal.UNSURE


def is_named(answers: Answers) -> bool:
    """Whether he gives his name."""
    return of(answers, "who").get("named") == NAMED


def is_group(answers: Answers) -> bool:
    """Whether several persons petition together, by name."""
    return is_named(answers) and of(answers, "who").get("together") == SEVERAL


def asks_identity(kind: PetitionClass | None) -> bool:
    """An idea needs nobody's identity number (个人信息保护法 §6)."""
    return kind is not PetitionClass.SUGGESTION


def is_always_confidential(kind: PetitionClass | None) -> bool:
    """Accusations are, whatever anybody ticks (信访工作条例 §30)."""
    return kind is PetitionClass.ACCUSATION


def to_submission(answers: Answers, *, language: str) -> Submission:
    """The whole petition; only what was asked of this class and these persons is taken."""
    kind = PetitionClass(_text(of(answers, "notice"), "petition_class"))
    who, what, where = of(answers, "who"), of(answers, "what"), of(answers, "where")
    hidden = is_always_confidential(kind)
    confidential = hidden or bool(who.get("confidential"))
    return Submission(
        petition_class=kind,
        title=_text(what, "title"),
        request=_text(what, "request"),
        facts=_text(what, "facts"),
        reasons=_text(what, "reasons"),
        persons=tuple(_persons(answers, kind)),
        anonymous=not is_named(answers),
        persons_count=_count(who),
        problem_place=_text(where, "problem_place"),
        complained_about=_text(where, "complained_about"),
        legal_status=legal_status(answers),
        confidential=confidential,
        publish_consent=bool(who.get("publish_consent")) and not confidential,
        language=language,
    )


def representatives(answers: Answers) -> list[Person]:
    """The representatives named, at most five (信访工作条例 §20)."""
    if not is_group(answers):
        return []
    given = of(answers, "group")
    rows = (
        Person(name=_text(given, f"name_{row}"), phone=_text(given, f"phone_{row}"))
        for row in range(1, MAX_REPRESENTATIVES + 1)
    )
    return [person for person in rows if not person.blank]


def _persons(answers: Answers, kind: PetitionClass) -> Iterable[Person]:
    who = of(answers, "who")
    if not is_named(answers):
        mailbox = Person(email=_text(who, "reply_email"))
        return () if mailbox.blank else (mailbox,)
    number = _text(who, "id_number") if asks_identity(kind) else ""
    first = Person(
        name=_text(who, "name"),
        phone=_text(who, "phone"),
        email=_text(who, "email"),
        address=_text(who, "address"),
        id_number="".join(fold_digits(number).split()).upper().replace("\uff38", "X"),
    )
    others = (each for each in representatives(answers) if not _same(each, first))
    return (first, *others)


def _same(one: Person, other: Person) -> bool:
    """He may have written himself down as a representative too."""
    return one.name == other.name and one.phone in ("", other.phone)


def _count(who: Mapping[str, Any]) -> int:
    if who.get("together") != SEVERAL:
        return 1
    count = who.get("persons_count")
    return count if isinstance(count, int) and count > 1 else 2


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""
