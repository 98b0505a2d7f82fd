"""The petitioner adds material or answers a question; what he wrote survives a session that ran out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.errors import Missing, NotAllowed
from petitions.actions.keep_draft import drop_file
from petitions.actions.supplement import supplement
from petitions.adapters import clock, codes
from petitions.queries.case_views import TrackedCase
from petitions.queries.drafts import DraftView
from petitions.queries.paper_views import FileView
from petitions.rules.terms import Action
from portal import drafts, opened, uploads
from portal.answers import KEY
from portal.forms.stage import LONGEST_KEPT
from portal.forms.supplement import SupplementForm
from web import wording
from web.fields import row_number
from web.limits import takes_files

blueprint = Blueprint("supplement", __name__, url_prefix="/track/case/add")

CASE, TEXT, QUESTION = "case", "text", "question"
KEY_MAX = 64


@blueprint.get("/")
def show() -> Response:
    """The empty page, or what was begun."""
    case = opened.case()
    opened.step(case, Action.SUPPLEMENT)
    draft = _begun(case.id)
    kept: Mapping[str, Any] = draft.answers if draft else {}
    form = SupplementForm(
        formdata=None,
        data={
            KEY: kept.get(KEY) or codes.new_key(),
            TEXT: kept.get(TEXT, ""),
            QUESTION: request.args.get(QUESTION) or kept.get(QUESTION),
        },
    )
    form.offer(case.open_questions)
    return _page(form, case, draft.files if draft else ())


@blueprint.post("/")
@takes_files
def add() -> Response:
    """Keep what was written and chosen; send it when that is asked for."""
    token, draft = _keep_words()
    if opened.case_id() is None:
        flash(gettext("您写的内容已经保存，重新打开后还在“补充材料”页面。"))
    case = opened.case()
    form = SupplementForm()
    form.offer(case.open_questions)
    refused = uploads.keep_all(token, uploads.chosen(), draft.files if draft else ())
    draft = _begun(case.id)
    files = draft.files if draft else ()
    form.submission_key.data = draft.answers[KEY] if draft else ""
    good = form.validate()
    for sentence in refused:
        form.refuse(form.files, sentence)
    if not good or refused:
        return _page(form, case, files, 422)
    if request.form.get("do") == "upload":
        return redirect(url_for("supplement.show"), code=303)
    return _send(form, case, files)


@blueprint.post("/remove")
def remove() -> Response:
    """Take one file out again."""
    token = drafts.token_of(drafts.ADD)
    number = request.form.get("file", type=row_number)
    if token is not None and number is not None:
        drop_file(token, number)
    return redirect(url_for("supplement.show"), code=303)


def _send(form: SupplementForm, case: TrackedCase, files: Sequence[FileView]) -> Response:
    try:
        supplement(
            case.id,
            by=opened.actor(case),
            now=clock.now(),
            text=str(form.text.data or ""),
            submission_key=str(form.submission_key.data),
            attachment_ids=[file.id for file in files],
            question_id=form.question_id,
        )
    except Missing:
        form.refuse(form.text, gettext("请写补充的内容，或者添加附件。"))
        return _page(form, case, files, 422)
    except NotAllowed as error:
        form.refuse(form.text, wording.refusal(error))
        return _page(form, case, files, 422)
    drafts.keep(drafts.ADD, {})
    drafts.finish(drafts.ADD)
    flash(gettext("补充的内容已经收到。"), "success")
    return redirect(url_for("case.show"), code=303)


def _begun(case_id: int) -> DraftView | None:
    """What was begun for this case; nothing of another."""
    draft = drafts.load(drafts.ADD)
    return draft if draft is not None and draft.answers.get(CASE) == case_id else None


def _keep_words() -> tuple[str, DraftView | None]:
    """Keep the words before anything else is asked: the session may have run out meanwhile."""
    case_id = opened.last_case()
    if case_id is None:
        opened.case()
    draft = _begun(case_id or 0)
    if draft is None:
        drafts.finish(drafts.ADD)
    answers = {
        CASE: case_id,
        KEY: request.form.get(KEY, "")[:KEY_MAX] or codes.new_key(),
        TEXT: request.form.get(TEXT, "")[:LONGEST_KEPT],
        QUESTION: request.form.get(QUESTION, "")[:20],
    }
    return drafts.keep(drafts.ADD, answers), draft


def _page(
    form: SupplementForm, case: TrackedCase, files: Sequence[FileView], status: int = 200
) -> Response:
    body = render_template(
        "portal/supplement/add.html", form=form, case=case, files=files, refused=form.files.errors
    )
    return make_response(body, status)
