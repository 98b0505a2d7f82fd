"""A code that officers know opens this page first: the petitioner takes a query code of his own."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.errors import NotAllowed, Refused
from petitions.actions.replace_code import replace_code
from petitions.adapters import clock, codes
from petitions.queries.case_views import TrackedCase
from petitions.queries.tracking import took_over
from portal import opened
from portal.forms.replace_code import ReplaceCodeForm
from web import wording

blueprint = Blueprint("replace_code", __name__, url_prefix="/track/case/code")

BROWSER = "own_code"
"""In the session: what makes the code of this browser another than that of the next one."""


@blueprint.get("/")
def show() -> Response:
    """Why, the new code, and the field that confirms it; reloaded, the same code again."""
    if opened.replaced():
        return _after_all()
    case = opened.at_the_door()
    if not case.code_known_to_staff:
        return redirect(url_for("case.show"), code=303)
    return _page(case, ReplaceCodeForm(formdata=None))


@blueprint.post("/")
def confirm() -> Response:
    """Make it the only code. Pressed twice, or sent again after a cut, it opens the case all the same."""
    if opened.replaced():
        return _after_all()
    case = opened.at_the_door()
    if not case.code_known_to_staff:
        return redirect(url_for("case.show"), code=303)
    form = ReplaceCodeForm()
    if not form.validate():
        return _page(case, form, 422)
    try:
        replace_code(
            case.id,
            by=opened.actor(case),
            now=clock.now(),
            replaces=opened.stamp(),
            browser_key=_browser_key(),
            typed=str(form.typed.data),
        )
    except (NotAllowed, Refused) as error:
        if error.code == "code_not_confirmed":
            form.refuse(form.typed, wording.refusal(error))
            return _page(case, form, 422)
        return _after_all()
    return _open(case.id)


def _after_all() -> Response:
    """The old code is dead: by this page, sent twice or cut off, or by another browser or the counter."""
    number = opened.last_case() or 0
    if took_over(number, opened.stamp(), _browser_key()):
        return _open(number)
    flash(wording.refusal(Refused("code_replaced_meanwhile")))
    opened.leave()
    return redirect(url_for("track.ask"), code=303)


def _open(case_id: int) -> Response:
    opened.begin(case_id)
    session.pop(BROWSER, None)
    flash(gettext("查询码已经换成您自己的，原来的查询码作废。"), "success")
    return redirect(url_for("case.show"), code=303)


def _browser_key() -> str:
    if BROWSER not in session:
        session[BROWSER] = codes.new_key()
    return str(session[BROWSER])


def _page(case: TrackedCase, form: ReplaceCodeForm, status: int = 200) -> Response:
    body = render_template(
        "portal/replace_code/replace_code.html",
        case=case,
        form=form,
        code=codes.own_code(case.receipt_number, opened.stamp(), _browser_key()),
    )
    return make_response(body, status)
