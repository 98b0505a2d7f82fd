"""The demonstration's mailbox: what the office sent, to whom, and how it reads. Only where HUIYIN_ENV=demo."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, make_response, render_template, request

from petitions.adapters import mailbox
from web.settings import current

blueprint = Blueprint("mailbox", __name__, url_prefix="/mailbox")

MAIL_POLICY = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
"""A mail may be dressed by its own style and do nothing else."""


@blueprint.get("/")
def show() -> str:
    """Everything that arrived, newest first."""
    page = mailbox.mails(_folder(), before=request.args.get("before", ""))
    return render_template("portal/mailbox/list.html", page=page)


@blueprint.get("/<name>")
def message(name: str) -> str:
    """One message as text."""
    return render_template("portal/mailbox/message.html", mail=_found(name))


@blueprint.get("/<name>/html")
def dressed(name: str) -> Response:
    """The HTML part as a mail program shows it."""
    html = _found(name).html or abort(404)
    response = make_response(html)
    response.headers["Content-Security-Policy"] = MAIL_POLICY
    return response


def _folder() -> Path:
    return current().data_dir / mailbox.FOLDER


def _found(name: str) -> mailbox.Mail:
    return mailbox.mail(_folder(), name) or abort(404)
