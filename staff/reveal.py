"""Opens the identity of the petitioner for a reason: shown once, on this answer alone, and recorded."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from petitions.actions.errors import Missing, NotAllowed
from petitions.actions.reveal import reveal
from petitions.adapters import clock
from petitions.queries.case_views import CaseFile
from petitions.queries.refusals import why_not
from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action
from staff.forms.handling import RevealForm
from staff.forms.read import typed
from staff.opened import CASE_ID, looked_at, the_case
from staff.refusals import put_back, said
from staff.rights import me, room
from web import errors

blueprint = Blueprint("reveal", __name__, url_prefix="/cases")


@blueprint.get(f"/<{CASE_ID}:case_id>/reveal")
@room("queue")
def ask(case_id: int) -> ResponseReturnValue:
    file = looked_at(case_id)
    code = why_not(case_id, Action.REVEAL, actor=me().actor)
    if code is not None:
        return errors.page(403, why=said(NotAllowed(code)))
    return drawn(RevealForm(formdata=None), file)


@blueprint.post(f"/<{CASE_ID}:case_id>/reveal")
@room("queue")
def show(case_id: int) -> ResponseReturnValue:
    """The persons in clear; pressing again asks for a reason again and is recorded again."""
    file, form = the_case(case_id), RevealForm()
    if form.validate():
        try:
            persons = reveal(case_id, by=me().actor, now=clock.now(), reason=typed(form.reason))
        except Missing as error:
            put_back(form, error)
        else:
            return render_template("staff/handling/revealed.html", file=file, persons=persons)
    return drawn(form, file), 422


def drawn(form: RevealForm, file: CaseFile) -> str:
    """The page that asks for the reason."""
    return render_template(
        "staff/handling/reveal.html", form=form, file=file, step=STEPS[Action.REVEAL]
    )
