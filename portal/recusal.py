"""The petitioner asks that somebody of the staff has nothing to do with his case (信访工作条例 §28)."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.errors import NotAllowed
from petitions.actions.request_recusal import request_recusal
from petitions.adapters import clock
from petitions.rules.terms import Action
from portal import opened
from portal.forms.recusal import RecusalForm
from web import wording

blueprint = Blueprint("recusal", __name__, url_prefix="/track/case/recusal")


@blueprint.get("/")
def show() -> str:
    """What a recusal is, and the form."""
    opened.step(opened.case(), Action.REQUEST_RECUSAL)
    return render_template("portal/recusal/ask.html", form=RecusalForm(formdata=None))


@blueprint.post("/")
def ask() -> Response:
    """File the request."""
    case = opened.case()
    form = RecusalForm()
    if form.validate():
        try:
            request_recusal(
                case.id,
                by=opened.actor(case),
                now=clock.now(),
                whom=str(form.whom.data),
                reason=str(form.reason.data),
            )
        except NotAllowed as error:
            form.refuse(form.whom, wording.refusal(error))
        else:
            flash(gettext("您的要求已经收到，5 个工作日内决定。"), "success")
            return redirect(url_for("case.show"), code=303)
    return make_response(render_template("portal/recusal/ask.html", form=form), 422)
