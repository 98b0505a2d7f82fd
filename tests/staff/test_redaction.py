"""The redaction editor and what each role meets of a protected petition, page by page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from petitions.models import AuditEntry, Redaction
from petitions.models.session import db
from petitions.rules.redaction import BLACK
from petitions.rules.submission import Submission
from petitions.rules.terms import Action, AttachmentSource, PetitionClass, Status
from tests.conftest import NOW
from tests.factories import PASSWORD, Town, a_submission, actor_of, do, staged, stored
from tests.staff import conftest
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

MARK = "蓝鲸七号"
TEXTS = ("title", "request", "facts", "reasons", "problem_place", "complained_about")
UNITS = ("handler", "colleague", "unit_head", "leader", "supervisor")


def secret(**changes: Any) -> Submission:
    return a_submission(
        **{
            "petition_class": PetitionClass.ACCUSATION,
            "title": f"{MARK}厂长受贿",
            "request": f"请查处{MARK}厂长，来电13812345678。",
            "facts": f"我叫张 建 国，在{MARK}车间，车牌鲁A12345。",
            "reasons": f"{MARK}人人知道。",
            "problem_place": f"{MARK}路",
            "complained_about": "柳厂长",
            **changes,
        }
    )


def typed(page: Page) -> dict[str, str]:
    return {name: page.value(name) for name in ("version", "seen", *TEXTS)}


def test_the_editor_starts_from_the_original_and_proposes(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REGISTERED, secret())
    clerk = browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}/redact")
    assert page.value("title") == f"{MARK}厂长受贿"
    proposed = clerk.post(f"/cases/{case_id}/redact", {**typed(page), "propose": "1"})
    assert proposed.status == 200
    assert proposed.value("request") == f"请查处{MARK}厂长，来电{BLACK}。"
    assert proposed.value("facts") == f"我叫{BLACK}，在{MARK}车间，车牌{BLACK}。"
    assert "姓名 1 处" in proposed.text
    assert "我叫" in proposed.text
    assert "张建国" not in proposed.text, "the register's own spelling is not given away"
    assert db.session.scalar(select(func.count(Redaction.id))) == 0, "nothing is saved yet"
    saved = clerk.post(f"/cases/{case_id}/redact", typed(proposed))
    assert saved.status == 303
    assert "transfer" in clerk.get(f"/cases/{case_id}").steps()


def test_the_case_page_leads_to_it_before_it_may_be_sent(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REGISTERED, secret())
    clerk = browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}")
    assert "redact" in page.steps()
    assert {"transfer", "assign"}.isdisjoint(page.steps())
    assert "还没有脱敏" in page.text
    assert "先做脱敏" in clerk.get(f"/cases/{case_id}/transfer").text


def test_what_is_left_is_named_at_its_field_and_kept(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REGISTERED, secret())
    clerk = browser_of("clerk")
    given = typed(clerk.get(f"/cases/{case_id}/redact"))
    page = clerk.post(f"/cases/{case_id}/redact", given)
    assert page.status == 422
    assert "电话号码" in page.id("request-error")
    assert page.value("facts") == given["facts"]
    ticked = {**given, "keep": "y"}
    assert clerk.post(f"/cases/{case_id}/redact", ticked).errors() == ["请写明为什么要留下。"]
    assert clerk.post(f"/cases/{case_id}/redact", {**ticked, "keep_reason": "同名"}).status == 303


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"facts": ""}, {"released": "999"}, {"released": "x"}, {"title": "长" * 201}],
)
def test_bad_input_keeps_what_was_typed(
    browser_of: Opens, case_in: conftest.Case, wrong: dict[str, str]
) -> None:
    case_id = case_in(Status.REGISTERED, secret())
    clerk = browser_of("clerk")
    given = {**typed(clerk.get(f"/cases/{case_id}/redact")), "reasons": "写了很久的理由", **wrong}
    page = clerk.post(f"/cases/{case_id}/redact", given)
    assert page.status == 422
    assert page.value("reasons") == "写了很久的理由"
    assert page.errors()


def test_a_stale_redaction_is_not_saved(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.REGISTERED, secret())
    clerk = browser_of("clerk")
    given = {
        **typed(clerk.get(f"/cases/{case_id}/redact")),
        "title": "我改的",
        "request": "一",
        "facts": "二",
    }
    do(town, Action.NOTE, case_id, by=actor_of(town.office_head), now=NOW)
    page = clerk.post(f"/cases/{case_id}/redact", given)
    assert (page.status, page.value("title")) == (409, "我改的")


def test_supplements_are_redacted_beside_the_rest(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    from tests.factories import petitioner_of

    case_id = case_in(Status.ACCEPTED, secret())
    do(
        town,
        Action.SUPPLEMENT,
        case_id,
        by=petitioner_of(case_id),
        now=NOW,
        text=f"张建国又说{MARK}",
    )
    clerk = browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}/redact")
    assert page.value("supplements-0") == f"张建国又说{MARK}"
    given = {**typed(page), "supplements-0": page.value("supplements-0")}
    refused = clerk.post(f"/cases/{case_id}/redact", given)
    assert refused.status == 422
    assert "姓名" in refused.id("supplements-0-error")
    proposed = clerk.post(f"/cases/{case_id}/redact", {**given, "propose": "1"})
    assert proposed.value("supplements-0") == f"{BLACK}又说{MARK}"
    given["supplements-0"] = f"{BLACK}又说"
    assert clerk.post(f"/cases/{case_id}/redact", given).status == 303
    page = browser_of("handler").get(f"/cases/{case_id}")
    assert f"{BLACK}又说" in page.text
    assert MARK not in page.text


def test_afterwards_the_letters_office_sees_what_was_blacked_out(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ROUTED, secret())
    page = browser_of("office_head").get(f"/cases/{case_id}/redaction")
    assert page.status == 200
    assert any(MARK in gone.get_text() for gone in page.tree.select("del"))
    for who in UNITS:
        assert browser_of(who).get(f"/cases/{case_id}/redaction").status == 404, who


@pytest.mark.parametrize("to", [Status.REGISTERED, Status.RECEIVED])
def test_there_is_nothing_to_compare_before(
    browser_of: Opens, case_in: conftest.Case, to: Status
) -> None:
    clerk = browser_of("clerk")
    assert clerk.get(f"/cases/{case_in(to, secret())}/redaction").status == 404
    assert clerk.get(f"/cases/{case_in(to)}/redaction").status == 404
    assert clerk.get("/cases/9999/redaction").status == 404


PLACES = (
    "/",
    "/queue/",
    "/queue/?closed=1",
    "/punctuality/",
    "/cases/{case}",
    "/cases/{case}/reveal",
    "/cases/{case}/note",
    "/cases/{case}/accept",
    "/cases/{case}/draft_reply",
    "/cases/{case}/request_correction",
    "/cases/{case}/looks",
    "/files/{file}",
)


@pytest.mark.parametrize("state", [Status.ROUTED, Status.ACCEPTED, Status.CLOSED])
@pytest.mark.parametrize("who", UNITS)
def test_no_page_gives_a_word_of_the_original_away(
    town: Town, browser_of: Opens, case_in: conftest.Case, who: str, state: Status
) -> None:
    case_id = case_in(state, secret())
    file = staged(
        actor_of(town.clerk),
        NOW,
        f"%PDF-1.7 {MARK}".encode(),
        source=AttachmentSource.PETITIONER,
        case_id=case_id,
        name=f"{MARK}.pdf",
    )
    browser = browser_of(who)
    for place in PLACES:
        page = browser.get(place.format(case=case_id, file=file))
        assert MARK.encode() not in page.data, place
        assert "138****5678" not in page.text, place
        assert "张**" not in page.text, place
    for words in (MARK, "蓝鲸", "厂长受贿", stored(case_id).registration_number):
        page = browser.post("/search/", {"words": words})
        results = page.tree.select_one("main table")
        assert MARK not in (results.get_text() if results else "")
    assert browser.get(f"/files/{file}").status == 404
    assert browser_of("clerk").get(f"/files/{file}").status == 200


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_has_the_redacted_title(
    browser_of: Opens, case_in: conftest.Case, kind: str
) -> None:
    case_in(Status.ACCEPTED, secret())
    page = browser_of("handler").post(f"/queue/export/{kind}")
    assert page.status == 200
    assert MARK.encode() not in page.data
    if kind == "csv":
        assert "反映下水道问题" in page.data.decode("utf-8-sig")


def test_a_unit_opens_the_original_once_with_a_reason(
    browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ACCEPTED, secret())
    handler = browser_of("handler")
    page = handler.post(f"/cases/{case_id}/reveal", {"reason": "核对原信"})
    assert page.status == 200
    assert MARK in page.text
    assert "13812345678" in page.text
    assert page.headers["Cache-Control"].startswith("no-store")
    assert MARK not in handler.get(f"/cases/{case_id}").text
    office = browser_of("clerk").post(f"/cases/{case_id}/reveal", {"reason": "核对"})
    assert MARK not in office.text, "the office has it before it anyway"


def stale(staff_app: Flask, town: Town, who: str) -> Browser:
    browser = Browser(staff_app)
    browser.admit(town.officers[who], fresh=False)
    return browser


def looks() -> int:
    db.session.rollback()
    wanted = select(func.count(AuditEntry.id)).where(AuditEntry.what == "reveal")
    return db.session.scalar(wanted) or 0


def test_who_has_not_just_proved_who_he_is_is_asked_again(
    staff_app: Flask, town: Town, case_in: conftest.Case, clock: time_machine.Coordinates
) -> None:
    path = f"/cases/{case_in(Status.ACCEPTED)}/reveal"
    browser = stale(staff_app, town, "handler")
    assert browser.get(path).tree.select_one('[name="password"]')
    without = browser.post(path, {"reason": "电话核实"})
    assert (without.status, without.value("reason")) == (422, "电话核实")
    wrong = browser.post(path, {"reason": "电话核实", "password": "不是这个"})
    assert (wrong.status, wrong.value("reason")) == (422, "电话核实")
    assert "密码不对" in wrong.id("password-error")
    assert "13812345678" not in wrong.text
    assert looks() == 0
    right = browser.post(path, {"reason": "电话核实", "password": PASSWORD})
    assert right.status == 200
    assert "13812345678" in right.text
    assert looks() == 1
    assert not browser.get(path).tree.select_one('[name="password"]'), "not asked for five minutes"
    clock.shift(timedelta(minutes=6))
    assert browser.get(path).tree.select_one('[name="password"]')
    assert browser.post(path, {"reason": "再看"}).status == 422
    assert looks() == 1


def test_guessing_ends_as_at_the_door(staff_app: Flask, town: Town, case_in: conftest.Case) -> None:
    path = f"/cases/{case_in(Status.ACCEPTED)}/reveal"
    browser = stale(staff_app, town, "handler")
    for _ in range(8):
        browser.post(path, {"reason": "核实", "password": "wrong"})
    page = browser.post(path, {"reason": "核实", "password": PASSWORD})
    assert (page.status, page.value("reason")) == (429, "核实")
    assert looks() == 0


def test_who_may_not_look_is_not_asked_for_his_password(
    staff_app: Flask, town: Town, case_in: conftest.Case
) -> None:
    path = f"/cases/{case_in(Status.ACCEPTED)}/reveal"
    browser = stale(staff_app, town, "leader")
    assert browser.get(path).status == 403
    assert browser.post(path, {"reason": "看看", "password": "wrong"}).status == 403
