"""Triage at the console: routes at their fields, reports on the page of the case, the circulation form."""

from __future__ import annotations

import pytest

from petitions.rules.terms import Action, Status
from tests.conftest import NOW
from tests.factories import Town, actor_of, do, stored
from tests.staff import conftest
from tests.staff.conftest import Opens


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"route": "litigation"}, "unit_id", "人民法院、人民检察院"),
        ({"route": "discipline", "cadre_level": "unknown"}, "route", "只有检举控告"),
        ({"route": "elsewhere"}, "route", "请从列出的选项中选一项"),
    ],
)
def test_a_route_is_refused_at_its_field(
    town: Town,
    browser_of: Opens,
    case_in: conftest.Case,
    given: dict[str, str],
    field: str,
    words: str,
) -> None:
    case_id = case_in(Status.REGISTERED)
    page = browser_of("clerk").step(
        case_id, "transfer", unit_id=str(town.works.id), note="请办", **given
    )
    assert page.status == 422
    assert any(words in line for line in page.errors()), page.errors()
    assert page.tree.select_one(f"#{field}-error") is not None
    assert page.value("note") == "请办"
    assert stored(case_id).status is Status.REGISTERED


def test_reports_and_instructions_stand_on_the_case_and_on_the_form(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, clerk = case_in(Status.REGISTERED), actor_of(town.clerk)
    do(town, Action.REPORT_UP, case_id, by=clerk, now=NOW, proposal="建议专班办理")
    do(town, Action.RECORD_INSTRUCTION, case_id, by=clerk, now=NOW, text="请三日内核查")
    browser = browser_of("clerk")
    for path in (f"/cases/{case_id}", f"/cases/{case_id}/circulation"):
        text = browser.get(path).text
        for words in ("建议专班办理", "请三日内核查", "分管副市长", "本级党委和政府"):
            assert words in text, (path, words)
    form = browser.get(f"/cases/{case_id}/circulation").text
    assert "信访送阅表" in form
    assert "张建国" not in form, "no name of the petitioner"


def test_the_form_is_the_office_s_own(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    assert browser_of("handler").get(f"/cases/{case_id}/circulation").status == 403
    assert browser_of("foreign_clerk").get(f"/cases/{case_id}/circulation").status == 404
    assert "打印信访送阅表" not in browser_of("handler").get(f"/cases/{case_id}").text


def test_a_report_is_returned_and_filed_again(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, head, clerk = case_in(Status.ANSWERED), browser_of("unit_head"), browser_of("clerk")
    report = {"done": "换了管道", "result": "通了", "told": "当面送达"}
    assert head.step(case_id, "file_closing_report", **report).status == 303
    assert "换了管道" in clerk.get(f"/cases/{case_id}/accept_closing_report").text
    assert clerk.step(case_id, "return_closing_report", reason="没有落实日期").status == 303
    assert "没有落实日期" in head.get(f"/cases/{case_id}/file_closing_report").text
    assert head.step(case_id, "file_closing_report", **report).status == 303
    assert clerk.step(case_id, "accept_closing_report").status == 303
    assert browser_of("handler").step(case_id, "close", close_reason="supported").status == 303


@pytest.mark.parametrize(
    "moment", ["昨天", "2026-13-01T09:00", "0001-01-01T00:00", "9999-12-31T23:59"]
)
def test_moments_that_are_none(browser_of: Opens, case_in: conftest.Case, moment: str) -> None:
    case_id = case_in(Status.REGISTERED)
    page = browser_of("clerk").step(
        case_id, "report_up", addressee="higher_office", learned_at=moment,
        reported_at="2026-03-10T09:00", proposal="请研究",
    )  # fmt: skip
    assert page.status == 422
    assert page.value("proposal") == "请研究"
