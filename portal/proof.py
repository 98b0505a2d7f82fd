"""Proof for everybody: check a receipt, fetch its place in the tree of receipts, read the published heads and keys."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as AnyResponse

from petitions.queries import receipts
from petitions.queries.directory import main_office
from petitions.queries.receipts import HeadView, Inclusion
from petitions.rules import proof
from petitions.rules.terms import Channel
from portal.forms.proof import DaysForm, LineForm, ReceiptForm
from portal.proof_words import OUTCOMES
from web import wording
from web.downloads import export, public
from web.limits import limiter, takes_at_most
from web.proof import check_receipt
from web.proof.verdict import ALARMS, MOST, Outcome, Verdict, judge, read

blueprint = Blueprint("proof", __name__, url_prefix="/proof")

FORM_BYTES = MOST + 64 * 1024
"""A receipt file and the form around it."""
OFTEN = "30/minute"
A_PAGE, A_FILE = 30, 400
"""Heads on one page, and in one file."""
JSON = "application/json"
SCRIPT = Path(check_receipt.__file__)


@blueprint.get("/")
def ask() -> str:
    """What a receipt proves, and room to bring one."""
    return _page(ReceiptForm(formdata=None))


@blueprint.post("/")
@limiter.limit(OFTEN)
@takes_at_most(FORM_BYTES)
def check() -> AnyResponse:
    """Say of a receipt what can be said. Nothing of it is written down, and nothing stands in the address."""
    form = ReceiptForm()
    if not form.validate():
        return make_response(_page(form), 422)
    try:
        verdict = judge(form.brought)
    except proof.Unreadable:
        form.refuse(
            form.file if form.brought.document else form.line,
            gettext("这份签名回执读不出来：有的字符被改动过，或者漏掉了。请用原来的文件。"),
        )
        return make_response(_page(form), 422)
    carried = LineForm(formdata=None, data={"receipt": form.brought.line})
    return make_response(
        render_template(
            "portal/proof/result.html",
            verdict=verdict,
            words=OUTCOMES[verdict.outcome],
            alarm=verdict.outcome in ALARMS,
            good=verdict.outcome in (Outcome.HOLDS, Outcome.WAITING),
            channel=_channel(verdict),
            office=main_office(),
            carried=carried,
        )
    )


@blueprint.post("/inclusion")
@limiter.limit(OFTEN)
@takes_at_most(FORM_BYTES)
def inclusion() -> AnyResponse:
    """The proof that a receipt is in the newest published tree, as a file that anybody can check."""
    line = str(LineForm().receipt.data or "").strip()
    try:
        found = judge(read(line)).inclusion
    except proof.Unreadable:
        found = None
    if found is None:
        form = ReceiptForm(formdata=None, data={"line": line})
        form.refuse(form.line, gettext("这份回执还不在公布的登记树中，没有可以下载的证明。"))
        return make_response(_page(form), 422)
    content = json.dumps(_inclusion_file(line, found), indent=2).encode()
    return export(f"huiyin-inclusion-{found.head.day.isoformat()}.json", content, JSON)


@blueprint.get("/heads")
def heads() -> str:
    """Every published head, the newest first."""
    return _heads(DaysForm(formdata=None))


@blueprint.get("/heads.json")
def heads_file() -> Response:
    """The same as a file; ``next`` leads to the older ones."""
    rows = receipts.heads(limit=A_FILE + 1, before=_before())
    shown = rows[:A_FILE]
    older = _older(shown, "proof.heads_file") if len(rows) > A_FILE else None
    listed = [
        {"day": row.day.isoformat(), "size": row.size, "root": row.root, "head": row.head}
        for row in shown
    ]
    return _json({"format": "huiyin-heads/1", "heads": listed, "next": older})


@blueprint.get("/keys.json")
def keys() -> Response:
    """Every key the office signs or has signed with; none is ever taken away."""
    published = receipts.keys()
    listed = [
        {
            "key": row.key_id,
            "public_key": row.public_key,
            "since": proof.moment(row.first_used_at),
        }
        for row in published
    ]
    return _json({"format": "huiyin-keys/1", "keys": listed})


@blueprint.get("/consistency")
def consistency() -> AnyResponse:
    """The proof that the tree of one day is that of an earlier one, grown: nothing went, nothing was put between."""
    form = DaysForm(request.args)
    if not form.validate():
        return make_response(_heads(form), 422)
    days = sorted((form.since.data, form.until.data))
    first, later = (receipts.head_of(day) for day in days)
    for field, day in ((form.since, form.since.data), (form.until, form.until.data)):
        if (first if day == days[0] else later) is None:
            form.refuse(field, gettext("这一天没有公布封存值，请从下面列出的日期中选择。"))
    if first is None or later is None:
        return make_response(_heads(form), 422)
    try:
        path = receipts.consistency(first, later)
    except (LookupError, ValueError):
        # Receipts before a published head are gone: there is no proof, and that is the answer.
        form.refuse(
            form.until, gettext("这两天的登记树对不上，没有可以下载的证明。请向上一级机关反映。")
        )
        return make_response(_heads(form), 422)
    return _json(
        {
            "format": "huiyin-consistency/1",
            "from": first.head,
            "to": later.head,
            "path": [proof.b64(node) for node in path],
        }
    )


@blueprint.get("/check_receipt.py")
def check_script() -> Response:
    """The script that checks a receipt without us."""
    return public(SCRIPT.read_bytes(), "text/x-python; charset=utf-8", SCRIPT.name)


def _page(form: ReceiptForm) -> str:
    return render_template("portal/proof/ask.html", form=form)


def _heads(form: DaysForm) -> str:
    rows = receipts.heads(limit=A_PAGE + 1, before=_before())
    shown = rows[:A_PAGE]
    return render_template(
        "portal/proof/heads.html",
        form=form,
        rows=shown,
        keys=receipts.keys(),
        older=_older(shown, "proof.heads") if len(rows) > A_PAGE else None,
        newest=url_for("proof.heads") if _before() else None,
    )


def _before() -> date | None:
    """The day a page of the list begins after; anything else begins at the newest."""
    try:
        return date.fromisoformat(request.args.get("before", ""))
    except ValueError:
        return None


def _older(rows: tuple[HeadView, ...], endpoint: str) -> str:
    return url_for(endpoint, before=rows[-1].day.isoformat())


def _inclusion_file(line: str, found: Inclusion) -> dict[str, Any]:
    return {
        "format": "huiyin-inclusion/1",
        "receipt": line,
        "leaf": found.leaf,
        "size": found.head.size,
        "path": [proof.b64(node) for node in found.path],
        "head": found.head.head,
        "day": found.head.day.isoformat(),
    }


def _channel(verdict: Verdict) -> str:
    known = verdict.channel in {each.value for each in Channel}
    return str(wording.word(Channel(verdict.channel))) if known else verdict.channel


def _json(document: dict[str, Any]) -> Response:
    return public(json.dumps(document, indent=1).encode(), JSON)
