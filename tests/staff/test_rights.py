"""Every page has a room, and every room lets in exactly whom the rules name (S-06, S-10)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from petitions.rules.permissions import RIGHTS, may_enter
from petitions.rules.terms import Status
from staff.rights import LOOKS, OPEN, open_to_all, room
from tests.factories import Town, actor_of
from tests.staff.browser import Browser
from tests.staff.conftest import Case, Opens

ONE_OF_EACH = (
    "clerk",
    "office_head",
    "handler",
    "unit_head",
    "leader",
    "supervisor",
    "auditor",
    "administrator",
    "security",
)
NUMBERS = {
    "case_id": 1,
    "other_id": 1,
    "code": "T1",
    "name": "zhejiang",
    "year": 2026,
    "attachment_id": 1,
    "notice_id": 1,
    "unit_id": 1,
    "officer_id": 1,
    "place_id": 1,
    "post_id": 1,
    "action": "note",
    "kind": "csv",
    "key": 1,
    "number": 1,
    "report_id": 1,
    "grant_id": 1,
}


NARROWER = {"guide.show", "triage.circulation"}
"""Closed to some who may enter their room: `access.toml` says to whom, and its test tries everybody."""


def endpoints(app: Flask) -> Iterator[tuple[str, str, str, str]]:
    """Endpoint, method, a path with numbers in it, and the room, for every page behind the door."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        name = getattr(view, "room", None)
        if name in (None, OPEN):
            continue
        values = {argument: NUMBERS[argument] for argument in rule.arguments}
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            path = adapter.build(rule.endpoint, values, method=method)
            yield rule.endpoint, method, path, str(name)


def test_every_endpoint_names_a_room_the_rules_know(staff_app: Flask) -> None:
    for endpoint, view in staff_app.view_functions.items():
        name = getattr(view, "room", None)
        assert name is not None, f"{endpoint}: put @room(…) or @open_to_all under its route"
        assert name == OPEN or name in RIGHTS, f"{endpoint}: the rules know no room {name!r}"


def test_what_is_open_to_all_is_the_door_the_hall_and_the_feed(staff_app: Flask) -> None:
    found = {
        endpoint
        for endpoint, view in staff_app.view_functions.items()
        if getattr(view, "room", None) == OPEN
    }
    assert found == {
        "sign_in.ask",
        "sign_in.check",
        "sign_in.ask_code",
        "sign_in.check_code",
        "sign_in.leave",
        "feed.serve",
        "health.alive",
        "health.ready",
        "health.metrics",
        "preferences.language",
        "preferences.appearance",
    }


def test_looks_are_pages_that_are_fetched(staff_app: Flask) -> None:
    fetched = {
        rule.endpoint for rule in staff_app.url_map.iter_rules() if "GET" in (rule.methods or ())
    }
    assert fetched >= LOOKS


def test_a_page_without_a_room_is_closed(staff_app: Flask, browser_of: Opens) -> None:
    def forgotten() -> str:
        return "inside"

    staff_app.view_functions["desk.desk"] = forgotten
    for name in ONE_OF_EACH:
        page = browser_of(name).get("/")
        assert page.status == 403
        assert "inside" not in page.text


def test_a_room_the_rules_do_not_know_is_closed(staff_app: Flask, browser_of: Opens) -> None:
    staff_app.view_functions["desk.desk"] = room("cellar")(lambda: "inside")
    assert browser_of("administrator").get("/").status == 403


def test_open_to_all_opens(staff_app: Flask, stranger: Browser) -> None:
    staff_app.view_functions["desk.desk"] = open_to_all(lambda: "inside")
    assert stranger.get("/").text == "inside"


def test_nobody_gets_past_the_door(staff_app: Flask, stranger: Browser) -> None:
    stranger.get("/sign-in")
    token = stranger.token()
    for endpoint, method, path, _room in endpoints(staff_app):
        if method == "GET":
            page = stranger.get(path)
            assert page.status == 303, endpoint
            assert page.location.startswith("/staff/sign-in"), endpoint
        else:
            assert stranger.post(path, {"csrf_token": token}).status == 401, endpoint


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_each_role_enters_its_rooms_and_no_other(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: Case, name: str
) -> None:
    case_in(Status.ACCEPTED)
    browser, actor = browser_of(name), actor_of(town.officers[name])
    for endpoint, method, path, its_room in endpoints(staff_app):
        page = browser.get(path) if method == "GET" else browser.post(path)
        what = f"{name} {method} {endpoint}"
        if may_enter(actor, its_room):
            assert page.status < 500, what
            allowed = page.status != 403 or "岗位没有这项权限" in page.text
            assert allowed or endpoint in NARROWER, what
        else:
            assert page.status == 403, what


