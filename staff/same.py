"""Cases that may be about one matter: the list of hints, and two of them side by side, each look recorded."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from petitions.queries.matter_links import group_of
from petitions.queries.same_matter import same_as
from petitions.rules.same_matter import shared
from staff.opened import CASE_ID, looked_at, the_case
from staff.rights import me, room

blueprint = Blueprint("same", __name__, url_prefix="/cases")


@blueprint.get(f"/<{CASE_ID}:case_id>/same")
@room("queue")
def hints(case_id: int) -> str:
    """What may be the same matter, and why; nothing is decided here."""
    file = looked_at(case_id)
    return render_template(
        "staff/same/hints.html",
        file=file,
        hints=() if file.erased else same_as(case_id, actor=me().actor),
        group=group_of(case_id, actor=me().actor),
    )


@blueprint.get(f"/<{CASE_ID}:case_id>/same/<{CASE_ID}:other_id>")
@room("queue")
def beside(case_id: int, other_id: int) -> str:
    """Two cases side by side; one that the officer may not see is missing, and then neither is looked at."""
    if case_id == other_id:
        abort(404)
    the_case(case_id)
    the_case(other_id)
    file, other = looked_at(case_id), looked_at(other_id)
    return render_template(
        "staff/same/side_by_side.html",
        file=file,
        other=other,
        texts=[
            (name, shared(mine, theirs), shared(theirs, mine))
            for name, mine, theirs in (
                ("title", file.content.title or "", other.content.title or ""),
                ("request", file.content.request, other.content.request),
                ("facts", file.content.facts, other.content.facts),
                ("reasons", file.content.reasons, other.content.reasons),
            )
            if mine or theirs
        ],
        steps={step.action.value for step in file.steps},
    )
