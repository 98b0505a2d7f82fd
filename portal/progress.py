"""How an open case is told to its petitioner: where it stands, until when, what happened, what he may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.queries.case_views import TrackedCase
from petitions.queries.directory import UnitView
from petitions.queries.paper_views import ClockView, CorrectionView, EventView, FileView, ReplyView
from petitions.queries.review_view import ReviewView
from petitions.queries.reviews import reviewing_unit
from petitions.rules.clocks import binding
from petitions.rules.policy import Force
from petitions.rules.reviews import ReviewLevel
from petitions.rules.terms import Action, AttachmentSource, Clock, ClockState, ReplyKind
from portal.names import unit_name
from portal.sentences import correction_particulars, particulars, sentence


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    title: str
    at: datetime
    by: str
    article: str
    particulars: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Button:
    """One thing the petitioner may do now."""

    text: LazyString
    href: str
    look: str


_BUTTONS: dict[Action, tuple[LazyString, str, str]] = {
    Action.SUPPLEMENT: (_l("补充材料或者情况"), "supplement.show", ""),
    Action.REQUEST_REVIEW: (_l("请求复查"), "review.show", "secondary"),
    Action.REQUEST_REREVIEW: (_l("请求复核"), "review.show", "secondary"),
    Action.REQUEST_RECUSAL: (_l("要求工作人员回避"), "recusal.show", "secondary"),
    Action.WITHDRAW: (_l("撤回这件信访事项"), "withdraw.show", "secondary"),
}


def entries(case: TrackedCase) -> list[Entry]:
    """The history, newest first."""
    corrections = {each.id: each for each in case.corrections}
    return [
        Entry(
            sentence(event),
            event.at,
            unit_name(event.unit),
            event.article,
            _particulars(event, corrections),
        )
        for event in reversed(case.timeline)
    ]


def _particulars(
    event: EventView, corrections: Mapping[int, CorrectionView]
) -> Sequence[tuple[str, str]]:
    """Words of a correction stand in its own paper, not in the history."""
    if event.action is Action.APPROVE_CORRECTION:
        each = corrections.get(event.facts["correction_id"])
        return correction_particulars(each) if each else ()
    return particulars(event)


def buttons(case: TrackedCase) -> list[Button]:
    """From the open steps and nothing else."""
    found = (_BUTTONS[step.action] for step in case.steps if step.action in _BUTTONS)
    return [Button(text, url_for(endpoint), look) for text, endpoint, look in found]


def leading(case: TrackedCase) -> ClockView | None:
    """The running duty with the earliest last day."""
    leading = binding(each.clock for each in case.clocks if by_law(each))
    return next((each for each in case.clocks if each.clock is leading), None)


def by_law(view: ClockView) -> bool:
    """Whether the law sets the limit: those the office sets itself are its own business."""
    return view.clock.rule.force is Force.LAW


def late(case: TrackedCase) -> list[ClockView]:
    """Duties whose last day has passed without the step."""
    return [each for each in case.clocks if by_law(each) and each.state is ClockState.OVERDUE]


def duties(case: TrackedCase) -> list[ClockView]:
    """What the office and the units owe or owed; windows of units are their own business."""
    return [each for each in case.clocks if by_law(each) and each.clock.rule.duty]


WINDOWS = {
    ReviewLevel.REVIEW: Clock.ASK_REVIEW,
    ReviewLevel.REREVIEW: Clock.ASK_REREVIEW,
}


def window_of(case: TrackedCase, level: ReviewLevel) -> ClockView | None:
    """The petitioner's own time to ask for a review (信访工作条例 §35) or a re-review (§36)."""
    found = [each for each in case.clocks if each.clock.clock is WINDOWS[level]]
    return found[-1] if found else None


def review_window(case: TrackedCase) -> ClockView | None:
    """His time to ask for a review of the handling opinion."""
    return window_of(case, ReviewLevel.REVIEW)


def rereview_window(case: TrackedCase) -> ClockView | None:
    """His time to ask for a re-review of the review opinion."""
    return window_of(case, ReviewLevel.REREVIEW)


def asked_of(case: TrackedCase, level: ReviewLevel) -> UnitView | None:
    """Whom he asks: the unit next above the one that handled it, or that reviewed it."""
    if level is ReviewLevel.REVIEW:
        return reviewing_unit(case.handling_unit.id) if case.handling_unit else None
    return reviewed_above(case.reviews[-1]) if case.reviews else None


def reviewed_above(review: ReviewView) -> UnitView | None:
    """The unit next above the one that gave this opinion; None where our directory ends."""
    return reviewing_unit(review.unit.id) if review.unit else None


def why_no_review(case: TrackedCase) -> str:
    """The code of the reason why he may ask for neither now."""
    windows = [each for level in ReviewLevel if (each := window_of(case, level))]
    over = any(each.clock.running for each in windows)
    return "review_too_late" if over else "no_review_window"


def revoked(case: TrackedCase, reply: ReplyView) -> bool:
    """Whether a review revoked this opinion: the matter was handled anew since."""
    return reply.issued_at is not None and any(
        event.action is Action.REMAND and event.at >= reply.issued_at for event in case.timeline
    )


def own_files(case: TrackedCase) -> list[FileView]:
    """What the petitioner sent."""
    return [file for file in case.files if file.source is AttachmentSource.PETITIONER]


def reply_files(case: TrackedCase, reply: ReplyView) -> list[FileView]:
    """What came with a reply."""
    return [file for file in case.files if file.reply_id == reply.id]


def carries_remedy(reply: ReplyView, case: TrackedCase) -> bool:
    """Whether a review may be asked for: only of a handling opinion whose window was opened."""
    return reply.kind is ReplyKind.FINAL and review_window(case) is not None
