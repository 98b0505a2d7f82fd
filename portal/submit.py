"""Takes a petition stage by stage; every answer is kept on the way, and filed once at the end."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.errors import Refused
from petitions.actions.submit import filed_before, submit
from petitions.adapters import clock
from petitions.queries.drafts import DraftView
from portal import drafts, receipt
from portal.advice import advice_for
from portal.answers import KEY, Answers, to_submission
from portal.forms.stage import StageForm
from portal.stages import CHECK, LAST, STAGES, Stage, after, before, first_incomplete
from portal.summary import fingerprint, sections
from web.language import lang

blueprint = Blueprint("submit", __name__, url_prefix="/submit")

GONE = 410
KEY_MAX = 64
BACK_TO_CHECK: dict[str, Any] = {"return": "check"}


def returning() -> dict[str, Any]:
    """The mark of a change made from the check page, to carry along in addresses."""
    return BACK_TO_CHECK if request.args.get("return") == "check" else {}


def no_draft() -> Response:
    """There is nothing begun: it was sent, it expired, or it was never there."""
    if receipt.remembered() is not None:
        return redirect(url_for("receipt.show"), code=303)
    if drafts.token_of(drafts.SUBMIT) is None:
        return redirect(url_for("submit.stage", name="notice"), code=303)
    return make_response(render_template("portal/submit/expired.html"), GONE)


@blueprint.get("/", defaults={"name": "notice"})
@blueprint.get("/<any(legal, who, group, what, where):name>")
def stage(name: str) -> Response:
    """One stage, with what was answered before."""
    draft = drafts.load(drafts.SUBMIT)
    if draft is None and name != "notice":
        return no_draft()
    answers = draft.answers if draft else {}
    here = STAGES[name]
    if not here.applies(answers):
        return redirect(_onward(here, answers), code=303)
    return _page(here, here.remembered(answers), answers)


@blueprint.post("/", defaults={"name": "notice"})
@blueprint.post("/<any(legal, who, group, what, where):name>")
def keep(name: str) -> Response:
    """Keep the answers of a stage, right or wrong, and go on when they are right."""
    draft = drafts.load(drafts.SUBMIT)
    here = STAGES[name]
    answers = dict(draft.answers) if draft else {}
    form = here.form.posted(answers)
    good = form.validate()
    answers[name] = form.kept()
    drafts.keep(drafts.SUBMIT, answers)
    if not good:
        return _page(here, form, answers, 422)
    if draft is None and name != "notice":
        flash(gettext("前面填写的内容已经找不到了，这一页已经保存。请从第一步补起。"))
        return redirect(url_for("submit.stage", name="notice"), code=303)
    return redirect(_onward(here, answers), code=303)


@blueprint.get("/advice")
def advice() -> Response:
    """What the law suggests for a matter in another procedure; it stops nobody."""
    draft = drafts.load(drafts.SUBMIT)
    if draft is None:
        return no_draft()
    found = advice_for(draft.answers)
    onward = _after(STAGES["legal"], draft.answers)
    if found is None:
        return redirect(onward, code=303)
    body = render_template(
        "portal/submit/advice.html",
        advice=found,
        onward=onward,
        back=url_for("submit.stage", name="legal", **returning()),
        step=STAGES["legal"].number,
        last=LAST,
    )
    return make_response(body)


@blueprint.post("/discard")
def discard() -> Response:
    """Throw away what was begun: the next person at this computer should not find it."""
    drafts.discard(drafts.SUBMIT)
    flash(gettext("填写的内容已经清除。"), "success")
    return redirect(url_for("home.start"), code=303)


@blueprint.get("/check")
def check() -> Response:
    """Everything once more before it is sent."""
    draft = drafts.load(drafts.SUBMIT)
    if draft is None:
        return no_draft()
    missing = first_incomplete(draft.answers)
    if missing is not None:
        flash(gettext("这一步还没有填完，填好以后才能提交。"))
        way = url_for("submit.stage", name=missing.name, **BACK_TO_CHECK)
        return redirect(way, code=303)
    return _check_page(draft)


@blueprint.post("/check")
def send() -> Response:
    """File the petition; pressed again, or after the draft is gone, it gives the same receipt."""
    key = request.form.get(KEY, "")[:KEY_MAX]
    draft = drafts.load(drafts.SUBMIT)
    if draft is None or draft.answers.get(KEY) != key:
        return _sent_before(key, draft)
    if first_incomplete(draft.answers) is not None:
        return redirect(url_for("submit.check"), code=303)
    if request.form.get("seen", fingerprint(draft)) != fingerprint(draft):
        return _check_page(draft, changed=True)
    try:
        submit(
            to_submission(draft.answers, language=lang()),
            submission_key=key,
            now=clock.now(),
            draft_id=draft.id,
        )
    except Refused:
        # Sent from another window between reading the draft and filing it, or cleared away.
        return _sent_before(key, None)
    except LookupError:
        # The house is not set up yet; the draft stays for the next try.
        abort(503)
    return _to_receipt(key)


def _sent_before(key: str, draft: DraftView | None) -> Response:
    """The draft is not the one this page was drawn from: it was sent, or it expired."""
    if filed_before(key) is not None:
        return _to_receipt(key)
    if draft is None:
        return make_response(render_template("portal/submit/expired.html"), GONE)
    flash(gettext("内容在另一个窗口里有变化，还没有提交。请再核对一遍。"))
    return redirect(url_for("submit.check"), code=303)


def _to_receipt(key: str) -> Response:
    receipt.remember(key)
    drafts.finish(drafts.SUBMIT)
    return redirect(url_for("receipt.show"), code=303)


def _check_page(draft: DraftView, *, changed: bool = False) -> Response:
    body = render_template(
        "portal/submit/check.html",
        sections=sections(draft.answers),
        files=draft.files,
        key=draft.answers.get(KEY, ""),
        seen=fingerprint(draft),
        changed=changed,
        step=CHECK,
        last=LAST,
    )
    return make_response(body, 409 if changed else 200)


def _page(here: Stage, form: StageForm, answers: Answers, status: int = 200) -> Response:
    body = render_template(
        f"portal/submit/{here.name}.html",
        form=form,
        stage=here,
        action=url_for("submit.keep", name=here.name, **returning()),
        back=_backward(here, answers),
        begun=bool(answers),
        step=here.number,
        last=LAST,
    )
    return make_response(body, status)


def _backward(here: Stage, answers: Answers) -> str:
    if returning():
        return url_for("submit.check")
    earlier = before(here, answers)
    return url_for("submit.stage", name=earlier.name) if earlier else url_for("home.start")


def _onward(here: Stage, answers: Answers) -> str:
    if here.name == "legal" and advice_for(answers) is not None:
        return url_for("submit.advice", **returning())
    return _after(here, answers)


def _after(here: Stage, answers: Answers) -> str:
    """The next page; a change from the check page goes back there, unless it opened a page more."""
    later = after(here, answers)
    if returning() and (later is None or later.number != here.number):
        return url_for("submit.check")
    if later is None:
        return url_for("files.show")
    return url_for("submit.stage", name=later.name, **returning())
