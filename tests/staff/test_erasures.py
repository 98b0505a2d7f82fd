"""Erasure by law through the console: what is asked, what is shown of it, and what is left to see."""

from __future__ import annotations

import pytest

from petitions.models.session import db
from petitions.rules.erasure import WAIT
from petitions.rules.terms import Action, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, actor_of
from tests.factories.verbs import do
from tests.staff.conftest import Opens

GONE = "内容已经依法删除"


@pytest.fixture
def erased(town: Town) -> int:
    """A case that was led elsewhere after work on it, and erased."""
    case_id = a_case(town, Status.ACCEPTED, now=NOW - WAIT)
    for action, who in (
        (Action.NOTE, town.handler),
        (Action.ASK_MORE, town.handler),
        (Action.REQUEST_EXTENSION, town.handler),
        (Action.REQUEST_CORRECTION, town.handler),
        (Action.REVEAL, town.handler),
        (Action.REDIRECT, town.handler),
    ):
        do(town, action, case_id, by=actor_of(who), now=NOW - WAIT)
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=NOW - WAIT)
    do(town, Action.APPROVE_ERASURE, case_id, by=actor_of(town.office_head), now=NOW)
    db.session.remove()
    return case_id


@pytest.mark.parametrize("who", ["clerk", "office_head", "handler", "supervisor"])
def test_an_erased_case_opens_and_shows_its_tombstone(
    browser_of: Opens, erased: int, who: str
) -> None:
    page = browser_of(who).get(f"/cases/{erased}")
    assert page.status == 200
    assert page.tree.select_one("h1").text == GONE
    assert page.tree.select_one("#erasures") is not None
    assert "信访人撤回同意，要求删除" in page.text
    assert page.tree.select_one("#petition") is None
    assert page.steps() == []


def test_its_looks_can_still_be_read(browser_of: Opens, erased: int) -> None:
    page = browser_of("supervisor").get(f"/cases/{erased}/looks")
    assert page.status == 200
    assert "查看身份信息" in page.text


def test_lists_and_exports_name_it_by_its_number(browser_of: Opens, erased: int) -> None:
    clerk = browser_of("clerk")
    assert GONE in clerk.get("/queue/?closed=1").text
    assert clerk.post("/queue/export/csv?closed=1").status == 200
    assert clerk.get("/notices/").status == 200
    assert browser_of("auditor").get("/audit/").status == 200
    assert browser_of("office_head").get("/punctuality/").status == 200


def test_each_step_says_that_it_is_erased(browser_of: Opens, erased: int) -> None:
    for step in ("note", "reveal", "request_code", "request_erasure"):
        page = browser_of("clerk").get(f"/cases/{erased}/{step}")
        assert page.status == 403, step
        assert "依法删除" in page.text


def test_who_decides_finds_it_on_his_desk(town: Town, browser_of: Opens) -> None:
    case_id = a_case(town, Status.WITHDRAWN, now=NOW - WAIT)
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=NOW - WAIT)
    head = browser_of("office_head")
    desk = head.get("/")
    assert desk.tree.select_one("#pile-to_erase") is not None
    assert browser_of("clerk").get("/").tree.select_one("#pile-to_erase") is None
    assert browser_of("supervisor").get("/").tree.select_one("#pile-erasures") is not None
    page = head.get(f"/cases/{case_id}")
    assert {"approve_erasure", "refuse_erasure"} <= set(page.steps())
    assert "信访人要求删除。" in head.get(f"/cases/{case_id}/approve_erasure").text
