"""Registered facts and their correction: which they are, what a new value must be, and who may decide.

Class, way in, place, number of persons and day of receipt decide which limits run and which figures a unit
stands in; they were changed for money once. So none of them changes but by the reasoned request of one
person, the decision of a second, and in the sight of the petitioner.
"""

from datetime import date
from enum import StrEnum

from petitions.rules.completeness import clean_text
from petitions.rules.terms import Channel, PetitionClass

PLACE_MAX = 200
"""Characters."""
MOST_PERSONS = 99_999
EARLIEST = date(1990, 1, 1)


class RegisteredFact(StrEnum):
    """What nobody alone changes once a case exists; the values are the columns of the case."""

    PETITION_CLASS = "petition_class"
    CHANNEL = "channel"
    PROBLEM_PLACE = "problem_place"
    PERSONS_COUNT = "persons_count"
    RECEIVED_AT = "received_at"


class CorrectionCause(StrEnum):
    """How it came to light that a registered fact is wrong."""

    MISTAKEN = "mistaken"
    PETITIONER_SAID = "petitioner_said"
    FOUND_OUT = "found_out"


WORDED = frozenset({RegisteredFact.PROBLEM_PLACE})
"""Facts in somebody's own words: these stand in the case and in the correction, never in the history."""


def tidy(fact: RegisteredFact, text: str) -> str | None:
    """``text`` as a value of the fact is kept (an ISO day for the day of receipt), or None if it is none."""
    plain = " ".join(clean_text(text).split())
    try:
        match fact:
            case RegisteredFact.PETITION_CLASS:
                return PetitionClass(plain).value
            case RegisteredFact.CHANNEL:
                return Channel(plain).value
            case RegisteredFact.PERSONS_COUNT:
                count = int(plain) if plain.isascii() and len(plain) < 10 else 0
                return str(count) if 1 <= count <= MOST_PERSONS else None
            case RegisteredFact.RECEIVED_AT:
                day = date.fromisoformat(plain)
                return day.isoformat() if day >= EARLIEST else None
            case RegisteredFact.PROBLEM_PLACE:
                return plain if 0 < len(plain) <= PLACE_MAX else None
    except ValueError:
        return None


def problem(fact: RegisteredFact, old: str, new: str, *, named_persons: int) -> str | None:
    """Why a registered fact may not become ``new``: a code for ``web/wording``, or None if it may.

    ``old`` and ``new`` are as ``tidy`` leaves them; ``named_persons`` are on the petition by name.
    """
    if old == new:
        return "correction_unchanged"
    if fact is RegisteredFact.PERSONS_COUNT and int(new) < named_persons:
        return "correction_fewer_than_named"
    if fact is RegisteredFact.RECEIVED_AT and date.fromisoformat(new) > date.fromisoformat(old):
        # The 15 days run from receipt (信访工作条例 §22, §23): a later day would lengthen the office's duty.
        return "correction_later_day"
    return None
