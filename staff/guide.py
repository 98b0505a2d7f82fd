"""The acceptance guide: one question after another, and at the end a proposal that an officer may follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request
from flask_babel import gettext

from petitions.queries.case_views import CaseFile
from petitions.rules.acceptance_guide import Path, Proposal, walk
from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action, DeclineGround
from staff.guide_words import ANSWERS, NOTICES, QUESTIONS
from staff.opened import CASE_ID, looked_at
from staff.rights import room
from staff.whereabouts import Places
from web import wording

blueprint = Blueprint("guide", __name__, url_prefix="/cases")


@blueprint.get(f"/<{CASE_ID}:case_id>/guide")
@room("queue")
def show(case_id: int) -> str:
    """The questions answered so far, and the next one or the proposal; answers stand in the address as codes."""
    file = looked_at(case_id)
    if not offers_guide(file):
        abort(403)
    path = walk(request.args)
    proposal = path.proposal
    action = proposal.steps.get(file.status) if proposal else None
    return render_template(
        "staff/guide/show.html",
        file=file,
        path=path,
        questions=QUESTIONS,
        answers=ANSWERS,
        wrong="go_on" in request.args and path.open is not None and not _fits(path),
        proposal=proposal,
        step=STEPS[action] if action else None,
        is_open=action is not None and any(each.action is action for each in file.steps),
        ground=_ground(proposal),
        notice=_notice(proposal),
        place=Places(file).told(proposal.place) if proposal and proposal.place else "",
    )


def offers_guide(file: CaseFile) -> bool:
    """Whether this officer has to decide now whether the matter is taken on."""
    return any(step.action is Action.DECLINE for step in file.steps)


def guided(action: Action, file: CaseFile) -> Mapping[str, Any]:
    """What the form of a step is filled with, when the guide led there and the answers hold for this case."""
    proposal = walk(request.args).proposal
    if proposal is None or proposal.steps.get(file.status) is not action:
        return {}
    found: dict[str, Any] = {"explanation": _notice(proposal)}
    if proposal.ground is not None:
        found["ground"] = proposal.ground.value
    if proposal.way is not None:
        found["way"] = proposal.way.value
    place = Places(file).meant(proposal.place) if proposal.place else None
    if place is not None:
        found["to_unit_id"] = str(place.id)
    if action is Action.ASK_MORE:
        found["question"] = _notice(proposal)
    if action is Action.OBJECT:
        found["reasons"] = _notice(proposal)
    return found


def _fits(path: Path) -> bool:
    """Whether the question that was sent was answered: the last answered one is followed by a new one."""
    return request.args.get("go_on") != (path.open.code if path.open else "")


def _ground(proposal: Proposal | None) -> str:
    if proposal is None:
        return ""
    if proposal.ground is not None:
        return str(wording.word(DeclineGround(proposal.ground)))
    return str(wording.word(proposal.way)) if proposal.way is not None else ""


def _notice(proposal: Proposal | None) -> str:
    """The words that the form starts with; blank where the step writes none."""
    if proposal is None:
        return ""
    words = NOTICES.get(proposal.code)
    if words is None and proposal.way is not None:
        return gettext(
            "您反映的事项应当通过法定程序解决：%(way)s。请带上身份证明、有关的决定书或者文书和证据，"
            "向告知书写明的机关提出，费用和材料以该机关的要求为准。",
            way=wording.word(proposal.way),
        )
    return str(words or "")
