"""The notices desk: what could not be delivered stands first, and can be read, sent again or called off."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petitions.actions.cancel_notice import cancel_notice
from petitions.actions.errors import Missing, NotFound, Refused
from petitions.actions.retry_notice import retry_notice
from petitions.adapters import clock
from petitions.queries import outbox
from petitions.rules.terms import NoticeState
from staff.forms.outbox import CancelForm
from staff.forms.read import typed
from staff.opened import CASE_ID
from staff.refusals import put_back, said
from staff.rights import me, room
from staff.words import MAIL_FAULTS
from web import wording
from web.pages import NavItem

blueprint = Blueprint("outbox", __name__, url_prefix="/notices")

ORDER = (
    NoticeState.FAILED,
    NoticeState.QUEUED,
    NoticeState.SENDING,
    NoticeState.CANCELLED,
    NoticeState.SENT,
)
"""What somebody has to look at stands first."""


@blueprint.get("/")
@room("outbox")
def show() -> str:
    actor, asked = me().actor, request.args.get("state", "")
    chosen = next((state for state in ORDER if state.value == asked), NoticeState.FAILED)
    counted = outbox.counts(actor)
    page = outbox.outbox(actor, state=chosen, cursor=request.args.get("after", ""))
    tabs = [
        NavItem(
            wording.word(state),
            url_for(".show", state=state.value),
            state is chosen,
            counted[state],
        )
        for state in ORDER
    ]
    return render_template(
        "staff/outbox/show.html",
        page=page,
        chosen=chosen,
        tabs=tabs,
        faults=MAIL_FAULTS,
        began=not request.args.get("after"),
    )


@blueprint.get(f"/<{CASE_ID}:notice_id>")
@room("outbox")
def read(notice_id: int) -> str:
    return drawn(notice_id, CancelForm(formdata=None))


@blueprint.post(f"/<{CASE_ID}:notice_id>/retry")
@room("outbox")
def retry(notice_id: int) -> ResponseReturnValue:
    """Send it as soon as the worker looks again."""
    try:
        retry_notice(notice_id, by=me().actor, now=clock.now())
    except Refused as error:
        flash(said(error), "late")
    else:
        flash(gettext("通知已经排到最前面，马上重发。"), "success")
    return redirect(url_for(".read", notice_id=notice_id), code=303)


@blueprint.post(f"/<{CASE_ID}:notice_id>/cancel")
@room("outbox")
def cancel(notice_id: int) -> ResponseReturnValue:
    """Call it off for a reason."""
    form = CancelForm()
    if form.validate():
        try:
            cancel_notice(notice_id, by=me().actor, now=clock.now(), reason=typed(form.reason))
        except (Missing, Refused) as error:
            put_back(form, error)
        else:
            flash(gettext("通知已取消。"), "success")
            return redirect(url_for(".read", notice_id=notice_id), code=303)
    return drawn(notice_id, form), 422


def drawn(notice_id: int, form: CancelForm) -> str:
    """One notice: the words as they left, or as they would leave now."""
    actor = me().actor
    found = outbox.notice(notice_id, actor=actor)
    if found is None:
        raise NotFound
    return render_template(
        "staff/outbox/notice.html",
        notice=found,
        row=found.row,
        preview=None if found.body else outbox.preview(notice_id, actor=actor),
        form=form,
        faults=MAIL_FAULTS,
    )
