"""Two officers at one case: the second is told what the first did, and loses nothing (R-12)."""

from __future__ import annotations

import threading

import pytest
from flask import Flask

from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests.conftest import NOW
from tests.factories import Town, actor_of, event_rows, petitioner_of, stored
from tests.factories.verbs import do
from tests.staff import conftest
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

LONG = "一段写了很久、不能丢掉的文字"


def carried(page: Page) -> dict[str, str]:
    return {name: page.value(name) for name in ("version", "seen")}


def test_the_second_keeps_his_text_and_reads_what_happened(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    path = f"/cases/{case_id}/ask_more"
    seen = carried(handler.get(path))
    do(town, Action.SUPPLEMENT, case_id, by=petitioner_of(case_id), now=NOW, text="又想起一件事")
    page = handler.post(path, {**seen, "question": LONG})
    assert page.status == 409
    assert page.value("question") == LONG
    news = page.tree.select(".govuk-notification-banner .moj-timeline__title")
    assert [title.get_text(strip=True) for title in news] == ["补充材料"], "only what is new"
    assert page.value("version") == str(stored(case_id).version)
    again = handler.post(path, {**carried(page), "question": page.value("question")})
    assert again.status == 303
    assert [row.action for row in event_rows(case_id)][-1] is Action.ASK_MORE


def test_a_step_that_is_gone_shows_the_text_and_no_button(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    path = f"/cases/{case_id}/decline"
    seen = carried(clerk.get(path))
    do(town, Action.ASSIGN, case_id, by=actor_of(town.second_clerk), now=NOW)
    page = clerk.post(path, {**seen, "ground": "litigation", "explanation": LONG})
    assert page.status == 409
    assert page.value("explanation") == LONG
    assert page.tree.select_one("main form button") is None
    assert "孙文书" in page.text
    assert stored(case_id).status is Status.ROUTED


def test_looking_at_the_identity_makes_nobodys_page_stale(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    seen = carried(handler.get(f"/cases/{case_id}/note"))
    do(town, Action.REVEAL, case_id, by=actor_of(town.unit_head), now=NOW)
    assert handler.post(f"/cases/{case_id}/note", {**seen, "text": "记"}).status == 303


@pytest.mark.parametrize("version", ["", "0", "abc", "99999", "1 OR 1=1"])
def test_a_form_without_a_good_version_does_nothing(
    browser_of: Opens, case_in: conftest.Case, version: str
) -> None:
    case_id = case_in(Status.ACCEPTED)
    number = len(event_rows(case_id))
    page = browser_of("handler").post(f"/cases/{case_id}/note", {"version": version, "text": LONG})
    assert page.status == 409
    assert page.value("text") == LONG
    assert len(event_rows(case_id)) == number


def test_of_many_presses_at_once_exactly_one_counts(
    staff_app: Flask, town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REGISTERED)
    browsers: list[Browser] = [
        browser_of(name) for name in ("clerk", "second_clerk", "office_head")
    ]
    path = f"/cases/{case_id}/transfer"
    forms = [carried(browser.get(path)) for browser in browsers]
    for browser in browsers:
        browser.token()
    db.session.remove()
    found: list[int] = []

    def press(browser: Browser, form: dict[str, str]) -> None:
        given = {**form, "unit_id": str(town.works.id), "note": "同时按下"}
        found.append(browser.post(path, given).status)

    threads = [
        threading.Thread(target=press, args=pair) for pair in zip(browsers, forms, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [303, 409, 409]
    transfers = [row for row in event_rows(case_id) if row.action is Action.TRANSFER]
    assert len(transfers) == 1
