"""The petitioner asks for a review (复查) or a re-review (复核), and reads its opinion (信访工作条例 §35, §36)."""

from __future__ import annotations

from flask import Blueprint, abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.errors import NotAllowed, Refused
from petitions.actions.request_rereview import request_rereview
from petitions.actions.request_review import request_review
from petitions.adapters import clock
from petitions.queries.case_views import TrackedCase
from petitions.rules.reviews import ReviewLevel
from petitions.rules.terms import UNDER_REVIEW, Action
from portal import opened, progress
from portal.forms.review import ReviewForm
from web import wording

blueprint = Blueprint("review", __name__, url_prefix="/track/case/review")

ASKS = {
    Action.REQUEST_REVIEW: (request_review, ReviewLevel.REVIEW),
    Action.REQUEST_REREVIEW: (request_rereview, ReviewLevel.REREVIEW),
}


@blueprint.get("/")
def show() -> str:
    """Who decides, until when one may ask and be answered, and the form."""
    case = opened.case()
    return _page(case, _open_step(case), ReviewForm(formdata=None))


@blueprint.post("/")
def ask() -> Response:
    """File the request; a second press of the button finds it filed."""
    case = opened.case()
    if case.status in UNDER_REVIEW:
        return redirect(url_for("case.show"), code=303)
    action = _open_step(case)
    form = ReviewForm()
    if form.validate():
        try:
            ASKS[action][0](
                case.id,
                None,
                by=opened.actor(case),
                now=clock.now(),
                text=str(form.text.data),
            )
        except NotAllowed:
            if opened.case().status not in UNDER_REVIEW:
                raise
            return redirect(url_for("case.show"), code=303)
        except Refused as error:
            form.refuse(form.text, wording.refusal(error))
        else:
            flash(
                gettext("您的请求已经收到。有证据材料的，可以接着用“补充材料或者情况”提交。"),
                "success",
            )
            return redirect(url_for("case.show"), code=303)
    return make_response(_page(case, action, form), 422)


@blueprint.get("/<int(max=2147483647):review_id>")
def opinion(review_id: int) -> str:
    """The opinion of a review as a letter, to read and to print."""
    case = opened.case()
    shown = () if case.erasure else case.reviews
    review = next((each for each in shown if each.id == review_id and each.decided_at), None)
    if review is None:
        abort(404)
    last = review is case.reviews[-1]
    return render_template(
        "portal/review/opinion.html",
        case=case,
        review=review,
        window=progress.rereview_window(case) if last else None,
        above=progress.reviewed_above(review),
    )


def _open_step(case: TrackedCase) -> Action:
    """Which of the two he may ask for now. Raises NotAllowed with the reason."""
    found = next((step.action for step in case.steps if step.action in ASKS), None)
    if found is None:
        raise NotAllowed(progress.why_no_review(case), action=Action.REQUEST_REVIEW.value)
    return found


def _page(case: TrackedCase, action: Action, form: ReviewForm) -> str:
    level = ASKS[action][1]
    return render_template(
        "portal/review/ask.html",
        form=form,
        case=case,
        level=level,
        window=progress.window_of(case, level),
        unit=progress.asked_of(case, level),
    )
