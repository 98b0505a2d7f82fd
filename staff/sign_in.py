"""The door: name and password, the second factor, and the way out."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import login_user, logout_user

from petitions.actions.errors import Refused
from petitions.actions.sign_in import pass_second_factor, sign_in
from petitions.actions.sign_out import sign_out
from petitions.adapters import clock
from petitions.queries.signed_in import signed_in
from staff.forms.read import typed
from staff.forms.sign_in import CodeForm, SignInForm
from staff.refusals import put_back
from staff.rights import Me, open_to_all, somebody
from web.limits import source_address
from web.security import local_path

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
@open_to_all
def ask() -> ResponseReturnValue:
    """The form; somebody who is in already goes on."""
    target = request.args.get("next", "")
    if somebody() is not None:
        return redirect(_target(target), code=303)
    form = SignInForm(formdata=None, data={"next": local_path(target, "")})
    return render_template("staff/sign_in/ask.html", form=form)


@blueprint.post("/sign-in")
@open_to_all
def check() -> ResponseReturnValue:
    """Open a session for the right name and password."""
    form = SignInForm()
    status = 422
    if form.validate():
        try:
            fresh = sign_in(
                typed(form.username),
                typed(form.password),
                address=source_address(),
                now=clock.now(),
            )
        except Refused as error:
            put_back(form, error)
            status = 429 if error.code == "sign_in_throttled" else 422
        else:
            _begin(fresh.token)
            if fresh.wants_second_factor:
                return redirect(url_for(".ask_code", next=local_path(form.next.data, "")), code=303)
            return redirect(_target(form.next.data), code=303)
    return render_template("staff/sign_in/ask.html", form=form), status


@blueprint.get("/sign-in/code")
@open_to_all
def ask_code() -> ResponseReturnValue:
    """The second factor of somebody whose password was right."""
    target = request.args.get("next", "")
    officer = somebody()
    if officer is None or officer.signed.second_factor_done:
        return redirect(_target(target) if officer else url_for(".ask"), code=303)
    form = CodeForm(formdata=None, data={"next": local_path(target, "")})
    return render_template("staff/sign_in/code.html", form=form)


@blueprint.post("/sign-in/code")
@open_to_all
def check_code() -> ResponseReturnValue:
    """Let him in for a code that was not used before."""
    officer = somebody()
    if officer is None:
        return redirect(url_for(".ask"), code=303)
    form = CodeForm()
    status = 422
    if form.validate():
        try:
            pass_second_factor(officer.token, typed(form.code), now=clock.now())
        except Refused as error:
            put_back(form, error)
            status = 429 if error.code == "sign_in_throttled" else 422
        else:
            return redirect(_target(form.next.data), code=303)
    return render_template("staff/sign_in/code.html", form=form), status


@blueprint.post("/sign-out")
@open_to_all
def leave() -> ResponseReturnValue:
    """End the session on the server; a copy of the cookie opens nothing any more."""
    officer = somebody()
    if officer is not None:
        sign_out(officer.token, now=clock.now())
    logout_user()
    session.clear()
    flash(gettext("您已经退出。"), "success")
    return redirect(url_for(".ask"), code=303)


def _begin(token: str) -> None:
    """A new session of the browser, with nothing in it but the token."""
    session.clear()
    signed = signed_in(token, now=clock.now())
    if signed is not None:
        login_user(Me(token, signed))


def _target(asked: str | None) -> str:
    return local_path(asked, url_for("desk.desk"))
