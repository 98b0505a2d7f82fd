"""Attachments of a submission: added and removed one form at a time, with or without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from petitions.actions.keep_draft import drop_file
from portal import drafts, uploads
from portal.forms.files import FilesForm
from portal.stages import FILES, LAST, STAGES
from portal.submit import no_draft, returning
from web.fields import row_number
from web.limits import takes_files

blueprint = Blueprint("files", __name__, url_prefix="/submit/files")


@blueprint.get("/")
def show() -> Response:
    """The files so far, and room for more."""
    return _page([])


@blueprint.post("/")
@takes_files
def add() -> Response:
    """Take the files chosen; stay when some were refused or more are to come."""
    draft = drafts.load(drafts.SUBMIT)
    token = drafts.token_of(drafts.SUBMIT)
    if draft is None or token is None:
        return no_draft()
    refused = uploads.keep_all(token, uploads.chosen(), draft.files)
    if refused:
        return _page(refused)
    if request.form.get("do") == "upload":
        return redirect(url_for("files.show", **returning()), code=303)
    return redirect(url_for("submit.check"), code=303)


@blueprint.post("/remove")
def remove() -> Response:
    """Take one file out again."""
    token = drafts.token_of(drafts.SUBMIT)
    number = request.form.get("file", type=row_number)
    if token is not None and number is not None:
        drop_file(token, number)
    return redirect(url_for("files.show", **returning()), code=303)


def _page(refused: Sequence[str]) -> Response:
    draft = drafts.load(drafts.SUBMIT)
    if draft is None:
        return no_draft()
    form = FilesForm(formdata=None)
    for sentence in refused:
        form.refuse(form.files, sentence)
    back = (
        url_for("submit.check") if returning() else url_for("submit.stage", name=list(STAGES)[-1])
    )
    body = render_template(
        "portal/submit/files.html",
        form=form,
        refused=refused,
        files=draft.files,
        back=back,
        action=url_for("files.add", **returning()),
        remove=url_for("files.remove", **returning()),
        step=FILES,
        last=LAST,
    )
    return make_response(body, 422 if refused else 200)
