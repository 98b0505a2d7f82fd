"""Every page of both counters: who may enter is said, and looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.routing import Rule

from petitions.models.session import db
from petitions.rules.permissions import RIGHTS
from petitions.rules.terms import Action, Role, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, actor_of, do, make_town, petitioner_of, staged

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE")
HEARTBEAT = "UPDATE staff_sessions"
LOOK = "INSERT INTO audit_entries"
CHAIN = ("INSERT INTO register_entries", "UPDATE register_end")
"""A look is chained like everything else."""
"""What a GET may write: the officer is still at work, and (for the pages of staff.rights.LOOKS) he looked."""

UNREADY = {"health.ready"}
"""May say 503: the suite has no worker and its letters are old."""


def gets(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]


@contextmanager
def writes(app: Flask) -> Iterator[list[str]]:
    """What is written to the database meanwhile."""
    seen: list[str] = []

    def watch(_c: Any, _u: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            seen.append(" ".join(statement.split()))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "after_cursor_execute", watch)
    try:
        yield seen
    finally:
        event.remove(engine, "after_cursor_execute", watch)


def addresses(rule: Rule, numbers: list[int]) -> list[str]:
    """The rule's address for each number; other arguments get a word that is no number."""
    found = []
    for number in numbers if rule._converters else [1]:
        path = rule.rule
        for name, converter in rule._converters.items():
            value = str(number) if "Integer" in type(converter).__name__ else _word(converter)
            path = _filled(path, name, value)
        found.append(path)
    return found


def _word(converter: Any) -> str:
    allowed = getattr(converter, "regex", "")
    return allowed.strip("(?:)").split("|")[0] if "|" in allowed else "accept"


def _filled(path: str, name: str, value: str) -> str:
    start = path.index("<")
    while name != path[start + 1 : path.index(">", start)].rsplit(":", 1)[-1]:
        start = path.index("<", start + 1)
    return path[:start] + value + path[path.index(">", start) + 1 :]


def test_every_staff_page_names_its_room(staff_app: Flask) -> None:
    from staff import rights

    for endpoint, view in staff_app.view_functions.items():
        room = getattr(view, "room", None)
        assert room is not None, (
            f"Say who may enter {endpoint}: @room(...) of staff/rights.py, or @open_to_all."
        )
        assert room in RIGHTS or room == rights.OPEN, (
            f"{endpoint} names the room {room!r}, which has no row in rules/permissions.py: RIGHTS."
        )


def test_only_the_door_the_hall_and_the_feed_are_open_to_all(staff_app: Flask) -> None:
    from staff import rights

    opened = {
        endpoint
        for endpoint, view in staff_app.view_functions.items()
        if getattr(view, "room", None) == rights.OPEN
    }
    door = {endpoint for endpoint in opened if endpoint.startswith("sign_in.")}
    assert opened - door - {"static"} == {*rights.HALL_PAGES, "feed.serve"}, (
        "Only the log-in, the pages of the hall and the feed, which asks for its token, are open to all."
    )


def test_a_page_without_a_room_is_closed(staff_app: Flask) -> None:
    from tests.staff.browser import Browser

    with staff_app.app_context():
        town = make_town(db.session())
        browser = Browser(staff_app)
        browser.admit(town.administrator)
    staff_app.view_functions["desk.desk"] = lambda: "you should not read this"
    assert browser.get("/").status == 403


def test_no_citizen_has_a_room() -> None:
    assert all(Role.CITIZEN not in roles for roles in RIGHTS.values())


def busy_town() -> tuple[Town, list[int]]:
    """Cases in several states, with papers of every kind on them."""
    town = make_town(db.session())
    cases = [
        a_case(town, status, now=NOW)
        for status in (Status.RECEIVED, Status.OBJECTED, Status.REPLY_DRAFTED, Status.ANSWERED)
    ]
    answered = cases[-1]
    handler = actor_of(town.handler)
    do(town, Action.ATTACH, answered, by=handler, now=NOW)
    do(town, Action.ATTACH, answered, by=handler, now=NOW)
    mine = petitioner_of(answered)
    do(
        town,
        Action.SUPPLEMENT,
        answered,
        by=mine,
        now=NOW,
        attachment_ids=[staged(mine, NOW), staged(mine, NOW)],
    )
    db.session.remove()
    return town, cases


@pytest.mark.parametrize(
    "who", ["clerk", "handler", "unit_head", "leader", "auditor", "administrator"]
)
def test_no_staff_page_writes_when_it_is_looked_at(staff_app: Flask, who: str) -> None:
    from staff import rights
    from tests.staff.browser import Browser

    with staff_app.app_context():
        town, cases = busy_town()
        browser = Browser(staff_app)
        browser.admit(town.officers[who])
        db.session.remove()
    entered = 0
    for rule in gets(staff_app):
        allowed = (HEARTBEAT, LOOK, *CHAIN) if rule.endpoint in rights.LOOKS else (HEARTBEAT,)
        for address in addresses(rule, cases):
            with writes(staff_app) as seen:
                page = browser.get(address)
            assert page.status < 500 or rule.endpoint in UNREADY, (
                f"{address} fails for a {who}: {page.status}"
            )
            entered += page.status == 200
            wrong = [each for each in seen if not each.startswith(allowed)]
            assert not wrong, f"GET {address} writes; make it a POST: {wrong}"
    assert entered > 5, f"the {who} got nowhere"


def test_no_portal_page_writes_when_it_is_looked_at(portal_app: Flask) -> None:
    from flask import session

    from portal import opened

    with portal_app.app_context():
        _, cases = busy_town()
    for case_id in (None, *cases):
        client = portal_app.test_client()
        if case_id is not None:
            with portal_app.test_request_context():
                opened.begin(case_id)
                kept = session[opened.OPENED]
            with client.session_transaction() as cookie:
                cookie[opened.OPENED] = kept
        shown = 0
        for rule in gets(portal_app):
            for address in addresses(rule, [1, 2, 3]):
                with writes(portal_app) as seen:
                    page = client.get(address)
                assert page.status_code < 500 or rule.endpoint in UNREADY, (
                    f"{address} fails: {page.status_code}"
                )
                shown += page.status_code == 200
                assert not seen, f"GET {address} writes; make it a POST: {seen}"
        assert shown > 5
