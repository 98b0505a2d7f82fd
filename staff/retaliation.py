"""Reports of retaliation: the room of supervision, into which nobody of the office or of a unit looks."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.answer_retaliation import answer_retaliation
from petitions.actions.errors import NotFound, Refused
from petitions.actions.record_look import record_look
from petitions.adapters import clock
from petitions.queries.retaliation import ReportView, report, reports
from staff.forms.read import typed
from staff.forms.retaliation import AnswerForm
from staff.opened import CASE_ID, the_case
from staff.refusals import put_back
from staff.rights import me, room

blueprint = Blueprint("retaliation", __name__, url_prefix="/retaliation")


@blueprint.get("/")
@room("retaliation")
def show() -> str:
    return render_template("staff/retaliation/list.html", reports=reports(me().actor))


@blueprint.get(f"/<{CASE_ID}:report_id>")
@room("retaliation")
def ask(report_id: int) -> str:
    """One report; that it was looked at is recorded."""
    return drawn(found(report_id), AnswerForm(formdata=None))


@blueprint.post(f"/<{CASE_ID}:report_id>")
@room("retaliation")
def answer(report_id: int) -> ResponseReturnValue:
    """Record what was done, or show the form again."""
    the_report, form = found(report_id), AnswerForm()
    if form.validate():
        try:
            answer_retaliation(report_id, by=me().actor, now=clock.now(), answer=typed(form.answer))
        except Refused as error:
            put_back(form, error)
        else:
            flash(gettext("处理情况已经记下，信访人可以看到。"), "success")
            return redirect(url_for(".show"), code=303)
    return drawn(the_report, form), 422


def found(report_id: int) -> ReportView:
    """The report as it exists for this officer. Raises NotFound."""
    view = report(report_id, actor=me().actor)
    if view is None:
        raise NotFound
    return view


def drawn(view: ReportView, form: AnswerForm) -> str:
    """The page of one report, with no more of its case than the number.

    It is no look at the case, whose looks the office reads: the audit tells of the report, not of which case.
    """
    file = the_case(view.case_id)
    record_look("look_retaliation", by=me().actor, now=clock.now(), report_id=view.id)
    return render_template("staff/retaliation/report.html", report=view, file=file, form=form)
