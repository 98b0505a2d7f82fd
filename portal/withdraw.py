"""The petitioner withdraws by his own act, after reading what that means."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.withdraw import withdraw
from petitions.adapters import clock
from petitions.rules.terms import Action, Status
from portal import opened
from portal.forms.withdraw import WithdrawForm

blueprint = Blueprint("withdraw", __name__, url_prefix="/track/case/withdraw")


@blueprint.get("/")
def show() -> str:
    """What withdrawing means, and the box to tick."""
    opened.step(opened.case(), Action.WITHDRAW)
    return render_template("portal/withdraw/withdraw.html", form=WithdrawForm(formdata=None))


@blueprint.post("/")
def confirm() -> Response:
    """Withdraw."""
    case = opened.case()
    if case.status is Status.WITHDRAWN:
        return redirect(url_for("case.show"), code=303)
    form = WithdrawForm()
    if not form.validate():
        return make_response(render_template("portal/withdraw/withdraw.html", form=form), 422)
    withdraw(
        case.id,
        by=opened.actor(case),
        now=clock.now(),
        confirmed=True,
        reason=str(form.reason.data or ""),
    )
    flash(gettext("您已经撤回这件信访事项。"), "success")
    return redirect(url_for("case.show"), code=303)
