"""The auditor's room: every look and act, and nothing of what a petition says (S-10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from petitions.queries.audit_trail import AuditLine, audit_trail
from petitions.rules.terms import Action, PetitionClass, Status
from tests.conftest import NOW
from tests.factories import Town, a_submission, actor_of, do, stored
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


@pytest.mark.parametrize(
    ("about", "kept"),
    [("回音市人民政府", True), ("卫市长", True), ("沈审计", True), ("回音市教育局", False)],
    ids=["his unit", "its leader", "himself", "another unit"],
)
def test_of_a_case_that_is_kept_from_him_there_is_no_line(
    town: Town, browser_of: Opens, case_in: conftest.Case, about: str, kept: bool
) -> None:
    """Who looked at an accusation of his own unit would tell the auditor that there is one (§30)."""
    submission = a_submission(
        petition_class=PetitionClass.ACCUSATION, confidential=True, complained_about=about
    )
    case_id, other = case_in(Status.RECEIVED, submission), case_in(Status.ACCEPTED)
    for who in ("foreign_clerk", "clerk"):
        browser_of(who).get(f"/cases/{case_id}")
    browser_of("handler").get(f"/cases/{other}")
    everything = audit_trail(actor_of(town.auditor)).lines
    assert other in {line.case_id for line in everything}
    assert (case_id in {line.case_id for line in everything}) is not kept
    auditor = browser_of("auditor")
    shown = auditor.get("/audit/")
    assert len(lines(shown)) == (1 if kept else 2)
    for query in ("what=look", f"officer={town.foreign_clerk.id}", f"officer={town.clerk.id}"):
        found = lines(auditor.get(f"/audit/?{query}"))
        assert len(found) == len(
            [line for line in everything if query in ("what=look", f"officer={of(town, line)}")]
        )


def of(town: Town, line: AuditLine) -> int:
    """The number of the officer of a line."""
    return next(each.id for each in town.officers.values() if each.name == line.officer)


def test_a_case_that_names_him_later_takes_its_old_lines_along(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    submission = a_submission(petition_class=PetitionClass.ACCUSATION, confidential=True)
    case_id = case_in(Status.REGISTERED, submission)
    browser_of("clerk").get(f"/cases/{case_id}")
    auditor = browser_of("auditor")
    assert len(lines(auditor.get("/audit/"))) == 1
    named: dict[str, Any] = {"unit_ids": [], "officer_ids": [town.auditor.id]}
    do(town, Action.NAME_ACCUSED, case_id, by=actor_of(town.clerk), now=NOW, **named)
    assert lines(auditor.get("/audit/")) == []


def test_only_the_auditor_reads_it(browser_of: Opens, town: Town) -> None:
    for name in ("clerk", "office_head", "unit_head", "leader", "supervisor", "administrator"):
        assert browser_of(name).get("/audit/").status == 403, name
