"""Asks for number and code: the number alone shows the stage, both open the case."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from petitions.queries.tracking import bare_view, open_with_code
from portal import opened
from portal.forms.track import TrackForm
from web.limits import limiter

blueprint = Blueprint("track", __name__, url_prefix="/track")

WRONG_GUESSES = "10/minute"


def _was_wrong(_answer: Response) -> bool:
    """Only what was well written and yet found nothing counts against an address."""
    return bool(g.get("wrong_guess"))


@blueprint.get("/")
def ask() -> str:
    """The two fields."""
    return render_template("portal/track/ask.html", form=TrackForm(formdata=None))


@blueprint.post("/")
@limiter.limit(WRONG_GUESSES, deduct_when=_was_wrong)
def show() -> AnyResponse:
    """Open the case, or show the stage; whatever is wrong, the answer is the same."""
    form = TrackForm()
    if not form.validate():
        return make_response(render_template("portal/track/ask.html", form=form), 422)
    number, code = str(form.number.data), str(form.code.data or "")
    if code:
        case_id = open_with_code(number, code)
        if case_id is None:
            return _nothing(form)
        opened.begin(case_id)
        return redirect(url_for("case.show"), code=303)
    found = bare_view(number)
    if found is None:
        return _nothing(form)
    return make_response(render_template("portal/track/stage.html", found=found))


def _nothing(form: TrackForm) -> AnyResponse:
    g.wrong_guess = True
    form.refuse(
        form.number,
        gettext("查不到。请核对编号和查询码；检举控告和要求保密的事项，必须同时填写查询码。"),
    )
    return make_response(render_template("portal/track/ask.html", form=form), 422)
