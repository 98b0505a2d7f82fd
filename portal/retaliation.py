"""The petitioner reports retaliation, to supervision alone, and reads what was done about it."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.report_retaliation import report_retaliation
from petitions.adapters import clock, codes
from petitions.queries.retaliation import own_reports
from portal import opened
from portal.forms.retaliation import RetaliationForm
from web.limits import limiter

blueprint = Blueprint("retaliation", __name__, url_prefix="/track/case/retaliation")


@blueprint.get("/")
def show() -> Response:
    """Who reads it, an empty field, and what was reported before."""
    case = opened.case()
    form = RetaliationForm(formdata=None, data={"submission_key": codes.new_key()})
    return _page(form, case.id)


@blueprint.post("/")
@limiter.limit("20/hour")
def report() -> Response:
    """Keep it; a second press adds nothing."""
    case = opened.case()
    form = RetaliationForm()
    if not form.submission_key.data:
        form.submission_key.data = codes.new_key()
    if not form.validate():
        return _page(form, case.id, 422)
    report_retaliation(
        case.id,
        by=opened.actor(case),
        now=clock.now(),
        text=str(form.text.data),
        submission_key=str(form.submission_key.data),
    )
    flash(gettext("督查人员已经收到您的反映。处理情况会写在这一页。"), "success")
    return redirect(url_for("retaliation.show"), code=303)


def _page(form: RetaliationForm, case_id: int, status: int = 200) -> Response:
    body = render_template(
        "portal/retaliation/report.html", form=form, reports=own_reports(case_id)
    )
    return make_response(body, status)
