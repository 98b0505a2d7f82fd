"""Review (复查) and re-review (复核): who may decide one, and what it may say (信访工作条例 §35, §36).

Another unit and other persons than those who handled the matter: the next higher one decides, and in it nobody
who took part before.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from petitions.rules.accused import OFFICE_WORKERS, UNIT_WORKERS
from petitions.rules.terms import UNDER_REVIEW, Action, Role, Status


class ReviewLevel(StrEnum):
    """The first asks about the handling opinion (§35), the second about the opinion of the first (§36)."""

    REVIEW = "review"
    REREVIEW = "rereview"


class ReviewOutcome(StrEnum):
    """What the opinion says of the one before; the Regulation names no outcomes, these are the usual ones."""

    UPHOLD = "uphold"
    CHANGE = "change"
    REMAND = "remand"


ASIDE = frozenset({Action.OBJECT, Action.VOICE_JOINT, Action.RECUSE})
"""Steps by which a unit says that the matter is not its own, or an officer that it is not his."""

REVIEWED = frozenset(
    {
        Action.DRAFT_REVIEW,
        Action.RECORD_HEARING,
        Action.DECIDE_REVIEW,
        Action.DECIDE_REREVIEW,
        Action.REMAND,
    }
)
"""Steps by which somebody has a hand in a review."""

MOST_HEARING_DAYS = 60
"""Calendar days that a hearing may keep a re-review; the Regulation names no number (office practice)."""


class Line(Protocol):
    """A line of the history."""

    @property
    def sequence(self) -> int: ...
    @property
    def action(self) -> Action: ...
    @property
    def officer_id(self) -> int | None: ...
    @property
    def actor_role(self) -> Role: ...
    @property
    def status_before(self) -> Status | None: ...


def handled_by(history: Iterable[Line]) -> frozenset[int]:
    """Officers with a hand in how the matter was handled: any step for a unit, a note or a file too.

    Not what a reviewing unit did while a review was open; a closing report that is filed meanwhile is the handlers'.
    """
    return _by(
        each
        for each in history
        if each.actor_role in UNIT_WORKERS
        and each.action not in ASIDE | REVIEWED
        and (each.status_before not in UNDER_REVIEW or each.action is Action.FILE_CLOSING_REPORT)
    )


def reviewed_by(history: Iterable[Line], before: int, roles: Collection[Role]) -> frozenset[int]:
    """Officers who had a hand, in one of these roles, in a review that was over before that line of the history."""
    return _by(
        each
        for each in history
        if each.action in REVIEWED and each.sequence < before and each.actor_role in roles
    )


def drafted_by_office(history: Iterable[Line]) -> bool:
    """Whether the newest draft of an opinion was written in the letters office."""
    drafts = [each for each in history if each.action is Action.DRAFT_REVIEW]
    return bool(drafts) and drafts[-1].actor_role in OFFICE_WORKERS


def _by(steps: Iterable[Line]) -> frozenset[int]:
    return frozenset(each.officer_id for each in steps if each.officer_id is not None)


@dataclass(frozen=True, slots=True)
class OpenReview:
    """A review that waits for its opinion.

    ``unit_id`` None where the next higher unit stands in no directory of ours. ``by_office``: nobody there can
    decide it in the system, so that the letters office records what was decided, with the number of its document;
    who recorded the opinion before may do so again, who handled the matter never.
    """

    level: ReviewLevel
    unit_id: int | None
    took_part: frozenset[int] = frozenset()
    """Officers who do not touch it."""
    by_office: bool = False
    drafted_by: int | None = None
    outcome: ReviewOutcome | None = None
    heard: bool = False
