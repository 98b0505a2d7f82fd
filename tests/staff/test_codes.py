"""A lost query code at the counter, page by page: asked by one officer, handed out by another, on one sheet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from petitions.models.session import db
from petitions.queries.tracking import code_stamp, open_with_code
from petitions.rules.terms import Action, Status
from tests.conftest import NOW
from tests.factories import Town, a_submission, actor_of, stored
from tests.factories.verbs import do
from tests.staff import conftest
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

ASKED = {"identity": "household_register", "reason": "回执在搬家时遗失"}
TICKED = {"confirmed": "y"}


@pytest.fixture
def asked(browser_of: Opens, case_in: conftest.Case) -> int:
    """A case for which the clerk has asked for a new code."""
    case_id = case_in(Status.ACCEPTED)
    assert browser_of("clerk").step(case_id, "request_code", **ASKED).status == 303
    return case_id


def carried(browser: Browser, case_id: int) -> dict[str, str]:
    """What the second officer's page carries, with the box ticked."""
    page = browser.get(f"/cases/{case_id}/reissue_code")
    return {name: page.value(name) for name in ("version", "seen", "press_key")} | TICKED


def handed_out(browser: Browser, case_id: int) -> Page:
    return browser.post(f"/cases/{case_id}/reissue_code", carried(browser, case_id))


def test_the_second_officer_reads_what_he_confirms_and_gets_one_sheet(
    town: Town, browser_of: Opens, asked: int
) -> None:
    second, number = browser_of("second_clerk"), stored(asked).receipt_number
    page = second.get(f"/cases/{asked}/reissue_code")
    for words in ("户口簿", "回执在搬家时遗失", "李文书", "2026年3月11日"):
        assert words in page.text
    sheet = handed_out(second, asked)
    assert sheet.status == 200
    assert sheet.headers["Cache-Control"] == "no-store"
    assert sheet.id("receipt-number") == number
    code = sheet.id("query-code")
    db.session.rollback()
    assert open_with_code(number, code) == asked
    for words in ("尽快打开 https://", "/track", "换成只有您自己知道的查询码", "回音市人民路1号"):
        assert words.replace("https://", "") in sheet.text.replace("https://", ""), words
    assert code not in str(sheet.tree.title)
    for name in ("second_clerk", "clerk", "handler", "leader"):
        assert code not in browser_of(name).get(f"/cases/{asked}").text, "shown once"
    history = browser_of("clerk").get(f"/cases/{asked}").text
    assert "孙文书" in history
    assert "首次使用时更换" in history


def test_a_double_click_shows_the_same_sheet(browser_of: Opens, asked: int) -> None:
    second = browser_of("second_clerk")
    typed = carried(second, asked)
    first, again = (second.post(f"/cases/{asked}/reissue_code", typed) for _ in range(2))
    assert (first.status, again.status) == (200, 200)
    assert first.id("query-code") == again.id("query-code")
    later = browser_of("office_head").post(f"/cases/{asked}/reissue_code", typed)
    assert later.status == 409, "another officer does not see it"
    assert first.id("query-code") not in later.text


def test_without_the_box_there_is_no_code(browser_of: Opens, asked: int) -> None:
    stamp = code_stamp(asked)
    page = browser_of("second_clerk").step(asked, "reissue_code")
    assert page.status == 422
    assert page.errors() == ["请先当面核对证件，再勾选。"]
    db.session.rollback()
    assert code_stamp(asked) == stamp


def test_nobody_is_his_own_second_officer(browser_of: Opens, asked: int) -> None:
    clerk = browser_of("clerk")
    assert "reissue_code" not in clerk.get(f"/cases/{asked}").steps()
    for answer in (
        clerk.get(f"/cases/{asked}/reissue_code"),
        clerk.post(f"/cases/{asked}/reissue_code", {"version": str(stored(asked).version), "press_key": "x", **TICKED}),
    ):  # fmt: skip
        assert answer.status == 403
        assert "自己提出的补发申请不能由自己确认" in answer.text


def test_an_anonymous_petition_is_refused_with_the_reason(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.RECEIVED, a_submission(anonymous=True, persons=()))
    clerk = browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}")
    assert "request_code" not in page.steps()
    assert "匿名提出，丢失不能补发" in page.text
    page = clerk.get(f"/cases/{case_id}/request_code")
    assert page.status == 403
    assert "没有可以核对的身份" in page.text


def test_two_second_officers_the_later_one_is_told(browser_of: Opens, asked: int) -> None:
    second, head = browser_of("second_clerk"), browser_of("office_head")
    typed = carried(head, asked)
    assert handed_out(second, asked).status == 200
    answer = head.post(f"/cases/{asked}/reissue_code", typed)
    assert answer.status == 409
    assert "补发查询码" in answer.text
    assert "孙文书" in answer.text


def test_a_request_lapses_and_says_so(
    town: Town, browser_of: Opens, asked: int, clock: Any
) -> None:
    clock.shift(timedelta(days=2))
    second = browser_of("second_clerk")
    page = second.get(f"/cases/{asked}")
    assert "已过期" in page.text
    assert "reissue_code" not in page.steps()
    assert "request_code" in page.steps()
    refused = second.get(f"/cases/{asked}/reissue_code")
    assert refused.status == 403
    assert "已经过期" in refused.text


def test_a_refused_request_leaves_the_old_code(town: Town, browser_of: Opens, asked: int) -> None:
    stamp = code_stamp(asked)
    page = browser_of("office_head").step(asked, "refuse_code", reason="照片与来人不符")
    assert page.status == 303
    assert "照片与来人不符" in browser_of("clerk").get(f"/cases/{asked}").text
    db.session.rollback()
    assert code_stamp(asked) == stamp


def test_the_slip_of_a_replaced_code_shows_none(browser_of: Opens, town: Town) -> None:
    from tests.factories import petitioner_of
    from tests.staff.test_intake import cases, writes

    clerk = browser_of("clerk")
    first = writes(clerk, key="one-and-the-same")
    assert "第一次查询时" in first.text
    (case,) = cases()
    do(town, Action.REPLACE_CODE, case.id, by=petitioner_of(case.id), now=NOW)
    again = writes(clerk, key="one-and-the-same")
    assert again.status == 200
    assert again.tree.find(id="query-code") is None
    assert "登记时的查询码已经更换" in again.text
    assert first.id("query-code") not in again.text
    assert actor_of(town.clerk).officer_id == case.created_by_id
