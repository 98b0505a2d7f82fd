"""What a deadline's arithmetic says of itself: its steps, and what it refuses, each with the article."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

CIVIL_FIRST_DAY = "民法典 §201"
CIVIL_LAST_DAY = "民法典 §203"
HEARING = "信访工作条例 §36"
OWN_PRACTICE = "office practice"
"""The house's safe asymmetry: the Regulation itself has no rule on counting."""


class ReasonCode(StrEnum):
    """One step of the arithmetic, for the "why this date" panel."""

    FIRST_DAY_NOT_COUNTED = "first_day_not_counted"
    DAYS_COUNTED = "days_counted"
    WORKING_DAYS_COUNTED = "working_days_counted"
    MINUTES_COUNTED = "minutes_counted"
    SKIPPED_REST_DAY = "skipped_rest_day"
    MAKE_UP_DAY_COUNTED = "make_up_day_counted"
    LAW_IS_EARLIER = "law_is_earlier"
    EXTENDED = "extended"
    EXCLUDED_HEARING = "excluded_hearing"
    CITIZEN_MOVED_TO_WORKING_DAY = "citizen_moved_to_working_day"
    AUTHORITY_NOT_LENGTHENED = "authority_not_lengthened"
    AUTHORITY_TARGET_BEFORE_REST = "authority_target_before_rest"


@dataclass(frozen=True, slots=True)
class Reason:
    """A step with its article; ``days`` are of the clock's kind, ``day`` the day it speaks of.

    A stretch of rest days is one step, from ``day`` to ``until``; ``name`` is what the notice calls it.
    """

    code: ReasonCode
    article: str
    day: date | None = None
    days: int | None = None
    until: date | None = None
    name: str = ""


class RuleRefused(ValueError):
    """Something the rules do not allow: a ``code`` for the words, and the article."""

    def __init__(self, code: str, article: str) -> None:
        super().__init__(f"{code} ({article})")
        self.code = code
        self.article = article


class ExtensionRefused(RuleRefused):
    """Codes: not_extendable, not_positive, too_long, second_extension, without_reason, too_late."""


class ExclusionRefused(RuleRefused):
    """Codes: not_excludable (only a re-review leaves out its hearing, 信访工作条例 §36), not_positive."""


class ObjectionRefused(RuleRefused):
    """Codes: too_late, without_reason (信访工作条例 §23(3))."""


class LengthMissing(RuleRefused):
    """Code: length_missing. Nobody set a limit for a clock that has no legal length (T6)."""
