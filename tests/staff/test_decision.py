"""Decisions at the counter: the place of a ground, the paper to print, and what is refused at its field."""

from __future__ import annotations

import pytest

from petitions.models import Unit
from petitions.models.session import db
from petitions.rules.terms import Status, UnitKind
from tests.factories import Town, stored
from tests.staff import conftest
from tests.staff.conftest import Opens


def a_court(town: Town) -> Unit:
    court = Unit(
        path="/", code="FY", name="回音区人民法院", name_en="Huiyin Court", kind=UnitKind.COURT,
        phone="0000-12368", address="河东路9号",
    )  # fmt: skip
    db.session.add(court)
    db.session.flush()
    court.path = f"/{court.id}/"
    db.session.commit()
    return court


def test_a_ground_that_names_nobody_wants_a_name(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.REGISTERED)
    for typed in ("", "无"):
        page = browser_of("clerk").step(
            case_id, "decline", ground="out_of_scope", explanation="不归本市", where_to_go=typed
        )
        assert page.status == 422
        assert "具体的机关" in page.errors()[0]
        assert page.value("explanation") == "不归本市"


def test_the_court_of_the_directory_is_meant(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    a_court(town)
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    assert "回音区人民法院 0000-12368" in clerk.get(f"/cases/{case_id}/decline").text
    assert clerk.step(case_id, "decline", ground="litigation", explanation="请起诉").status == 303
    paper = clerk.get(f"/cases/{case_id}/decision").text
    for words in ("不予受理告知书", "回音区人民法院", "0000-12368", "河东路9号", "请起诉"):
        assert words in paper
    assert "打印告知书" in clerk.get(f"/cases/{case_id}").text


def test_the_last_day_stands_on_the_paper(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    typed = {
        "way": "lawsuit",
        "known_on": "2025-11-05",
        "body": "区人民法院",
        "explanation": "请起诉",
    }
    assert clerk.step(case_id, "redirect", **typed).status == 303
    for path in (f"/cases/{case_id}", f"/cases/{case_id}/decision"):
        text = clerk.get(path).text
        for words in (
            "区人民法院",
            "6 个月",
            "2026年5月5日",
            "休息日",
            "2026年5月6日",
            "不会使这个期限停止",
        ):
            assert words in text, (path, words)


def test_an_unknown_day_is_told(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    typed = {"way": "reconsideration", "body": "市政府复议办", "explanation": "请申请"}
    assert clerk.step(case_id, "redirect", **typed).status == 303
    paper = clerk.get(f"/cases/{case_id}/decision").text
    assert "算不出最后一天" in paper
    assert "马上向上面写的机关问清楚" in paper


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("known_on", "2099-01-01", "不能晚于今天"),
        ("known_on", "昨天", "请填写真实的日期"),
        ("own_length", "0", "期限应当在 1 到 240 之间"),
        ("to_unit_id", "999999", "请从列出的选项中选一项"),
    ],
)
def test_faults_at_their_fields(
    browser_of: Opens, case_in: conftest.Case, name: str, typed: str, words: str
) -> None:
    case_id = case_in(Status.REGISTERED)
    given = {"way": "arbitration", "body": "仲裁委", "explanation": "请申请", name: typed}
    page = browser_of("clerk").step(case_id, "redirect", **given)
    assert page.status == 422
    assert any(words in line for line in page.errors()), page.errors()
    assert stored(case_id).status is Status.REGISTERED


def test_there_is_no_paper_for_a_case_that_goes_on(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    assert browser_of("clerk").get(f"/cases/{case_in(Status.ACCEPTED)}/decision").status == 404
    assert (
        browser_of("foreign_clerk").get(f"/cases/{case_in(Status.REDIRECTED)}/decision").status
        == 404
    )
