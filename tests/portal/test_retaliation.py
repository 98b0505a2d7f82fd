"""The petitioner reports retaliation from the page of his case, and reads there what was done."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from petitions.actions.answer_retaliation import answer_retaliation
from petitions.adapters import clock
from petitions.models.session import db
from petitions.queries.retaliation import own_reports, reports
from petitions.rules.terms import Status
from tests.factories import Town, actor_of
from tests.portal.citizen import Citizen
from tests.portal.conftest import Made

WHERE = "/track/case/retaliation/"


def test_a_report_and_its_answer(
    town: Town, citizen: Citizen, case_in: Callable[..., Made]
) -> None:
    case_id, key = case_in(Status.CLOSED)
    page = citizen.opens_case(case_id, key)
    assert page.soup.find("a", href=WHERE) is not None
    form = citizen.get(WHERE)
    assert "只有督查人员看得到" in form.text
    pressed = {"submission_key": form.value("submission_key"), "text": "有人上门威胁我。"}
    for _press in range(2):
        sent = citizen.post(WHERE, pressed)
        assert (sent.status, sent.path) == (303, WHERE)
    page = citizen.follow(sent)
    assert page.text.count("有人上门威胁我。") == 1
    assert "督查人员还没有写处理情况。" in page.text
    supervisor = actor_of(town.supervisor)
    db.session.rollback()
    (line,) = reports(supervisor)
    answer_retaliation(line.id, by=supervisor, now=clock.now(), answer="已经责令停止。")
    page = citizen.get(WHERE)
    assert "已经责令停止。" in page.text
    assert town.supervisor.name not in page.text
    timeline = citizen.get("/track/case/").text
    assert "有人上门威胁我。" not in timeline


def test_a_blank_or_too_long_report_says_so_and_keeps_the_text(
    citizen: Citizen, case_in: Callable[..., Made]
) -> None:
    case_id, key = case_in(Status.ACCEPTED)
    citizen.opens_case(case_id, key)
    blank = citizen.post(WHERE, {"text": "  "})
    assert (blank.status, blank.errors) == (422, {"text": "请写明发生了什么。"})
    long = citizen.post(WHERE, {"text": "长" * 5001})
    assert long.status == 422
    assert long.value("text") == "长" * 5001
    assert own_reports(case_id) == ()


def test_english(app: Flask, case_in: Callable[..., Made]) -> None:
    citizen = Citizen(app, "en")
    case_id, key = case_in(Status.ACCEPTED)
    citizen.opens_case(case_id, key)
    page = citizen.get(WHERE)
    assert page.status == 200
    assert "Report retaliation" in page.text
