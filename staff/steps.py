"""Every step on a case through one pair of views: ask, act; the registry says which page belongs to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petitions.actions.errors import Missing, NotAllowed, Refused, Stale
from petitions.adapters import clock
from petitions.queries.case_views import CaseFile
from petitions.queries.matter_links import number_of
from petitions.queries.refusals import why_not
from petitions.rules.lifecycle import STEPS
from staff import (
    acceptance,
    accused,
    co_handling,
    codes,
    corrections,
    erasures,
    handling,
    joint_matters,
    recusals,
    redaction,
    reply,
    review,
    routing,
    same_matter,
    triage,
)
from staff.forms.step import StepForm
from staff.guide import guided
from staff.history import news
from staff.opened import CASE_ID, looked_at, the_case
from staff.refusals import put_back, said
from staff.rights import me, room
from staff.step_page import Answer, StepPage, Turn
from staff.uploads import FilesRefused
from staff.words import DECISIONS, REPLY_STATES
from web import errors
from web.limits import takes_files

blueprint = Blueprint("steps", __name__, url_prefix="/cases")

PAGES: Mapping[str, StepPage] = {
    page.action.value: page
    for page in (
        *routing.PAGES,
        *acceptance.PAGES,
        *handling.PAGES,
        *reply.PAGES,
        *review.PAGES,
        *codes.PAGES,
        *corrections.PAGES,
        *recusals.PAGES,
        *accused.PAGES,
        *co_handling.PAGES,
        *joint_matters.PAGES,
        *redaction.PAGES,
        *erasures.PAGES,
        *same_matter.PAGES,
        *triage.PAGES,
    )
}
"""By the action's value; REVEAL has a page of its own in ``staff/reveal.py``."""


@blueprint.get(f"/<{CASE_ID}:case_id>/<action>")
@room("queue")
def ask(case_id: int, action: str) -> ResponseReturnValue:
    """The form of a step, if it is open to this officer now."""
    page, file = page_for(action), looked_at(case_id)
    if not is_open(page, file):
        return not_open(page, file)
    return drawn(page, prepared(page, file), file)


@blueprint.post(f"/<{CASE_ID}:case_id>/<action>")
@room("queue")
@takes_files
def act(case_id: int, action: str) -> ResponseReturnValue:
    """Take the step, or show the form again with what was typed and why it was not taken."""
    page, file = page_for(action), the_case(case_id)
    form = page.form()
    page.prepare(form, file)
    if form.validate():
        turn = Turn(case_id, form.seen_version, me().actor, clock.now())
        try:
            sentence = page.act(form, turn)
        except Stale:
            return outrun(page, form, case_id)
        except (Missing, Refused) as error:
            put_back(form, error)
        except FilesRefused:
            pass
        else:
            if isinstance(sentence, Answer):
                return str(sentence)
            flash(sentence or str(page.done), "success")
            gone = page.leaves and not number_of(case_id, actor=me().actor)
            after = url_for("queue.show") if gone else url_for("case.show", case_id=case_id)
            return redirect(after, code=303)
    return drawn(page, form, looked_at(case_id)), 422


def page_for(action: str) -> StepPage:
    """The page of a step; 404 for what no officer does."""
    page = PAGES.get(action)
    if page is None:
        abort(404)
    return page


def prepared(page: StepPage, file: CaseFile) -> StepForm:
    """The form as it is first shown."""
    form = page.form(formdata=None, data={**page.start(file), **guided(page.action, file)})
    page.prepare(form, file)
    return up_to_date(form, file)


def up_to_date(form: StepForm, file: CaseFile) -> StepForm:
    """Let the form carry the version that is on the page now."""
    form.version.data = str(file.version)
    form.seen.data = str(file.history[-1].sequence if file.history else 0)
    return form


def is_open(page: StepPage, file: CaseFile) -> bool:
    """Whether the table opens this step to this officer now."""
    return any(step.action is page.action for step in file.steps)


def reason(page: StepPage, file: CaseFile) -> str:
    """Why it does not."""
    code = why_not(file.id, page.action, actor=me().actor) or "wrong_status"
    return said(NotAllowed(code))


def not_open(page: StepPage, file: CaseFile) -> Response:
    """A case that moved on is a conflict; a step that was never this officer's is forbidden."""
    moved_on = file.status not in STEPS[page.action].sources
    return errors.page(409 if moved_on else 403, why=reason(page, file))


def outrun(page: StepPage, form: StepForm, case_id: int) -> ResponseReturnValue:
    """Somebody was faster: his steps are shown, the typed text stays, and the version is renewed."""
    seen = form.seen_line
    file = looked_at(case_id)
    page.prepare(form, file)
    lines = news(file.history, seen)
    closed = "" if is_open(page, file) else reason(page, file)
    return drawn(page, up_to_date(form, file), file, outrun=True, news=lines, closed=closed), 409


def drawn(page: StepPage, form: StepForm, file: CaseFile, **more: Any) -> str:
    """The page of a step; ``more`` tells of a newer state of the case."""
    return render_template(
        page.template,
        **{"outrun": False, "news": (), "closed": "", **page.beside(file), **more},
        page=page,
        form=form,
        file=file,
        step=STEPS[page.action],
        decisions=DECISIONS,
        reply_states=REPLY_STATES,
    )
