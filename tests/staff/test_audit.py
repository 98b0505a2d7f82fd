"""The auditor's room: every look and act, and nothing of what a petition says (S-10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from petitions.queries.audit_trail import audit_trail
from petitions.rules.terms import Status
from tests.factories import Town, a_submission, actor_of, stored
from tests.staff import conftest
from tests.staff.browser import Page
from tests.staff.conftest import Opens


def lines(page: Page) -> list[str]:
    return [row.get_text(" ", strip=True) for row in page.tree.select("main tbody tr")]


def test_looks_and_reveals_are_listed_newest_first(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    handler = browser_of("handler")
    handler.get(f"/cases/{case_id}")
    handler.post(f"/cases/{case_id}/reveal", {"reason": "电话核实"})
    page = browser_of("auditor").get("/audit/")
    found = lines(page)
    assert "查看身份信息" in found[0]
    assert "电话核实" in found[0]
    assert "赵经办" in found[0]
    assert str(stored(case_id).registration_number) in found[0]
    assert "查看信访件" in found[1]


def test_nothing_of_the_petition_is_there(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED, a_submission(title="绝密的标题", facts="绝密的事实"))
    browser_of("handler").get(f"/cases/{case_id}")
    auditor = browser_of("auditor")
    text = auditor.get("/audit/").text
    case = stored(case_id)
    for secret in ("绝密", "张建国", "13812345678", case.receipt_number):
        assert secret not in text
    assert auditor.get(f"/cases/{case_id}").status == 403


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("what=look", 2),
        ("what=reveal", 0),
        ("officer={handler}", 1),
        ("first_day=2026-03-11", 1),
        ("last_day=2026-03-10", 1),
        ("first_day=2026-03-10&last_day=2026-03-11", 2),
        ("first_day=2026-03-12", 0),
        ("what=nonsense&officer=x&first_day=0001-01-01&before=abc", 2),
        ("before=99999999999999999999", 2),
        ("before=1", 0),
    ],
)
def test_filters(
    town: Town,
    browser_of: Opens,
    case_in: conftest.Case,
    clock: time_machine.Coordinates,
    query: str,
    expected: int,
) -> None:
    case_id = case_in(Status.ACCEPTED)
    browser_of("handler").get(f"/cases/{case_id}")
    clock.shift(timedelta(days=1))
    browser_of("clerk").get(f"/cases/{case_id}")
    asked = query.format(handler=town.handler.id)
    assert len(lines(browser_of("auditor").get(f"/audit/?{asked}"))) == expected


def test_pages_have_no_gaps_and_no_doubles(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, handler = case_in(Status.ACCEPTED), browser_of("handler")
    for _ in range(12):
        handler.get(f"/cases/{case_id}")
    seen: list[int] = []
    before = None
    while True:
        page = audit_trail(actor_of(town.auditor), before=before, size=5)
        seen += [line.id for line in page.lines]
        before = page.next_before
        if before is None:
            break
    assert len(seen) == len(set(seen)) == 12
    assert seen == sorted(seen, reverse=True)


def test_only_the_auditor_reads_it(browser_of: Opens, town: Town) -> None:
    for name in ("clerk", "office_head", "unit_head", "leader", "supervisor", "administrator"):
        assert browser_of(name).get("/audit/").status == 403, name
