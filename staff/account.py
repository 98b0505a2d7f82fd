"""An officer's own account: his password, his second factor and his private calendar address."""

from __future__ import annotations

import pyotp
import segno
from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.errors import Refused
from petitions.actions.manage_officers import change_password, enrol_second_factor
from petitions.actions.private_feed import make_feed, withdraw_feed
from petitions.adapters import clock
from petitions.rules.permissions import may_enter
from staff.feed import address
from staff.forms.read import typed
from staff.forms.sign_in import EnrolForm, PasswordForm
from staff.refusals import put_back
from staff.rights import me, room
from web.pages import office_name

blueprint = Blueprint("account", __name__, url_prefix="/account")
ENROLLING = "enrolling"
"""Where the browser's own session keeps a secret that is not switched on yet."""


@blueprint.get("/")
@room("account")
def show() -> str:
    signed = me().signed
    may_have_feed = may_enter(signed.actor, "feed")
    return render_template("staff/account/show.html", signed=signed, may_have_feed=may_have_feed)


@blueprint.post("/here")
@room("account")
def here() -> ResponseReturnValue:
    """Somebody types at a long form: the door has noted that he is at work, and that is all."""
    return "", 204


@blueprint.get("/password")
@room("account")
def password() -> str:
    return render_template(
        "staff/account/password.html", form=PasswordForm(formdata=None), signed=me().signed
    )


@blueprint.post("/password")
@room("account")
def change() -> ResponseReturnValue:
    """A new password; every other browser of this officer is signed out."""
    officer, form = me(), PasswordForm()
    if form.validate():
        try:
            change_password(
                officer.signed.actor.officer_id or 0,
                typed(form.old),
                typed(form.new),
                keep_token=officer.token,
                now=clock.now(),
            )
        except Refused as error:
            put_back(form, error)
        else:
            flash(gettext("密码已经改好。其他地方的登录都已经结束。"), "success")
            return redirect(url_for(".show"), code=303)
    return render_template("staff/account/password.html", form=form, signed=officer.signed), 422


@blueprint.get("/second-factor")
@room("account")
def second_factor() -> str:
    session[ENROLLING] = session.get(ENROLLING) or pyotp.random_base32()
    return _enrolling(EnrolForm(formdata=None))


@blueprint.post("/second-factor")
@room("account")
def enrol() -> ResponseReturnValue:
    """Switch it on once the first code is right."""
    officer, form = me(), EnrolForm()
    secret = session.get(ENROLLING)
    if not secret:
        return redirect(url_for(".second_factor"), code=303)
    if form.validate():
        try:
            enrol_second_factor(
                officer.signed.actor.officer_id or 0,
                secret,
                typed(form.code),
                token=officer.token,
                now=clock.now(),
            )
        except Refused as error:
            put_back(form, error)
        else:
            session.pop(ENROLLING)
            flash(gettext("两步验证已经开启。下次登录要填写验证码。"), "success")
            return redirect(url_for(".show"), code=303)
    return _enrolling(form), 422


@blueprint.post("/feed")
@room("feed")
def new_feed() -> str:
    """A calendar address, the first or a new one; it is shown on this answer and nowhere else."""
    token = make_feed(by=me().actor, now=clock.now())
    return render_template("staff/account/feed.html", address=address(token))


@blueprint.post("/feed/withdraw")
@room("account")
def end_feed() -> ResponseReturnValue:
    """The calendar address opens nothing any more."""
    withdraw_feed(by=me().actor, now=clock.now())
    flash(gettext("日历订阅地址已经撤销。日历程序里的订阅请自行删除。"), "success")
    return redirect(url_for(".show"), code=303)


def _enrolling(form: EnrolForm) -> str:
    secret = session[ENROLLING]
    address = pyotp.TOTP(secret).provisioning_uri(
        name=me().signed.username, issuer_name=office_name()
    )
    return render_template(
        "staff/account/second_factor.html",
        form=form,
        signed=me().signed,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        picture=segno.make(address, micro=False).svg_data_uri(scale=5, border=2),
    )