def without_tokens(text: str) -> str:
    """A page without what differs on every answer: its tokens, and the address it came from."""
    text = re.sub(r'name="csrf_token" value="[^"]*"', "", text)
    text = re.sub(r'name="next" value="[^"]*"', "", text)
    return re.sub(r'nonce-[\w-]+|nonce="[^"]*"', "", text)


PLACES = (
    ("GET", "/cases/{case}"),
    ("GET", "/cases/{case}/note"),
    ("POST", "/cases/{case}/note"),
    ("GET", "/cases/{case}/accept"),
    ("POST", "/cases/{case}/accept"),
    ("GET", "/cases/{case}/reveal"),
    ("POST", "/cases/{case}/reveal"),
    ("GET", "/files/{file}"),
)
OWN: dict[str, set[str]] = {
    "in the office": {"clerk", "second_clerk", "office_head", "leader", "supervisor"},
    "with the unit": {"handler", "colleague", "unit_head"},
}


@pytest.mark.parametrize(("method", "place"), PLACES)
def test_a_foreign_case_looks_like_a_missing_one(
    town: Town, browser_of: Opens, case_in: Case, method: str, place: str
) -> None:
    case_id = case_in(Status.ACCEPTED)
    file_id = a_file(town, case_id)
    strangers = set(town.officers) - OWN["in the office"] - OWN["with the unit"]
    roomless = {"auditor", "administrator", "security"}
    for name in sorted(strangers - roomless):
        browser = browser_of(name)
        browser.token()
        answers = []
        for number, file in ((case_id, file_id), (9999, 9999)):
            path = place.format(case=number, file=file)
            given = {"text": "一", "reason": "一", "version": "5"}
            page = browser.get(path) if method == "GET" else browser.post(path, given)
            answers.append(page)
        foreign, missing = answers
        assert foreign.status == missing.status == 404, name
        assert without_tokens(foreign.text) == without_tokens(missing.text), name
        assert set(foreign.headers.keys()) == set(missing.headers.keys())
    for name in sorted(OWN["in the office"] | OWN["with the unit"]):
        if method == "GET":
            path = place.format(case=case_id, file=file_id)
            assert browser_of(name).get(path).status != 404, name


def test_numbers_no_table_has_are_not_found(browser_of: Opens) -> None:
    clerk = browser_of("clerk")
    for number in ("0", "2147483648", "99999999999999999999999", "-1", "1e3", "%00"):
        for place in (f"/cases/{number}", f"/cases/{number}/note", f"/files/{number}"):
            assert clerk.get(place).status == 404, place


def test_steps_that_are_no_officers_are_not_found(browser_of: Opens, case_in: Case) -> None:
    case_id, clerk = case_in(), browser_of("clerk")
    for action in ("submit", "enter", "supplement", "withdraw", "steal", "NOTE", "__class__"):
        assert clerk.get(f"/cases/{case_id}/{action}").status == 404, action
        assert clerk.post(f"/cases/{case_id}/{action}").status == 404, action


def test_a_unit_that_gave_a_case_back_may_look_but_not_act(
    town: Town, browser_of: Opens, case_in: Case
) -> None:
    from petitions.rules.terms import Action
    from tests.factories.cases import version_of
    from tests.factories.verbs import do

    case_id = case_in(Status.OBJECTED)
    do(town, Action.UPHOLD_OBJECTION, case_id, by=actor_of(town.clerk), now=clock_now())
    assert version_of(case_id)
    handler = browser_of("handler")
    page = handler.get(f"/cases/{case_id}")
    assert page.status == 200
    assert page.steps() == []
    assert handler.get(f"/cases/{case_id}/note").status == 403


def clock_now() -> Any:
    from petitions.adapters import clock

    return clock.now()


def a_file(town: Town, case_id: int) -> int:
    """A file an officer put on a case."""
    from petitions.rules.terms import Action
    from tests.factories.verbs import do, staged

    by = actor_of(town.handler)
    number = staged(by, clock_now())
    do(town, Action.ATTACH, case_id, by=by, now=clock_now(), attachment_ids=[number])
    return number
