"""How an open case is told to its petitioner: where it stands, until when, what happened, what he may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from petitions.queries import directory
from petitions.queries.case_views import TrackedCase
from petitions.queries.directory import UnitView
from petitions.queries.paper_views import ClockView, CorrectionView, EventView, FileView, ReplyView
from petitions.rules.clocks import binding
from petitions.rules.policy import Force
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


def review_window(case: TrackedCase) -> ClockView | None:
    """The petitioner's own time to ask for a review (信访工作条例 §35)."""
    found = [each for each in case.clocks if each.clock.clock is Clock.ASK_REVIEW]
    return found[-1] if found else None


def review_unit(reply: ReplyView) -> UnitView | None:
    """Who reviews a reply: the unit above the one that gave it (信访工作条例 §35)."""
    given_by = directory.unit(reply.unit.id) if reply.unit else None
    if given_by is None or given_by.parent_id is None:
        return None
    return directory.unit(given_by.parent_id)


def own_files(case: TrackedCase) -> list[FileView]:
    """What the petitioner sent."""
    return [file for file in case.files if file.source is AttachmentSource.PETITIONER]


def reply_files(case: TrackedCase, reply: ReplyView) -> list[FileView]:
    """What came with a reply."""
    return [file for file in case.files if file.reply_id == reply.id]


def carries_remedy(reply: ReplyView, case: TrackedCase) -> bool:
    """Whether a review may be asked for: only of a handling opinion whose window was opened."""
    return reply.kind is ReplyKind.FINAL and review_window(case) is not None
