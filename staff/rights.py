"""Who may enter which room of the console: every page names its room, and a page without one is closed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

from flask import Flask, abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, current_user

from petitions.actions.errors import NotAllowed
from petitions.actions.sign_out import keep_session
from petitions.adapters import clock
from petitions.queries.signed_in import SignedIn, signed_in
from petitions.rules.permissions import Actor, may_enter
from web.kept_text import kept_fields
from web.language import ENGLISH, lang
from web.security import local_path

OPEN = "open"
"""The room of pages that need no log-in."""
HALL_PAGES = (
    "preferences.language",
    "preferences.appearance",
    "health.alive",
    "health.ready",
    "health.metrics",
)
"""Endpoints of the hall that the console serves too; they are open to all."""
FIRST_PASSWORD = frozenset({"account.password", "account.change"})
"""All that an officer with a first password may do."""
LOOKS = frozenset(
    {
        "case.show",
        "steps.ask",
        "reveal.ask",
        "files.download",
        "looks.show",
        "same.hints",
        "same.beside",
        "decision.show",
        "guide.show",
        "triage.circulation",
        "redaction.show",
        "retaliation.ask",
    }
)
"""The GET pages that write one thing: who looked at which case (S-09). No other GET writes.

The heartbeat of the officer's own session is bookkeeping of the log-in, not of a case.
"""

View = TypeVar("View", bound=Callable[..., Any])


def room(name: str) -> Callable[[View], View]:
    """Say in which room of ``rules.permissions.RIGHTS`` a view lies."""

    def mark(view: View) -> View:
        view.room = name  # type: ignore[attr-defined]
        return view

    return mark


def open_to_all(view: View) -> View:
    """Say that a view needs no log-in."""
    return room(OPEN)(view)


@dataclass(frozen=True, slots=True)
class Me:
    """The officer of this request, as Flask-Login and the pages want to know him."""

    token: str
    """What the cookie holds: it opens the session on the server as long as that lasts."""
    signed: SignedIn
    is_active: ClassVar[bool] = True
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    def get_id(self) -> str:
        """What Flask-Login puts into the cookie."""
        return self.token

    @property
    def actor(self) -> Actor:
        """The officer as the rules know him."""
        return self.signed.actor

    @property
    def name(self) -> str:
        """His name in the head of each page."""
        return self.signed.actor.name

    @property
    def unit_name(self) -> str:
        """His unit's name in the reader's language."""
        return self.signed.unit_en if lang() == ENGLISH else self.signed.unit


def somebody() -> Me | None:
    """Who holds this browser's session, if anybody, even half-way through signing in."""
    officer = current_user._get_current_object()
    return officer if isinstance(officer, Me) else None


def me() -> Me:
    """The officer of this request; only for views behind a room."""
    officer = somebody()
    if officer is None:
        abort(403)
    return officer


def install(app: Flask) -> None:
    """Set up the log-in, and close every page that names no room."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(_load)
    app.before_request(gate)


def open_hall_pages(app: Flask) -> None:
    """Mark what the hall serves in every counter; called once its pages are there."""
    for endpoint in HALL_PAGES:
        open_to_all(app.view_functions[endpoint])


def gate() -> ResponseReturnValue | None:
    """Let the officer through to the view's room, or send him where he has to go first."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None  # the router says 404 or 405
    name = getattr(view, "room", None)
    if name is None:
        abort(403)
    if name == OPEN:
        return None
    officer = somebody()
    if officer is None:
        return _signed_out()
    if not officer.signed.second_factor_done:
        return redirect(url_for("sign_in.ask_code", next=wanted_path()), code=303)
    if officer.signed.must_change_password and request.endpoint not in FIRST_PASSWORD:
        return redirect(url_for("account.password"), code=303)
    if not may_enter(officer.actor, name):
        raise NotAllowed("no_right")
    if officer.signed.heartbeat_due:
        keep_session(officer.signed.session_id, now=clock.now())
    return None


def wanted_path() -> str:
    """The page asked for, as a path on this site; the desk where it cannot be fetched."""
    home = url_for("desk.desk")
    if request.method != "GET":
        return home
    query = request.query_string.decode("latin-1")
    here = request.script_root + request.path
    return local_path(f"{here}?{query}" if query else here, home)


def _load(token: str) -> Me | None:
    signed = signed_in(token, now=clock.now())
    return Me(token, signed) if signed is not None else None


def _signed_out() -> ResponseReturnValue:
    """To the log-in; but what was typed in a form is shown again, so that nothing is lost."""
    session.pop("_user_id", None)
    if request.method != "POST":
        return redirect(url_for("sign_in.ask", next=wanted_path()), code=303)
    page = render_template(
        "staff/sign_in/ended.html",
        fields=kept_fields(request.form),
        action=local_path(request.script_root + request.path, url_for("desk.desk")),
        files=request.mimetype == "multipart/form-data",
    )
    return page, 401
