"""Corrections on their pages: asked for, decided by another, and both readable in the file."""

from __future__ import annotations

from typing import Any

import pytest

from petitions.rules.terms import Action, PetitionClass, Status
from tests.conftest import NOW
from tests.factories import Town, a_submission, actor_of, reported, stored
from tests.factories.verbs import do
from tests.staff import conftest
from tests.staff.browser import Browser
from tests.staff.conftest import Opens

WHY = {"cause": "found_out", "reason": "信封上是这样写的。"}


def asked(browser: Browser, case_id: int, **typed: Any) -> None:
    page = browser.step(case_id, "request_correction", **{**WHY, **typed})
    assert page.status == 303, page.errors()


@pytest.mark.parametrize(
    ("fact", "name", "typed", "shown"),
    [
        ("petition_class", "new_class", "accusation", "检举控告"),
        ("channel", "new_channel", "letter", "来信"),
        ("problem_place", "new_place", "王家村<b>", "王家村&lt;b&gt;"),
        ("persons_count", "new_count", "１２", "12"),
        ("received_at", "new_day", "2026-03-02", "2026年3月2日"),
    ],
)
def test_each_fact_goes_the_whole_way(
    browser_of: Opens, case_in: conftest.Case, fact: str, name: str, typed: str, shown: str
) -> None:
    case_id, handler, head = (
        case_in(Status.ACCEPTED),
        browser_of("handler"),
        browser_of("office_head"),
    )
    asked(handler, case_id, fact=fact, **{name: typed})
    file = handler.get(f"/cases/{case_id}")
    assert shown in file.text
    assert "待决定" in file.text
    assert "approve_correction" not in file.steps()
    form = head.get(f"/cases/{case_id}/approve_correction")
    assert WHY["reason"] in form.text
    chosen = form.tree.select_one('[name="correction"][checked]')
    assert chosen is not None, "the only one is chosen already"
    done = head.step(case_id, "approve_correction", correction=str(chosen["value"]))
    assert done.status == 303, done.errors()
    file = head.get(f"/cases/{case_id}")
    assert file.text.count(shown) >= 2, "in its paper and among the facts"
    for language in ("zh", "en"):
        head.client.set_cookie("lang", language)
        assert head.get(f"/cases/{case_id}").status == 200


