"""The case file: what it shows, masked and recorded, and exactly the buttons of the table."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import func, select

from petitions.models import AuditEntry
from petitions.models.base import Base
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.rules.terms import Action, PetitionClass, Status
from staff.steps import PAGES
from tests.conftest import NOW
from tests.factories import Town, a_case, a_person, a_submission, actor_of, redacted, stored
from tests.factories.verbs import do, staged
from tests.staff import conftest
from tests.staff.browser import Browser
from tests.staff.conftest import Opens

CASE_PEOPLE = (
    "clerk",
    "office_head",
    "handler",
    "colleague",
    "unit_head",
    "other_handler",
    "leader",
    "supervisor",
)


def test_the_elements_others_rely_on(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    page, case = browser_of("handler").get(f"/cases/{case_id}"), stored(case_id)
    assert page.id("case-status") == "已受理，办理中"
    assert page.id("due-date") == "2026年4月24日", "the 45 days of the assignment come first"
    assert page.id("case-version") == str(case.version)
    assert page.id("attachment-count") == "0"
    assert case.registration_number is not None
    assert case.registration_number in page.text
    assert "为什么是这一天" in page.text
    assert case.title not in str(page.tree.title), "titles of pages are neutral"


@pytest.mark.parametrize("status", list(Status))
def test_exactly_the_buttons_of_the_table(
    town: Town, browser_of: Opens, case_in: conftest.Case, status: Status
) -> None:
    case_id = case_in(status)
    for name in CASE_PEOPLE:
        file = case_file(case_id, actor=actor_of(town.officers[name]), now=NOW)
        page = browser_of(name).get(f"/cases/{case_id}")
        if file is None:
            assert page.status == 404, name
            continue
        wanted = [step.action.value for step in file.steps]
        assert sorted(page.steps()) == sorted(wanted), f"{name} at {status}"


@pytest.mark.parametrize("status", list(Status))
def test_each_button_leads_to_a_page_and_no_other_page_opens(
    town: Town, browser_of: Opens, case_in: conftest.Case, status: Status
) -> None:
    case_id = case_in(status)
    for name in ("clerk", "handler", "unit_head"):
        browser = browser_of(name)
        if browser.get(f"/cases/{case_id}").status == 404:
            continue
        shown = set(browser.get(f"/cases/{case_id}").steps())
        for action in (*PAGES, "reveal"):
            page = browser.get(f"/cases/{case_id}/{action}")
            if action in shown:
                assert page.status == 200, f"{name} {action} at {status}"
            else:
                assert page.status in {403, 409}, f"{name} {action} at {status}"
                assert page.tree.select_one("main form") is None


def test_every_action_an_officer_may_take_has_a_page() -> None:
    from petitions.rules.lifecycle import STEPS
    from petitions.rules.terms import Role

    for action, step in STEPS.items():
        officers = any(role is not Role.CITIZEN for role, _ in step.who)
        if officers and step.sources and action is not Action.REVEAL:
            assert action.value in PAGES, f"{action}: write a StepPage in its room"
    assert all(Action(action) in STEPS for action in PAGES)


def test_persons_are_masked(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    person = a_person()
    for name in ("clerk", "office_head", "handler", "unit_head", "leader"):
        text = browser_of(name).get(f"/cases/{case_id}").text
        for secret in (person.name, person.phone, person.email, person.address, person.id_number):
            assert secret not in text, name
        assert "138****5678" in text


def test_revealing_needs_a_reason_and_is_written_down(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, person = case_in(Status.ACCEPTED), a_person()
    handler = browser_of("handler")
    blank = handler.post(f"/cases/{case_id}/reveal", {"reason": " "})
    assert blank.status == 422
    assert person.phone not in blank.text
    assert entries("reveal") == []
    page = handler.post(f"/cases/{case_id}/reveal", {"reason": "电话核实"})
    assert page.status == 200
    assert page.headers["Cache-Control"] == "no-store"
    for secret in (person.name, person.phone, person.email, person.address, person.id_number):
        assert secret in page.text
    assert person.phone not in handler.get(f"/cases/{case_id}").text, "once, on that answer alone"
    (entry,) = entries("reveal")
    assert (entry.officer_id, entry.case_id) == (town.handler.id, case_id)
    assert entry.facts == {"reason": "电话核实", "purpose": "handling", "role": "handler"}


def test_who_may_not_reveal_is_told_so(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    for name in ("leader", "supervisor"):
        browser = browser_of(name)
        assert browser.get(f"/cases/{case_id}/reveal").status == 403
        page = browser.post(f"/cases/{case_id}/reveal", {"reason": "好奇"})
        assert page.status == 403
        assert a_person().phone not in page.text


def test_every_look_is_written_down(town: Town, browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    handler = browser_of("handler")
    handler.get(f"/cases/{case_id}")
    handler.get(f"/cases/{case_id}/draft_reply")
    browser_of("other_handler").get(f"/cases/{case_id}")
    found = entries("look")
    assert [(entry.officer_id, entry.case_id) for entry in found] == [
        (town.handler.id, case_id)
    ] * 2


def test_files_are_downloads_and_recorded(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, by = case_in(Status.ACCEPTED), actor_of(town.handler)
    number = staged(by, NOW, content=b"%PDF-1.7 <script>", name="记录<b>.pdf")
    do(town, Action.ATTACH, case_id, by=by, now=NOW, attachment_ids=[number])
    handler = browser_of("handler")
    page = handler.get(f"/cases/{case_id}")
    assert page.id("attachment-count") == "1"
    assert "<b>.pdf" not in page.text
    answer = handler.get(f"/files/{number}")
    assert answer.data == b"%PDF-1.7 <script>"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    (entry,) = entries("download")
    assert (entry.case_id, entry.facts["attachment_id"]) == (case_id, number)
    for name in ("other_handler", "foreign_clerk"):
        assert browser_of(name).get(f"/files/{number}").status == 404
    assert len(entries("download")) == 1


def test_the_whole_story_is_on_the_page(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    by, head = actor_of(town.handler), actor_of(town.unit_head)
    do(town, Action.NOTE, case_id, by=by, now=NOW, text="记一笔")
    do(town, Action.ASK_MORE, case_id, by=by, now=NOW, question="在几号楼？")
    do(town, Action.REQUEST_EXTENSION, case_id, by=by, now=NOW, days=20, reason="要开挖")
    do(town, Action.APPROVE_EXTENSION, case_id, by=head, now=NOW, comment="同意的意见")
    do(town, Action.DRAFT_REPLY, case_id, by=by, now=NOW, opinion="意见正文")
    text = browser_of("clerk").get(f"/cases/{case_id}").text
    for words in ("记一笔", "在几号楼？", "要开挖", "同意的意见", "意见正文", "待审批", "赵经办"):
        assert words in text, words


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((status, PetitionClass.APPEAL) for status in Status),
        (Status.CLOSED, PetitionClass.SUGGESTION),
        (Status.CLOSED, PetitionClass.ACCUSATION),
    ],
)
def test_every_state_can_be_drawn_in_english(
    browser_of: Opens, case_in: conftest.Case, status: Status, kind: PetitionClass
) -> None:
    case_id = case_in(status, a_submission(petition_class=kind, complained_about="某单位"))
    clerk = browser_of("clerk")
    clerk.client.set_cookie("lang", "en")
    page = clerk.get(f"/cases/{case_id}")
    assert page.status == 200
    assert page.tree.select_one("h2#history") is not None
    assert "Time limit" in page.text


def entries(what: str) -> list[AuditEntry]:
    db.session.rollback()
    return list(
        db.session.scalars(
            select(AuditEntry).where(AuditEntry.what == what).order_by(AuditEntry.id)
        )
    )


def rows() -> dict[str, int]:
    """How many rows each table has."""
    db.session.rollback()
    return {
        name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for name, table in Base.metadata.tables.items()
    }


def test_no_fetched_page_writes_but_the_looks(
    town: Town, browser_of: Opens, case_in: conftest.Case, staff_app: object
) -> None:
    from flask import Flask

    from petitions.rules.permissions import RIGHTS
    from staff.rights import LOOKS, OPEN

    assert isinstance(staff_app, Flask)
    case_id = case_in(Status.ACCEPTED)
    protected = a_case(town, now=NOW, submission=a_submission(confidential=True))
    redacted(town, protected, now=NOW)
    fitting = {
        "decision.show": {"case_id": case_in(Status.NOT_ACCEPTED)},
        "guide.show": {"case_id": case_in(Status.REGISTERED)},
        "categories.ask": {"code": "01"},
        "categories.ask_new": {"code": "01"},
        "redaction.show": {"case_id": protected},
    }
    number = staged(actor_of(town.handler), NOW)
    do(town, Action.ATTACH, case_id, by=actor_of(town.handler), now=NOW, attachment_ids=[number])
    adapter = staff_app.url_map.bind("localhost")
    values = {
        "case_id": case_id,
        "attachment_id": number,
        "notice_id": 1,
        "unit_id": 1,
        "officer_id": 1,
        "action": "note",
        "code": "T1",
        "name": "zhejiang",
        "year": 2026,
    }
    who = ("clerk", "administrator", "auditor", "supervisor", "security", "office_head")
    browsers: dict[str, Browser] = {name: browser_of(name) for name in who}
    for rule in staff_app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not set(rule.arguments) <= set(values):
            continue
        room = getattr(staff_app.view_functions[rule.endpoint], "room", OPEN)
        name = next(
            (name for name in browsers if town.officers[name].role in RIGHTS.get(room, ())), "clerk"
        )
        given = values | fitting.get(rule.endpoint, {})
        path = adapter.build(rule.endpoint, {key: given[key] for key in rule.arguments})
        before = rows()
        page = browsers[name].get(path)
        assert page.status in {200, 303, 503}, rule.endpoint
        changed = {table for table, count in rows().items() if count != before[table]}
        allowed = {"audit_entries", "register_entries"} if rule.endpoint in LOOKS else set()
        assert changed == allowed, rule.endpoint


def test_nothing_personal_stands_in_the_list_of_looks(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    browser_of("handler").get(f"/cases/{case_id}")
    for entry in entries("look"):
        assert not re.search(r"张|138", str(entry.facts))


def test_a_citizens_file_is_handed_to_the_office(
    browser_of: Opens, case_in: conftest.Case, town: Town
) -> None:
    clerk = browser_of("clerk")
    case_id = case_in()
    page = clerk.step(case_id, "attach", files=(io.BytesIO(b"plain words"), "说明.txt"))
    assert page.status == 303
    assert clerk.get(f"/cases/{case_id}").id("attachment-count") == "1"


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_the_history_names_every_fact_in_words(
    browser_of: Opens, case_in: conftest.Case, status: Status
) -> None:
    page = browser_of("clerk").get(f"/cases/{case_in(status)}")
    lines = [
        line
        for text in page.tree.select(".moj-timeline__description")
        for line in text.stripped_strings
    ]
    assert len(lines) > 3
    raw = [line for line in lines if re.match(r"[a-z_]+：", line) or re.search(r"：[a-z_]+$", line)]
    assert raw == [], "a fact without words: staff/history.py"
