"""Opens the identity of the petitioner for a reason: shown once, on this answer alone, recorded and reported."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from petitions.actions.confirm import confirm, is_fresh
from petitions.actions.errors import Missing, NotAllowed, Refused
from petitions.actions.reveal import reveal
from petitions.adapters import clock
from petitions.queries.case_views import CaseFile
from petitions.queries.refusals import why_not
from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action
from staff.forms.handling import CodedRevealForm, ConfirmedRevealForm, RevealForm
from staff.forms.read import typed
from staff.opened import CASE_ID, looked_at, the_case
from staff.refusals import put_back, said
from staff.rights import me, room
from web import errors
from web.limits import source_address

blueprint = Blueprint("reveal", __name__, url_prefix="/cases")


@blueprint.get(f"/<{CASE_ID}:case_id>/reveal")
@room("queue")
def ask(case_id: int) -> ResponseReturnValue:
    file = looked_at(case_id)
    code = why_not(case_id, Action.REVEAL, actor=me().actor)
    if code is not None:
        return errors.page(403, why=said(NotAllowed(code)))
    return drawn(asked_of_me()(formdata=None), file)


@blueprint.post(f"/<{CASE_ID}:case_id>/reveal")
@room("queue")
def show(case_id: int) -> ResponseReturnValue:
    """The persons in clear; pressing again asks for a reason again and is recorded again."""
    file, form = the_case(case_id), asked_of_me()()
    code = why_not(case_id, Action.REVEAL, actor=me().actor)
    if code is not None:
        raise NotAllowed(code)  # nobody proves who he is for nothing
    status = 422
    if form.validate():
        try:
            if isinstance(form, ConfirmedRevealForm):
                _confirm(form)
            found = reveal(
                case_id,
                by=me().actor,
                now=clock.now(),
                reason=typed(form.reason),
                session_id=me().signed.session_id,
            )
        except (Missing, Refused) as error:
            put_back(form, error)
            status = 429 if error.code == "sign_in_throttled" else 422
        else:
            return render_template(
                "staff/handling/revealed.html",
                file=file,
                persons=found.persons,
                original=found.original,
            )
    return drawn(form, file), status


def asked_of_me() -> type[RevealForm]:
    """With the password, and the code where he has a second factor, unless he gave them just now."""
    signed = me().signed
    if is_fresh(signed.confirmed_at, clock.now()):
        return RevealForm
    return CodedRevealForm if signed.second_factor else ConfirmedRevealForm


def _confirm(form: Any) -> None:
    confirm(
        me().token,
        typed(form.password),
        typed(form.code) if "code" in form else "",
        address=source_address(),
        now=clock.now(),
    )


def drawn(form: RevealForm, file: CaseFile) -> str:
    """The page that asks for the reason."""
    return render_template(
        "staff/handling/reveal.html", form=form, file=file, step=STEPS[Action.REVEAL]
    )
