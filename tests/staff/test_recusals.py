"""Recusal through the console: who withdraws is led to his queue, and finds the case nowhere."""

from __future__ import annotations

from petitions.rules.terms import Status
from tests.factories import Town
from tests.staff import conftest
from tests.staff.conftest import Opens


def test_who_withdraws_is_led_away(town: Town, browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    assert handler.get(f"/cases/{case_id}").status == 200
    page = handler.step(case_id, "recuse", cause="relative", reason="信访人是我的舅舅")
    assert page.status == 303, page.errors()
    assert page.location.endswith("/staff/queue/")
    after = handler.get(page.location)
    assert after.status == 200
    assert after.tree.select_one(".govuk-notification-banner--success") is not None
    for path in (f"/cases/{case_id}", f"/cases/{case_id}/note"):
        assert handler.get(path).status == 404
    shown = browser_of("unit_head").get(f"/cases/{case_id}")
    assert shown.tree.select_one("#recusals") is not None
    assert "信访人是我的舅舅" in shown.text


def test_a_reason_is_needed(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    page = browser_of("handler").step(case_id, "recuse", cause="", reason=" ")
    assert page.status == 422
    assert page.errors() == ["请选择理由属于哪一种。", "请说明理由。"]


def test_only_those_concerned_can_be_chosen(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    page = browser_of("clerk").get(f"/cases/{case_id}/order_recusal")
    offered = {option["value"] for option in page.tree.select("select[name=officer] option")}
    assert str(town.handler.id) in offered
    assert str(town.clerk.id) not in offered
    assert str(town.administrator.id) not in offered


def test_nobody_left_is_told_by_the_field(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, clerk = case_in(Status.ACCEPTED), browser_of("clerk")
    given = {"cause": "interest", "reason": "有利害关系"}
    for who in (town.handler, town.colleague):
        assert clerk.step(case_id, "order_recusal", officer=str(who.id), **given).status == 303
    page = clerk.step(case_id, "order_recusal", officer=str(town.unit_head.id), **given)
    assert page.status == 422
    assert page.errors()[0].startswith("他回避以后没有人能接着办")
    assert page.value("reason") == "有利害关系"
