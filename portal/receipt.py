"""The receipt after filing: number, code and what happens next; this browser may reload it for a while."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from petitions.actions.submit import filed_before
from petitions.adapters import clock
from petitions.queries import directory
from petitions.queries.case_views import TrackedCase
from petitions.queries.limits import policy_today
from petitions.queries.own_receipt import line_of
from petitions.queries.tracking import tracked
from petitions.rules.clocks import CaseClock
from petitions.rules.terms import Clock
from web.downloads import shown
from web.limits import limiter
from web.proof.qr import line_picture, picture, svg
from web.proof.receipt_file import download
from web.settings import current

blueprint = Blueprint("receipt", __name__, url_prefix="/submit/receipt")

SHOWN = timedelta(minutes=30)
FILED = "filed"
OFTEN = "30/minute"
"""Papers and pictures are drawn anew each time they are asked for."""


def remember(key: str) -> None:
    """Let this browser show the receipt of the key for half an hour."""
    session[FILED] = [key, int((clock.now() + SHOWN).timestamp())]


def remembered() -> str | None:
    """The key whose receipt this browser may still show."""
    kept = session.get(FILED)
    if not isinstance(kept, list) or len(kept) != 2:
        return None
    key, until = kept
    return str(key) if clock.now().timestamp() < float(until) else None


@blueprint.get("")
def show() -> str | Response:
    """Number and code, to be written down or printed."""
    key = remembered()
    receipt = filed_before(key) if key else None
    case = tracked(receipt.case_id, now=clock.now()) if receipt else None
    if receipt is None or case is None:
        flash(gettext("登记回执只显示 30 分钟。请用信访件编号和查询码查询。"))
        return redirect(url_for("track.ask"), code=303)
    policy = policy_today()
    return render_template(
        "portal/receipt/receipt.html",
        receipt=receipt,
        case=case,
        sorting=_sorting([each.clock for each in case.clocks]),
        notice=policy[Clock.NOTICE_ROUTED],
        handling=policy[Clock.HANDLING] if _has_sixty_days(case) else None,
        office=directory.unit(case.office.id),
        address=_tracking_address(),
        picture=picture(_tracking_address()),
        line=line_of(receipt.case_id),
    )


@blueprint.get("/receipt.<any(json, pdf):kind>")
@limiter.limit(OFTEN)
def file(kind: str) -> Response:
    """The signed receipt to keep, with the petitioner's own words or as a paper."""
    case_id = _case_id()
    if case_id is None:
        flash(gettext("登记回执只显示 30 分钟。请用信访件编号和查询码查询。"))
        return redirect(url_for("track.ask"), code=303)
    return download(case_id, kind) or abort(404)


@blueprint.get("/line.svg")
@limiter.limit(OFTEN)
def line() -> Response:
    """The signed line as a QR code: a picture of its own, since it takes longer than the page around it."""
    case_id = _case_id()
    signed = line_of(case_id) if case_id is not None else None
    if signed is None:
        abort(404)
    return shown(svg(line_picture(signed)).encode(), "image/svg+xml")


@blueprint.post("/done")
def done() -> Response:
    """Take number and code out of this browser."""
    session.pop(FILED, None)
    return redirect(url_for("home.start"), code=303)


def _case_id() -> int | None:
    """The case this browser filed, as long as it may see its receipt."""
    key = remembered()
    receipt = filed_before(key) if key else None
    return receipt.case_id if receipt else None


def _sorting(clocks: list[CaseClock]) -> CaseClock | None:
    """The office's first duty: sort it, or tell the petitioner (信访工作条例 §22, §23)."""
    first = (Clock.SORT, Clock.NOTICE_DIRECT)
    return next((each for each in clocks if each.clock in first), None)


def _has_sixty_days(case: TrackedCase) -> bool:
    """Only an appeal has a limit for handling (信访工作条例 §31(6), §34)."""
    facts = {"petition_class": case.content.petition_class.value}
    return policy_today()[Clock.HANDLING].runs_for(facts)


def _tracking_address() -> str:
    """The address alone: neither number nor code belongs in one."""
    return f"{current().public_url}{url_for('track.ask')}"
