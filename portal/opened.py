"""The case that number and code opened in this browser: signed into its session, for half an hour."""

from __future__ import annotations

from datetime import timedelta

from flask import flash, redirect, session, url_for
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from petitions.actions.errors import NotAllowed
from petitions.adapters import clock
from petitions.queries.case_views import TrackedCase
from petitions.queries.tracking import code_stamp, tracked
from petitions.rules.lifecycle import Step
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Role

OPEN_FOR = timedelta(minutes=30)
OPENED = "opened"


class CodeFirst(HTTPException):
    """The code that opened the case is known to officers: the petitioner takes one of his own first."""

    code = 303

    def get_response(self, *given: object, **named: object) -> Response:
        """The way to his own code."""
        return redirect(url_for("replace_code.show"), code=303)


class Closed(HTTPException):
    """No case is open here: ask for number and code, and come back."""

    code = 303

    def get_response(self, *given: object, **named: object) -> Response:
        """The way to the question."""
        return redirect(url_for("track.ask"), code=303)


def begin(case_id: int) -> None:
    """Open a case whose number and code were right; a new code shuts it again."""
    stamp = code_stamp(case_id)
    session[OPENED] = [case_id, stamp, _until()]


def leave() -> None:
    """Shut it."""
    session.pop(OPENED, None)


def last_case() -> int | None:
    """The case that is or was open in this browser."""
    kept = session.get(OPENED)
    return int(kept[0]) if isinstance(kept, list) and len(kept) == 3 else None


def case_id() -> int | None:
    """The case open now; each look keeps it open for another half hour."""
    number = last_case()
    if number is None or _over() or stamp() != code_stamp(number):
        return None
    session[OPENED] = [number, stamp(), _until()]
    return number


def replaced() -> bool:
    """Whether the code that opened the case here a while ago is dead by now."""
    number = last_case()
    return number is not None and not _over() and stamp() != code_stamp(number)


def stamp() -> str:
    """Names the code that opened the case in this browser; blank where none did."""
    return str(session[OPENED][1]) if last_case() is not None else ""


def case() -> TrackedCase:
    """The open case. Raises Closed when there is none, CodeFirst before its code is the reader's own."""
    found = at_the_door()
    if found.code_known_to_staff:
        raise CodeFirst
    return found


def at_the_door() -> TrackedCase:
    """The case that was opened, even with a code that officers know. Raises Closed when there is none."""
    number = case_id()
    found = tracked(number, now=clock.now()) if number is not None else None
    if found is None:
        if last_case() is not None:
            flash(gettext("为了保护您，查询页面已经关闭。请重新填写编号和查询码。"))
        raise Closed
    return found


def actor(found: TrackedCase) -> Actor:
    """The petitioner, as the rules know him."""
    return Actor(Role.CITIZEN, case_id=found.id)


def step(found: TrackedCase, action: Action) -> Step:
    """The row of a step that is open now. Raises NotAllowed otherwise."""
    for each in found.steps:
        if each.action is action:
            return each
    raise NotAllowed("wrong_status", action=action.value)


def _over() -> bool:
    return clock.now().timestamp() >= float(session[OPENED][2])


def _until() -> int:
    return int((clock.now() + OPEN_FOR).timestamp())
