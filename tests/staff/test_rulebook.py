"""The office's own limits: stricter only, with preview, reason and history, for what starts later."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select

from petitions.adapters.office_rules import office_rules
from petitions.models import AuditEntry, RuleChange
from petitions.models.session import db
from petitions.queries.rule_history import mark_now
from petitions.queries.stand import clocks_now
from petitions.queries.tracking import bare_view, tracked
from petitions.rules.policy import Force
from petitions.rules.rulebook import NATIONAL
from petitions.rules.terms import Clock, DayKind, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, stored
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

TODAY = date(2026, 3, 10)
TOMORROW = TODAY + timedelta(days=1)
LATER = NOW + timedelta(days=1)
LIMIT = {
    "length": "7",
    "kind": "calendar",
    "near": "2",
    "head": "1",
    "supervision": "3",
    "effective_from": TOMORROW.isoformat(),
    "reason": "回信发〔2026〕3号",
}


def changes() -> list[RuleChange]:
    db.session.rollback()
    return list(db.session.scalars(select(RuleChange).order_by(RuleChange.id)))


def set_limit(browser: Browser, code: str, seen: str = "", **facts: Any) -> Page:
    return browser.post(f"/rules/{code}", {**LIMIT, "seen": seen, **facts})


def test_everybody_reads_the_rulebook_and_two_roles_change_it(
    town: Town, browser_of: Opens
) -> None:
    for name in ("handler", "auditor", "leader"):
        page = browser_of(name).get("/rules/")
        assert page.status == 200
        for clock in Clock:
            assert f"{clock.value} " in page.text
        assert "先看影响" not in browser_of(name).get("/rules/T1").text
        assert set_limit(browser_of(name), "T1").status == 403
        assert browser_of(name).post("/rules/T1/preview", LIMIT).status == 403
    for name in ("administrator", "office_head"):
        assert "先看影响" in browser_of(name).get("/rules/T1").text
    assert changes() == []


def test_a_stricter_limit_is_tried_set_and_told(town: Town, browser_of: Opens) -> None:
    old = a_case(town, now=NOW - timedelta(days=10))
    head = browser_of("office_head")
    page = head.post("/rules/T1/preview", {**LIMIT, "seen": ""})
    assert page.status == 200
    cells = [cell.get_text(strip=True) for cell in page.tree.select("tbody td")]
    assert cells[-2:] == ["1", "1"], "one clock of the last 90 days, which would be late"
    assert changes() == [], "a preview changes nothing"

    assert set_limit(head, "T1").location == "/staff/rules/T1"
    (change,) = changes()
    assert (change.reason, change.effective_from) == ("回信发〔2026〕3号", TOMORROW)
    assert change.officer_id == town.office_head.id
    looked = db.session.scalars(select(AuditEntry).where(AuditEntry.what == "change_limits")).all()
    assert [row.facts["mark"] for row in looked] == [change.mark]

    same_day, new = a_case(town, now=NOW), a_case(town, now=LATER)
    assert stored(same_day).due_on == TODAY + timedelta(days=15)
    assert stored(old).due_on == TODAY + timedelta(days=5), "a running clock keeps its limit"
    assert stored(new).due_on == TOMORROW + timedelta(days=7)
    page = head.get("/rules/T1")
    assert "回信发〔2026〕3号" in page.text
    assert "7 自然日" in page.text
    assert page.value("near") == "3", "today the law's own still holds"


@pytest.mark.parametrize(
    ("code", "facts", "fault"),
    [
        ("T1", {"length": "16"}, "比法律规定的期限（15）宽"),
        ("T1", {"length": "12", "kind": "working"}, "比法律规定的期限（15）宽"),
        ("T5", {"length": "61"}, "比法律规定的期限（60）宽"),
        ("T4", {"length": "4", "kind": "working"}, "由法律规定为 5"),
        ("T7", {"length": "45"}, "由法律规定为 30"),
        ("T1", {"length": "0"}, ""),
        ("T1", {"length": "七"}, ""),
        ("T1", {"head": "9", "supervision": "3"}, "报督查的天数不能比报负责人的少"),
        ("T1", {"effective_from": "2026-03-09"}, ""),
        ("T1", {"effective_from": "明天"}, "请填写真实的日期"),
        ("T1", {"reason": " "}, "请写明理由"),
        ("T1", {"kind": "minutes"}, ""),
    ],
)
def test_a_limit_the_law_does_not_allow_is_refused_with_the_article(
    town: Town, browser_of: Opens, code: str, facts: dict[str, str], fault: str
) -> None:
    head = browser_of("office_head")
    for path in (f"/rules/{code}/preview", f"/rules/{code}"):
        page = head.post(path, {**LIMIT, "seen": "", **facts})
        assert page.status == 422 or (path.endswith("preview") and "head" in facts)
        if page.status == 422:
            (error,) = page.errors()
            assert fault in error
            if "法律规定" in fault:
                assert "《信访工作条例》第" in error
            if code not in ("T4", "T6", "T7"):
                assert page.value("near") == "2", "what was typed stays"
    assert changes() == []


def test_two_officers_at_once(town: Town, browser_of: Opens) -> None:
    head, admin = browser_of("office_head"), browser_of("administrator")
    seen = admin.get("/rules/T3").value("seen")
    assert set_limit(head, "T1", seen).status == 303
    page = set_limit(admin, "T3", seen, reason="另一份文件")
    assert page.status == 409
    assert "另一个人已经改动了规则" in page.errors()[0]
    assert page.value("reason") == "另一份文件"
    assert "别人的改动" in page.text
    assert "T1：15 自然日 → 7 自然日" in page.text, "what the first one did"
    assert town.office_head.name in page.text
    assert page.value("seen") == changes()[-1].mark
    assert set_limit(admin, "T3", page.value("seen")).status == 303
    assert len({change.mark for change in changes()}) == 2


def test_back_to_the_law_and_a_limit_where_there_is_none(town: Town, browser_of: Opens) -> None:
    head = browser_of("office_head")
    assert set_limit(head, "T1").status == 303
    assert set_limit(head, "O1", changes()[-1].mark, length="3", near="1").status == 303
    db.session.info.clear()  # another request
    (sorting, passing) = [
        each.deadline.adjusted for each in clocks_now(db.session(), a_case(town, now=LATER))
    ]
    assert (sorting, passing) == (date(2026, 3, 18), date(2026, 3, 14))
    db.session.info.clear()
    assert "没有定 → 3 自然日" in head.get("/rules/O1").text
    for code in ("T1", "O1"):
        assert set_limit(head, code, changes()[-1].mark, length="").status == 303
    assert len(changes()) == 4
    book = office_rules(db.session(), mark_now()).book
    assert book.rule(Clock.SORT, TOMORROW).length == 15
    assert book.rule(Clock.PASS_ON, TOMORROW).length is None


def test_a_set_is_taken_over_as_a_whole(
    town: Town, browser_of: Opens, clock: time_machine.Coordinates
) -> None:
    head = browser_of("office_head")
    facts = {"effective_from": "2026-03-20", "reason": "执行省条例", "seen": ""}
    assert head.post("/rules/profiles/zhejiang/preview", facts).status == 200
    assert head.post("/rules/profiles/zhejiang", facts).status == 303
    book = office_rules(db.session(), mark_now()).book
    for each in (Clock.SORT, Clock.NOTICE_ROUTED):
        assert book.rule(each, date(2026, 3, 19)) == NATIONAL.rule(each, TODAY)
        rule = book.rule(each, date(2026, 3, 20))
        assert (rule.length, rule.kind, rule.force) == (5, DayKind.WORKING, Force.LAW)
        assert rule.article == "浙江省信访条例 §20"
    assert "2026/3/20" in head.get("/rules/").text or "2026-03-20" in head.get("/rules/").text
    assert head.get("/rules/profiles/nowhere").status == 404
    assert head.get("/rules/T99").status == 404


def test_the_portal_tells_the_offices_own_limits(
    town: Town, browser_of: Opens, portal_client: Any, clock: time_machine.Coordinates
) -> None:
    assert set_limit(browser_of("office_head"), "T1", length="9").status == 303
    clock.shift(timedelta(days=1))
    start = portal_client.get("/").get_data(as_text=True)
    assert "9 " in start or "9日" in start


def test_an_internal_limit_leads_the_queue_and_the_citizen_sees_the_laws(
    town: Town, browser_of: Opens
) -> None:
    assert set_limit(browser_of("office_head"), "O1", length="3", near="1").status == 303
    case_id = a_case(town, now=LATER)
    case = stored(case_id)
    assert (case.due_on, case.due_clock) == (date(2026, 3, 14), Clock.PASS_ON)
    own = tracked(case_id, now=LATER)
    assert own is not None
    assert (own.due_on, own.due_clock) == (date(2026, 3, 26), Clock.SORT)
    bare = bare_view(case.receipt_number)
    assert bare is not None
    assert bare.due_on == date(2026, 3, 26)
    assert case.status is Status.RECEIVED


def test_one_goes_back_from_the_preview_with_the_limit_that_was_typed(
    town: Town, browser_of: Opens
) -> None:
    head = browser_of("office_head")
    page = head.post("/rules/T1/preview", {**LIMIT, "seen": "", "again": "1"})
    assert (page.status, page.errors()) == (200, [])
    assert page.value("length") == LIMIT["length"]
    page = head.post("/rules/profiles/zhejiang/preview", {**LIMIT, "seen": "", "again": "1"})
    assert (page.status, page.errors()) == (200, [])
    assert page.value("reason") == LIMIT["reason"]


def test_a_ladder_out_of_order_is_told_before_the_preview(town: Town, browser_of: Opens) -> None:
    page = browser_of("office_head").post(
        "/rules/T1/preview", {**LIMIT, "seen": "", "head": "9", "supervision": "3"}
    )
    assert page.status == 422
    assert any("报督查的天数不能比报负责人的少" in line for line in page.errors())
