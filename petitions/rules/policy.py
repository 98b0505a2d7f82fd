"""The legal limits as data: one row per clock, with its article; an office may only be stricter."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from petitions.rules.terms import Clock, DayKind


class OwedBy(StrEnum):
    """Whose clock it is: an authority's is never lengthened, a citizen's right never shortened."""

    AUTHORITY = "authority"
    CITIZEN = "citizen"


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One row: ``length`` in days of ``kind`` (None: whoever assigns sets it), as are ``near_days``
    (when to warn) and ``max_extension``. ``duty`` False is a window, which cannot be overdue;
    ``exclusions`` says whether the time of a hearing is left out (信访工作条例 §36 alone).
    """

    clock: Clock
    name_code: str
    length: int | None
    article: str
    near_days: int
    kind: DayKind = DayKind.CALENDAR
    owed_by: OwedBy = OwedBy.AUTHORITY
    max_extension: int = 0
    duty: bool = True
    exclusions: bool = False


Policy = Mapping[Clock, ClockRule]

_ROWS = (
    ClockRule(Clock.SORT, "sort", 15, "信访工作条例 §22", near_days=3),
    ClockRule(Clock.NOTICE_DIRECT, "notice_direct", 15, "信访工作条例 §23(1)(2)", near_days=3),
    ClockRule(Clock.NOTICE_ROUTED, "notice_routed", 15, "信访工作条例 §23(3)", near_days=3),
    ClockRule(
        Clock.OBJECTION,
        "objection",
        5,
        "信访工作条例 §23(3)",
        near_days=1,
        kind=DayKind.WORKING,
        duty=False,
    ),
    ClockRule(Clock.HANDLING, "handling", 60, "信访工作条例 §34", near_days=10, max_extension=30),
    ClockRule(Clock.ASSIGNED, "assigned", None, "信访工作条例 §22(3)", near_days=3),
    ClockRule(
        Clock.ASK_REVIEW,
        "ask_review",
        30,
        "信访工作条例 §35",
        near_days=7,
        owed_by=OwedBy.CITIZEN,
        duty=False,
    ),
)

POLICY: Policy = MappingProxyType({row.clock: row for row in _ROWS})


class LooserThanLaw(ValueError):
    """A wanted limit (days of the clock's kind) that gives people less than the law does."""

    def __init__(self, clock: Clock, wanted: int, legal: int | None, article: str) -> None:
        super().__init__(f"{clock}: {wanted} days, the law says {legal} ({article})")
        self.clock = clock
        self.wanted = wanted
        self.legal = legal
        self.article = article


class FixedByLaw(LooserThanLaw):
    """A window that belongs to somebody else (a unit, a citizen): the office may not alter it."""


def checked_length(rule: ClockRule, wanted: int) -> int:
    """``wanted`` days if they are no looser than the law's row for this clock (信访工作条例 §22–35)."""
    legal = POLICY[rule.clock].length
    if legal is not None and not rule.duty and wanted != legal:
        raise FixedByLaw(rule.clock, wanted, legal, rule.article)
    if wanted < 1 or (legal is not None and wanted > legal):
        raise LooserThanLaw(rule.clock, wanted, legal, rule.article)
    return wanted


def tightened(policy: Policy, overrides: Mapping[Clock, int]) -> Policy:
    """``policy`` with an office's own limits (days of each clock's kind) in place of its lengths.

    Raises ``LooserThanLaw`` for a longer limit than the Regulation's, or one under a day, and
    ``FixedByLaw`` for any change of a window. T6 has no legal length, so any is a default.
    """
    stricter = {
        clock: replace(policy[clock], length=checked_length(policy[clock], wanted))
        for clock, wanted in overrides.items()
    }
    return MappingProxyType({**policy, **stricter})
