"""Two administrators on one page of the directory: the second is told, keeps what he typed, overwrites nothing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from petitions.actions.manage_places import PlaceFacts, add_place
from petitions.actions.manage_posts import PostFacts, add_post
from petitions.models.session import db
from petitions.queries import directory, posts
from petitions.queries.categories import categories
from tests.conftest import NOW
from tests.factories import Town, actor_of
from tests.staff.browser import Browser
from tests.staff.conftest import Opens

EARLY, LATE = "先保存的", "后保存的"


def a_post(town: Town) -> str:
    facts = PostFacts(title="信访信息员", from_on=NOW.date(), phone="0000-77")
    return f"/directory/posts/{add_post(town.handler.id, facts, by=actor_of(town.administrator), now=NOW)}"


def a_place(town: Town) -> str:
    facts = PlaceFacts(unit_id=town.office.id, name="来访接待室", address="人民路3号")
    return f"/directory/places/{add_place(facts, by=actor_of(town.administrator), now=NOW)}"


EDITED: dict[str, tuple[Callable[[Town], str], str]] = {
    "directory.alter_unit": (lambda town: f"/directory/units/{town.works.id}", "address"),
    "posts.alter": (a_post, "phone"),
    "places.alter": (a_place, "access"),
    "officers.alter": (lambda town: f"/directory/officers/{town.colleague.id}", "name"),
    "categories.alter": (lambda _town: "/categories/1701", "name_en"),
}
"""Pages on which a row of the directory is changed: where one is, and a field that two officers change."""

GUARDED_OTHERWISE = {
    "routing_rules": "every rule carries the state of the whole draft (tests/staff/test_routing_rules.py)",
    "rulebook": "a change carries the mark of all rules (tests/staff/test_rulebook.py)",
    "calendar": "the same (tests/staff/test_calendar_room.py)",
    "directory_import": "the plan carries a mark of the directory (tests/staff/test_directory_import.py)",
    "steps": "a step carries the version of its case (tests/staff/test_stale.py)",
    "reveal": "the same",
}
NOTHING_TO_OVERWRITE = {
    "account": "one's own, and nobody else's",
    "categories.import_mapping": "a table of codes, each row said on purpose",
    "categories.make": "a new one",
    "directory.make_unit": "a new one",
    "intake": "a new case",
    "officers.decide": "a request is decided once",
    "officers.make": "a new one",
    "officers.reset": "a request, one at a time",
    "outbox": "a letter is sent again or called off, as its state allows",
    "places.make": "a new one",
    "preferences": "language and looks, of one's own browser",
    "posts.make": "a new one",
    "punctuality": "reads",
    "queue": "reads",
    "retaliation": "a report is answered once",
    "sign_in": "one's own session",
    "unit_closing": "a unit is closed once",
}


def test_every_page_that_changes_something_says_how_it_is_guarded(staff_app: Flask) -> None:
    """A new page with a form is entered above."""
    named = EDITED.keys() | GUARDED_OTHERWISE.keys() | NOTHING_TO_OVERWRITE.keys()
    posted = {
        rule.endpoint
        for rule in staff_app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and "." in rule.endpoint
    }
    unsaid = {each for each in posted if not {each, each.split(".")[0]} & named}
    assert not unsaid


def form_of(browser: Browser, path: str) -> dict[str, str]:
    """What a browser would send back from the page."""
    found: dict[str, str] = {}
    for field in browser.get(path).tree.select("main form [name]"):
        name = str(field["name"])
        if field.name == "textarea":
            found[name] = field.get_text().removeprefix("\n")
        elif field.name == "select":
            chosen = field.select_one("option[selected]")
            found[name] = str(chosen["value"]) if chosen else ""
        elif field.get("type") not in ("checkbox", "radio") or field.has_attr("checked"):
            found[name] = str(field.get("value", ""))
    found.pop("csrf_token")
    return found


@pytest.mark.parametrize("page", EDITED)
def test_the_second_is_told_and_overwrites_nothing(
    town: Town, browser_of: Opens, page: str
) -> None:
    made, name = EDITED[page]
    path = made(town)
    first, second = browser_of("administrator"), browser_of("administrator")
    early, late = form_of(first, path), form_of(second, path)
    assert first.post(path, {**early, name: EARLY}).status == 303
    answer = second.post(path, {**late, name: LATE})
    assert answer.status == 409
    assert "别人" in answer.errors()[0]
    assert answer.value(name) == LATE, "what was typed is kept"
    assert EARLY in answer.id(f"{name}-error"), "what is kept now is shown beside it"
    assert form_of(first, path)[name] == EARLY
    others = answer.tree.select(".govuk-form-group .govuk-error-message")
    assert len(others) == 1, "only what differs is marked"
    assert second.post(path, {**late, "seen": answer.value("seen"), name: LATE}).status == 303
    assert form_of(first, path)[name] == LATE


@pytest.mark.parametrize("page", EDITED)
@pytest.mark.parametrize("seen", ["", "0", "x" * 5000, "' OR 1=1"])
def test_a_form_without_a_good_mark_changes_nothing(
    town: Town, browser_of: Opens, page: str, seen: str
) -> None:
    made, name = EDITED[page]
    path, browser = made(town), browser_of("administrator")
    before = form_of(browser, path)
    answer = browser.post(path, {**before, "seen": seen, name: LATE})
    assert answer.status == 409
    assert form_of(browser, path) == before


@pytest.mark.parametrize("page", EDITED)
def test_of_two_presses_at_once_one_counts(town: Town, browser_of: Opens, page: str) -> None:
    made, name = EDITED[page]
    path = made(town)
    browsers = [browser_of("administrator") for _ in range(2)]
    forms: list[dict[str, Any]] = [form_of(each, path) for each in browsers]
    for each in browsers:
        each.token()
    db.session.remove()
    found: list[int] = []

    def press(browser: Browser, form: dict[str, Any], words: str) -> None:
        found.append(browser.post(path, {**form, name: words}).status)

    threads = [
        threading.Thread(target=press, args=each)
        for each in zip(browsers, forms, (EARLY, LATE), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [303, 409]


def test_what_is_kept_now_is_said_in_words(town: Town, browser_of: Opens) -> None:
    """Boxes, choices and days too; a field that was emptied is told so."""
    path = a_post(town)
    admin = browser_of("administrator")
    late = form_of(admin, path)
    changed = {**late, "until_on": "2026-05-06", "contact_clerk": "y", "phone": ""}
    assert admin.post(path, changed).status == 303
    answer = admin.post(path, {**late, "title": "联络岗"})
    assert [answer.id(f"{name}-error") for name in ("until_on", "contact_clerk", "phone")] == [
        "错误： 现在保存的是：2026年5月6日",
        "错误： 现在保存的是：勾选",
        "错误： 现在保存的是：（空）",
    ]
    place = a_place(town)
    late = form_of(admin, place)
    assert admin.post(place, {**late, "unit_id": str(town.works.id)}).status == 303
    answer = admin.post(place, late)
    assert answer.id("unit_id-error") == "错误： 现在保存的是：回音市住房和城乡建设局"


def test_what_changes_elsewhere_makes_no_page_stale(town: Town, browser_of: Opens) -> None:
    """A unit moves with the one above it, an officer signs in: neither is on the page."""
    admin = browser_of("administrator")
    path, officer = f"/directory/units/{town.community.id}", f"/directory/officers/{town.clerk.id}"
    below, his = form_of(admin, path), form_of(admin, officer)
    street = f"/directory/units/{town.street.id}"
    assert admin.post(street, {**form_of(admin, street), "parent_id": ""}).status == 303
    town.clerk.totp_last_step, town.clerk.signed_in_at = 7, NOW
    db.session.commit()
    assert admin.post(path, {**below, "phone": "0000-5"}).status == 303
    assert admin.post(officer, {**his, "email": "li@office.example.cn"}).status == 303
    db.session.rollback()
    unit = directory.unit(town.community.id)
    assert unit is not None
    assert unit.phone == "0000-5"
    assert posts.posts() == ()
    assert categories().path("1701") == "教育/入学和招生"
