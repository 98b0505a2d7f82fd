"""The notice of a decision that ended a case, to print for who comes to the counter or gets it by post."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from staff.navigation import unit_name
from staff.opened import CASE_ID, looked_at
from staff.rights import room
from web.decision import decision_of

blueprint = Blueprint("decision", __name__, url_prefix="/cases")


@blueprint.get(f"/<{CASE_ID}:case_id>/decision")
@room("queue")
def show(case_id: int) -> str:
    """The paper; 404 where the case goes on, was answered, or was erased."""
    file = looked_at(case_id)
    decision = None if file.erased else decision_of(file.history)
    if decision is None:
        abort(404)
    return render_template(
        "staff/case/decision.html", file=file, decision=decision, names=unit_name
    )
