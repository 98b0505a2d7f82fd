"""The case file: everything this officer may see of one case, and the steps that are open to him."""

from __future__ import annotations

from flask import Blueprint, render_template

from petitions.queries.case_views import CaseFile
from petitions.queries.matter_views import Hint
from petitions.queries.paper_views import ClockView
from petitions.queries.same_matter import same_as
from petitions.rules.clocks import binding
from petitions.rules.lifecycle import ends
from petitions.rules.permissions import may_enter
from petitions.rules.terms import Action, AttachmentSource
from staff.category_words import category_words
from staff.history import entries
from staff.opened import CASE_ID, looked_at
from staff.rights import me, room
from staff.triage import circulates
from staff.words import DECISIONS, REPLY_STATES

blueprint = Blueprint("case", __name__, url_prefix="/cases")

USUAL = frozenset(
    {
        Action.REGISTER,
        Action.REDACT,
        Action.TRANSFER,
        Action.ACCEPT,
        Action.DRAFT_REPLY,
        Action.APPROVE_REPLY,
        Action.ISSUE_REPLY,
        Action.ISSUE_INTERIM_REPLY,
        Action.CLOSE,
    }
)
"""Steps on the ordinary way: of those that are open, the furthest one stands out. It is looks alone."""


@blueprint.get(f"/<{CASE_ID}:case_id>")
@room("queue")
def show(case_id: int) -> str:
    file = looked_at(case_id)
    usual = [step.action for step in file.steps if step.action in USUAL]
    return render_template(
        "staff/case/show.html",
        file=file,
        due=leading(file),
        moves=tuple(step for step in file.steps if step.target is not None),
        others=tuple(step for step in file.steps if step.target is None),
        next_step=usual[-1] if usual else None,
        history=entries(file.history, known=(file.office, file.handling_unit)),
        ended=ends(file.status),
        sources=tuple(AttachmentSource),
        category_words=category_words,
        decisions=DECISIONS,
        reply_states=REPLY_STATES,
        hints=hints_on_the_desk(file),
        shows_circulation=circulates(file),
        shows_looks=may_enter(me().actor, "looks"),
    )


def hints_on_the_desk(file: CaseFile) -> tuple[Hint, ...]:
    """Shown at once while the letters office decides where a case goes; later on a page of its own."""
    waiting = any(step.action in (Action.REGISTER, Action.MERGE_INTO) for step in file.steps)
    return same_as(file.id, actor=me().actor) if waiting else ()


def leading(file: CaseFile) -> ClockView | None:
    """The clock that leads the queue, with its arithmetic; none on a case that has ended."""
    first = binding(view.clock for view in file.clocks)
    if first is None or ends(file.status):
        return None
    return next(view for view in file.clocks if view.clock is first)
