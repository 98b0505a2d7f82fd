"""The intake desk: letters, visits, calls and faxes written down once, with a slip to hand over (A1-A14)."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from petitions.adapters import clock as office_clock
from petitions.models import Attachment, AuditEntry, Case, CaseEvent, Petitioner
from petitions.models.session import db
from petitions.queries.tracking import open_with_code
from petitions.rules.terms import Action, AttachmentSource, Channel, PetitionClass, Status
from tests.factories import Town
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

GOOD: dict[str, Any] = {
    "channel": "letter",
    "received_on-year": "2026",
    "received_on-month": "3",
    "received_on-day": "6",
    "petition_class": "appeal",
    "name": "王小明",
    "phone": "13912345678",
    "email": "wang@example.cn",
    "address": "回音市河西区一号",
    "id_number": "11010119800101007x",
    "persons_count": "3",
    "title": "路灯三个月不亮",
    "request": "请修好路灯。",
    "facts": "从去年十二月起路灯不亮。",
    "reasons": "老人晚上看不见路。",
    "problem_place": "河西区一号巷",
    "complained_about": "",
    "legal_status": "none",
    "category": "城乡建设",
    "urgency": "urgent",
}


def writes(browser: Browser, key: str = "", **changes: Any) -> Page:
    page = browser.get("/intake/")
    carried = key or page.value("submission_key")
    assert carried
    return browser.post("/intake/", {**GOOD, "submission_key": carried, **changes})


def cases() -> list[Case]:
    db.session.rollback()
    return list(db.session.scalars(select(Case).order_by(Case.id)))


def test_a_letter_is_registered_and_a_slip_handed_out(browser_of: Opens, town: Town) -> None:
    page = writes(browser_of("clerk"))
    assert page.status == 200
    assert page.headers["Cache-Control"] == "no-store"
    (case,) = cases()
    assert page.id("receipt-number") == case.receipt_number
    assert page.id("registration-number") == case.registration_number
    code = page.id("query-code")
    assert open_with_code(case.receipt_number, code) == case.id, (
        "the code on the slip opens the case"
    )
    assert case.status is Status.REGISTERED
    assert case.channel is Channel.LETTER
    assert case.petition_class is PetitionClass.APPEAL
    assert case.office_id == town.office.id
    assert case.created_by_id == town.clerk.id
    assert case.persons_count == 3
    assert case.category == "城乡建设"
    assert office_clock.local_day(case.received_at) == date(2026, 3, 6)
    assert "2026年3月21日" in page.text, "the 15 days run from the day it arrived"
    (person,) = db.session.scalars(select(Petitioner)).all()
    assert (person.name, person.id_number) == ("王小明", "11010119800101007X")
    (event,) = db.session.scalars(select(CaseEvent)).all()
    assert event.action is Action.ENTER
    assert event.officer_id == town.clerk.id


def test_the_same_press_gives_the_same_slip(browser_of: Opens) -> None:
    clerk = browser_of("clerk")
    first, again = writes(clerk, key="one-and-the-same"), writes(clerk, key="one-and-the-same")
    assert again.status == 200
    for name in ("receipt-number", "query-code", "registration-number"):
        assert first.id(name) == again.id(name)
    assert "没有重复登记" in again.text
    assert len(cases()) == 1


def test_what_came_today_counts_from_now(browser_of: Opens) -> None:
    today = {"received_on-day": "10"}
    writes(browser_of("clerk"), **today)
    (case,) = cases()
    assert case.received_at == office_clock.now()


def test_representatives_and_files(browser_of: Opens, town: Town) -> None:
    picture = (io.BytesIO(b"%PDF-1.7 a scanned letter"), "来信扫描.pdf")
    page = writes(
        browser_of("clerk"),
        channel="visit",
        name_1="李代表",
        phone_1="13800000001",
        name_3="周代表",
        files=[picture],
    )
    assert page.status == 200, page.errors()
    people = db.session.scalars(select(Petitioner).order_by(Petitioner.position)).all()
    assert [person.name for person in people] == ["王小明", "李代表", "周代表"]
    (file,) = db.session.scalars(select(Attachment)).all()
    assert (file.name, file.source) == ("来信扫描.pdf", AttachmentSource.PETITIONER)
    assert file.case_id == cases()[0].id


def test_an_anonymous_letter(browser_of: Opens) -> None:
    nobody = dict.fromkeys(("name", "phone", "email", "address", "id_number"), "")
    page = writes(browser_of("clerk"), anonymous="y", **nobody)
    assert page.status == 200, page.errors()
    assert cases()[0].anonymous
    assert db.session.scalars(select(Petitioner)).all() == []


def test_an_accusation_is_confidential_and_names_whom_it_accuses(browser_of: Opens) -> None:
    clerk = browser_of("clerk")
    assert writes(clerk, petition_class="accusation").errors() == [
        "检举控告要写明被检举、控告的人或者单位。"
    ]
    assert writes(clerk, petition_class="accusation", complained_about="某科长").status == 200
    assert cases()[0].confidential


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"channel": ""}, "请选择渠道。"),
        ({"channel": "online"}, "请从列出的选项中选一项。"),
        ({"received_on-day": "11"}, "日期不能晚于今天。"),
        ({"received_on-year": "1"}, "请填写 1990 年到 2100 年之间的日期。"),
        ({"received_on-month": "13"}, "请填写真实的日期"),
        ({"petition_class": ""}, "请选择类别。"),
        ({"name": ""}, "请填写姓名；没有留下姓名的，勾选匿名。"),
        ({"anonymous": "y"}, "已经填写了姓名，请去掉匿名，或者删去姓名。"),
        ({"phone": "12"}, "请填写完整的电话号码"),
        ({"email": "nobody"}, "请填写一个电子邮箱地址"),
        ({"id_number": "110101198001010011"}, "身份证号码有一位不对"),
        ({"persons_count": "0"}, "请填写 1 到 99999 之间的数。"),
        ({"persons_count": "abc"}, "请填写整数，例如 12。"),
        ({"persons_count": "9" * 30}, "请填写 1 到 99999 之间的数。"),
        ({"title": ""}, "请用一句话写出标题。"),
        ({"title": "长" * 61}, "最多 60 个字"),
        ({"request": " "}, "请写明信访人的请求。"),
        ({"facts": "长" * 5001}, "最多 5000 个字"),
        ({"phone_2": "13800000001"}, "请填写第 2 位代表的姓名。"),
        ({"legal_status": "maybe"}, "请从列出的选项中选一项。"),
        ({"urgency": ""}, "请选择紧急程度。"),
    ],
)
def test_faults_are_named_and_what_was_typed_stays(
    browser_of: Opens, changes: dict[str, str], fault: str
) -> None:
    page = writes(browser_of("clerk"), **changes)
    assert page.status == 422
    assert any(line.startswith(fault) for line in page.errors()), page.errors()
    for name in ("address", "reasons", "problem_place"):
        assert page.value(name) == GOOD[name]
    assert page.value("submission_key"), "the key stays, so the next press is still the first"
    assert cases() == []


def test_a_bad_file_is_named_and_nothing_is_kept(browser_of: Opens) -> None:
    wrong = (io.BytesIO(b"MZ this is a program"), "照片.pdf")
    good = (io.BytesIO(b"plain words"), "说明.txt")
    page = writes(browser_of("clerk"), files=[good, wrong])
    assert page.status == 422
    assert "照片.pdf" in page.errors()[0]
    assert page.value("title") == GOOD["title"]
    assert cases() == []
    assert db.session.scalars(select(Attachment)).all() == []


def test_a_matter_of_another_authority_is_entered_once(browser_of: Opens) -> None:
    outside = {"external_source": "省信访局", "external_number": "省信〔2026〕8号"}
    clerk = browser_of("clerk")
    assert writes(clerk, key="press-one", **outside).status == 200
    assert writes(clerk, key="press-one", **outside).status == 200, "the same press again"
    other = writes(clerk, key="press-two", decision="new", **outside)
    assert other.status == 422
    assert "已经登记过" in other.errors()[0]
    assert len(cases()) == 1


@pytest.mark.parametrize("given", ["external_source", "external_number"])
def test_a_number_of_another_authority_needs_its_name(browser_of: Opens, given: str) -> None:
    page = writes(browser_of("clerk"), **{given: "省信〔2026〕8号"})
    assert page.status == 422
    assert len(page.errors()) == 1
    assert page.value(given) == "省信〔2026〕8号"
    assert cases() == []


def test_fields_that_are_not_on_the_form_change_nothing(browser_of: Opens, town: Town) -> None:
    page = writes(
        browser_of("clerk"),
        id="777",
        status="closed",
        registration_number="XF-2026-999999",
        receipt_number="20260101-AAAA-AAAA",
        office_id=str(town.foreign_office.id),
        handling_unit_id=str(town.works.id),
        created_by_id=str(town.leader.id),
        version="9",
        closed="1",
        created_at="2001-01-01",
        due_on="2001-01-01",
        publish_consent="y",
        role="administrator",
    )
    assert page.status == 200
    (case,) = cases()
    assert case.id != 777
    assert case.status is Status.REGISTERED
    assert case.registration_number == "XF-2026-000001"
    assert case.office_id == town.office.id
    assert case.handling_unit_id is None
    assert case.created_by_id == town.clerk.id
    assert not case.closed
    assert not case.publish_consent
    assert case.created_at == office_clock.now()


def test_words_stay_words(browser_of: Opens) -> None:
    script = "<script>alert(1)</script>"
    clerk = browser_of("clerk")
    page = writes(clerk, title=script, request="{{7*7}}", facts=f'"{script}', name="<b>甲</b>")
    assert page.status == 200
    case = cases()[0]
    for path in (f"/cases/{case.id}", "/queue/", f"/cases/{case.id}/assign", "/"):
        text = clerk.get(path).text
        assert script not in text, path
        assert "<b>甲</b>" not in text
        assert ">49<" not in text


def test_only_the_letters_office_enters(browser_of: Opens) -> None:
    for name in ("handler", "unit_head", "leader", "supervisor", "auditor", "administrator"):
        browser = browser_of(name)
        assert browser.get("/intake/").status == 403
        assert browser.post("/intake/", GOOD).status == 403
    assert cases() == []


def test_the_slip_is_never_in_an_address(browser_of: Opens) -> None:
    page = writes(browser_of("clerk"))
    code, number = page.id("query-code"), page.id("receipt-number")
    for link in page.tree.select("a[href], form[action]"):
        target = str(link.get("href") or link.get("action"))
        assert code not in target
        assert number not in target


# The signed receipt handed over with the slip.


def asks(clerk: Browser, slip: Page, kind: str, key: str = "") -> Page:
    """Press the button on the slip."""
    given = {"submission_key": key or slip.value("submission_key"), "kind": kind}
    return clerk.post("/intake/receipt", given)


def test_the_signed_receipt_goes_with_the_slip(browser_of: Opens) -> None:
    clerk = browser_of("clerk")
    slip = writes(clerk)
    line = slip.tree.select_one(".hy-line")
    assert line is not None
    assert slip.tree.select_one("svg.hy-qr--line") is not None
    answer = asks(clerk, slip, "json")
    assert answer.status == 200
    document = json.loads(answer.data)
    assert document["receipt"] == line.get_text()
    assert document["text"]["title"] == GOOD["title"]
    assert document["keys"].endswith("/proof/keys.json")
    assert slip.id("query-code") not in answer.text
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    paper = asks(clerk, slip, "pdf")
    assert paper.data.startswith(b"%PDF-")
    looks = db.session.scalars(
        select(AuditEntry.what).where(AuditEntry.case_id == cases()[0].id)
    ).all()
    assert looks.count("download") == 2, "taking it away is on record (S-09)"


def test_a_foreign_receipt_looks_like_a_missing_one(
    browser_of: Opens, staff_app: Flask, town: Town
) -> None:
    clerk = browser_of("clerk")
    slip = writes(clerk, key="the-key-of-the-slip")
    assert asks(clerk, slip, "json", key="another-key").status == 404
    assert asks(clerk, slip, "exe").status == 404
    assert clerk.post("/intake/receipt", {}).status == 404
    assert browser_of("handler").post("/intake/receipt", {}).status == 403
    stranger = browser_of("foreign_clerk")
    given = {"submission_key": "the-key-of-the-slip", "kind": "json"}
    assert stranger.post("/intake/receipt", given).status == 404
    assert browser_of("second_clerk").post("/intake/receipt", given).status == 200