@pytest.mark.parametrize(
    ("typed", "input_id", "message"),
    [
        ({}, "fact", "请选择要更正的一项。"),
        ({"fact": "color"}, "fact", "请从列出的选项中选一项。"),
        ({"fact": "petition_class"}, "new_class", "请选择正确的类别。"),
        ({"fact": "channel", "new_channel": "pigeon"}, "new_channel", "请从列出的选项中选一项。"),
        ({"fact": "channel", "new_channel": "online"}, "fact", "与现在登记的一样，没有要更正的。"),
        ({"fact": "problem_place", "new_place": " "}, "new_place", "请填写正确的问题属地。"),
        ({"fact": "persons_count", "new_count": "x"}, "new_count", "请填写整数，例如 12。"),
        ({"fact": "received_at", "new_day": "2026-02-30"}, "new_day", "请填写真实的日期，例如 2026-03-05。"),
        ({"fact": "channel", "new_channel": "fax", "reason": " "}, "reason", "请写明更正的理由。"),
        ({"fact": "channel", "new_channel": "fax", "cause": ""}, "cause", "请选择怎样发现的。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_at_its_field(
    browser_of: Opens, case_in: conftest.Case, typed: dict[str, str], input_id: str, message: str
) -> None:
    case_id = case_in(Status.REGISTERED)
    page = browser_of("clerk").step(case_id, "request_correction", **{**WHY, **typed})
    assert page.status == 422
    assert page.errors() == [message]
    link = page.tree.select_one(".govuk-error-summary__list a")
    assert link is not None
    assert link["href"] == f"#{input_id}"
    assert page.tree.find(id=input_id) is not None
    assert page.value("reason") == typed.get("reason", WHY["reason"]).strip()


def test_a_later_day_is_refused_at_its_field(
    browser_of: Opens, case_in: conftest.Case, clock: Any
) -> None:
    submission = a_submission(received_at=NOW.replace(day=1))
    case_id = case_in(Status.REGISTERED, submission)
    page = browser_of("clerk").step(
        case_id, "request_correction", **WHY, fact="received_at", new_day="2026-03-05"
    )
    assert page.errors() == [
        "收到日期只能改早，不能改晚：期限从收到之日起算，改晚等于延长办理期限。"
    ]
    assert page.tree.find(id="new_day-error") is not None
    assert page.value("new_day") == "2026-03-05"


def test_what_stands_in_other_fields_is_not_looked_at(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REGISTERED)
    asked(
        browser_of("clerk"), case_id, fact="channel", new_channel="visit", new_count="abc",
        new_day="x", new_place="长" * 500, new_class="color",
    )  # fmt: skip


def test_every_value_can_be_typed_without_a_script(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    page = browser_of("clerk").get(f"/cases/{case_in(Status.REGISTERED)}/request_correction")
    names = [str(each["name"]) for each in page.tree.select("main form [name]")]
    for name in ("new_class", "new_channel", "new_place", "new_count", "new_day"):
        assert names.count(name) == 1, name
    assert names.count("version") == names.count("seen") == 1
    assert "信访人会读到这段话" in page.text
    assert "现在登记的是：申诉求决" in page.text


def test_who_may_not_decide_is_told_why(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    asked(clerk, case_id, fact="channel", new_channel="fax")
    own = clerk.get(f"/cases/{case_id}/approve_correction")
    assert own.status == 403
    assert "自己提出的更正不能由自己决定" in own.text
    other = browser_of("second_clerk").get(f"/cases/{case_id}/refuse_correction")
    assert other.status == 403
    assert "由信访机构负责人决定" in other.text
    for name in ("other_handler", "foreign_clerk"):
        assert browser_of(name).get(f"/cases/{case_id}/approve_correction").status == 404


def test_a_request_of_another_case_cannot_be_chosen(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    mine, other = case_in(Status.REGISTERED), case_in(Status.REGISTERED)
    for case_id in (mine, other):
        do(town, Action.REQUEST_CORRECTION, case_id, by=actor_of(town.clerk), now=NOW)
    head = browser_of("office_head")
    theirs = head.get(f"/cases/{other}/approve_correction").value("correction")
    for number in (theirs, "x", "-1", "9" * 50):
        page = head.step(mine, "approve_correction", correction=number)
        assert page.status == 422
        assert page.errors() == ["现在没有等待决定的更正申请。"]
    assert stored(mine).problem_place == stored(other).problem_place


def test_the_second_sees_what_the_first_did_and_keeps_his_words(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, head = case_in(Status.REGISTERED), browser_of("office_head")
    do(town, Action.REQUEST_CORRECTION, case_id, by=actor_of(town.clerk), now=NOW)
    path = f"/cases/{case_id}/refuse_correction"
    page = head.get(path)
    typed = {name: page.value(name) for name in ("version", "seen", "correction")}
    do(town, Action.APPROVE_CORRECTION, case_id, by=actor_of(town.office_head), now=NOW)
    page = head.post(path, {**typed, "reason": "写了很久的理由"})
    assert page.status == 409
    assert page.value("reason") == "写了很久的理由"
    assert "批准更正" in page.text


def test_the_desk_leads_to_them(town: Town, browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.REGISTERED)
    do(town, Action.REQUEST_CORRECTION, case_id, by=actor_of(town.clerk), now=NOW)
    head = browser_of("office_head")
    page = head.get("/")
    assert page.tree.select_one("#pile-to_correct") is not None
    assert "/staff/queue/?correction=1" in page.text
    assert head.get("/queue/?correction=1").status == 200
    assert browser_of("clerk").get("/").tree.select_one("#pile-to_correct") is None


def test_what_was_never_decided_says_so(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ANSWERED)
    do(town, Action.REQUEST_CORRECTION, case_id, by=actor_of(town.clerk), now=NOW)
    reported(town, case_id, now=NOW)
    do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=NOW)
    page = browser_of("office_head").get(f"/cases/{case_id}")
    assert "结束前没有决定" in page.text
    assert "approve_correction" not in page.text


def test_a_unit_that_gave_it_back_sees_an_accusation_no_more(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.OBJECTED)
    do(town, Action.UPHOLD_OBJECTION, case_id, by=actor_of(town.clerk), now=NOW)
    handler = browser_of("handler")
    assert handler.get(f"/cases/{case_id}").status == 200
    asked(browser_of("clerk"), case_id, fact="petition_class", new_class="accusation")
    head = browser_of("office_head")
    number = head.get(f"/cases/{case_id}/approve_correction").value("correction")
    assert head.step(case_id, "approve_correction", correction=number).status == 303
    assert handler.get(f"/cases/{case_id}").status == 404
    assert stored(case_id).petition_class is PetitionClass.ACCUSATION
