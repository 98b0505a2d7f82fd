"""Protection of an accuser through the console: named, gone, recalled, and let back by two officers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from petitions.models import Case, MatterLink
from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, a_submission, actor_of, barred, do, petitioner_of, stored
from tests.factories.accusations import MARK, an_accusation, the_only_office
from tests.staff.conftest import Opens
from tests.staff.test_intake import GOOD


def test_an_open_page_of_the_accused_unit_is_dead_at_once(town: Town, browser_of: Opens) -> None:
    case_id = an_accusation(town, NOW, "", Status.ACCEPTED)
    handler, clerk = browser_of("handler"), browser_of("clerk")
    assert handler.get(f"/cases/{case_id}").status == 200
    page = clerk.step(
        case_id, "name_accused", unit_ids=str(town.works.id), reason="信里写的就是这个局"
    )
    assert (page.status, page.location) == (303, f"/staff/cases/{case_id}"), page.errors()
    assert stored(case_id).status is Status.REGISTERED
    for path in ("", "/note", "/draft_reply"):
        gone = handler.get(f"/cases/{case_id}{path}")
        assert (gone.status, MARK in gone.text) == (404, False)
    for path in ("/", "/queue/", "/search/"):
        shown = handler.get(path)
        assert shown.status == 200
        assert f"/cases/{case_id}" not in shown.text, path
    told = clerk.get(f"/cases/{case_id}")
    assert told.tree.select_one("#accused") is not None
    assert "信里写的就是这个局" in told.text


def test_who_is_renamed_into_an_accusation_loses_it_and_his_page_says_nothing(
    town: Town, browser_of: Opens
) -> None:
    case_id = an_accusation(town, NOW, "欧阳迟来", Status.ACCEPTED)
    colleague, clerk, admin = (browser_of(n) for n in ("colleague", "clerk", "administrator"))
    assert colleague.get(f"/cases/{case_id}").status == 200
    path = f"/directory/officers/{town.colleague.id}"
    renamed = {
        "name": "欧阳迟来",
        "role": "handler",
        "unit_id": str(town.works.id),
        "email": "",
        "active": "y",
    }
    saved = admin.edit(path, renamed)
    assert saved.status == 303, saved.errors()
    listed = admin.follow(saved)
    assert "被反映" not in listed.text, "the administrator learns nothing of cases"
    assert colleague.get(f"/cases/{case_id}").status == 404
    told = clerk.get(f"/cases/{case_id}")
    assert told.tree.select_one("#accused") is not None
    assert "欧阳迟来" in told.text
    bylines = [each.get_text(strip=True) for each in told.tree.select(".moj-timeline__byline")]
    assert bylines[:2] == ["系统 · 回音市信访局"] * 2
    assert stored(case_id).status is Status.REGISTERED


def test_somebody_must_be_named(town: Town, browser_of: Opens) -> None:
    case_id = an_accusation(town, NOW, "", Status.REGISTERED)
    page = browser_of("clerk").step(case_id, "name_accused", reason="一段写了很久的依据")
    assert page.status == 422
    assert page.errors() == ["请至少选择一个单位或者一个人。"]
    assert page.value("reason") == "一段写了很久的依据"


def test_the_accused_unit_is_not_offered_and_not_taken(town: Town, browser_of: Opens) -> None:
    case_id = an_accusation(town, NOW, "回音市住房和城乡建设局", Status.REGISTERED)
    clerk = browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}/transfer")
    offered = {each["value"] for each in page.tree.select("select[name=unit_id] option")}
    assert str(town.works.id) not in offered
    assert str(town.education.id) in offered
    forged = clerk.step(case_id, "transfer", unit_id=str(town.works.id), note="急")
    assert forged.status == 422
    assert stored(case_id).status is Status.REGISTERED


def test_a_case_is_recalled_from_a_unit_that_came_under_the_accused(
    town: Town, browser_of: Opens
) -> None:
    case_id = barred(town, now=NOW)
    clerk = browser_of("clerk")
    assert "recall" in clerk.get(f"/cases/{case_id}").steps()
    assert clerk.step(case_id, "recall").status == 303
    assert stored(case_id).handling_unit_id is None


@pytest.mark.parametrize(
    ("asks", "decides", "not_theirs"),
    [("clerk", "office_head", "second_clerk"), ("office_head", "clerk", "office_head")],
)
def test_a_request_for_an_exception_lies_on_the_desk_of_who_decides(
    town: Town, browser_of: Opens, asks: str, decides: str, not_theirs: str
) -> None:
    case_id = an_accusation(town, NOW, "回音市住房和城乡建设局", Status.REGISTERED)
    do(town, Action.REQUEST_EXCEPTION, case_id, by=actor_of(town.officers[asks]), now=NOW)
    waits = browser_of(decides)
    pile = waits.get("/").tree.select_one("#pile-to_except")
    assert pile is not None
    assert f"/cases/{case_id}" in str(pile)
    assert f"/cases/{case_id}" in waits.get("/queue/?exception=1").text
    assert browser_of(not_theirs).get("/").tree.select_one("#pile-to_except") is None
    assert waits.step(case_id, "approve_exception").status == 303
    assert waits.get("/").tree.select_one("#pile-to_except") is None


def test_a_class_that_makes_it_an_accusation_takes_it_from_the_accused(
    town: Town, browser_of: Opens
) -> None:
    """An appeal may stay with whom it complains about; once it is an accusation, it may not."""
    case_id = a_case(
        town,
        Status.ACCEPTED,
        now=NOW,
        submission=a_submission(complained_about="回音市住房和城乡建设局"),
    )
    clerk, head = browser_of("clerk"), browser_of("office_head")
    given = {"fact": "petition_class", "new_class": "accusation", "cause": "found_out"}
    assert clerk.step(case_id, "request_correction", reason="是检举", **given).status == 303
    waiting = head.get(f"/cases/{case_id}/approve_correction").tree.select_one(
        "input[name=correction]"
    )
    assert waiting is not None
    assert head.step(case_id, "approve_correction", correction=waiting["value"]).status == 303
    assert browser_of("handler").get(f"/cases/{case_id}").status == 404
    assert stored(case_id).handling_unit_id is None


def test_a_request_of_the_petitioner_lies_on_the_desks_of_who_may_decide(
    town: Town, browser_of: Opens
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=NOW)
    do(
        town,
        Action.REQUEST_RECUSAL,
        case_id,
        by=petitioner_of(case_id),
        now=NOW,
        whom="王局长",
        reason="他是我的邻居",
    )
    piles = {
        who: browser_of(who).get("/").tree.select_one("#pile-to_recuse")
        for who in ("office_head", "supervisor")
    }
    assert piles["office_head"] is None, "the request names him"
    assert f"/cases/{case_id}" in str(piles["supervisor"])
    own = browser_of("office_head").get(f"/cases/{case_id}/grant_recusal")
    assert own.status == 403
    assert "由别的负责人或者督查人员决定" in own.text
    page = browser_of("supervisor").step(
        case_id, "grant_recusal", officer_ids=str(town.office_head.id), answer="属实"
    )
    assert page.status == 303, page.errors()
    assert browser_of("office_head").get(f"/cases/{case_id}").status == 404


@pytest.mark.parametrize("kept", [True, False], ids=["confidential", "open"])
def test_a_request_on_a_confidential_case_is_read_by_who_decides_it_and_by_nobody_it_names(
    town: Town, browser_of: Opens, kept: bool
) -> None:
    """The supervisor reads the case redacted and the request in full; the head whom it names finds no trace of it."""
    case_id = a_case(
        town, Status.ACCEPTED, now=NOW, submission=a_submission(title=MARK, confidential=kept)
    )
    asked: dict[str, Any] = {"whom": "信访局的王局长", "reason": "他是对方的舅舅"}
    do(town, Action.REQUEST_RECUSAL, case_id, by=petitioner_of(case_id), now=NOW, **asked)

    supervisor = browser_of("supervisor")
    page = supervisor.get(f"/cases/{case_id}")
    assert page.tree.select_one("#recusal-requests") is not None
    told = ("信访人要求回避", "决定信访人要求的回避")
    for words in told:
        assert words in page.text, "the history and the clock say it"
    assert (MARK in page.text) is not kept
    for words in asked.values():
        assert words in page.text
        assert words in supervisor.get(f"/cases/{case_id}/grant_recusal").text
    assert f"/cases/{case_id}" in str(supervisor.get("/").tree.select_one("#pile-to_recuse"))
    assert f"/cases/{case_id}" in supervisor.get("/queue/?recusal=1").text

    head = browser_of("office_head")
    assert f"/cases/{case_id}" in head.get("/queue/").text, "the case itself is still his"
    assert head.get("/").tree.select_one("#pile-to_recuse") is None
    assert f"/cases/{case_id}" not in head.get("/queue/?recusal=1").text
    for path in ("", "/grant_recusal", "/refuse_recusal", "/note"):
        shown = head.get(f"/cases/{case_id}{path}")
        assert shown.tree.select_one("#recusal-requests") is None
        for words in (*asked.values(), *told):
            assert words not in shown.text, path


@pytest.mark.parametrize("who", ["handler", "unit_head", "leader"])
def test_a_request_on_a_confidential_case_is_not_for_who_does_not_decide_it(
    town: Town, browser_of: Opens, who: str
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=NOW, submission=a_submission(confidential=True))
    asked: dict[str, Any] = {"whom": "信访局的王局长", "reason": "他是对方的舅舅"}
    do(town, Action.REQUEST_RECUSAL, case_id, by=petitioner_of(case_id), now=NOW, **asked)
    page = browser_of(who).get(f"/cases/{case_id}")
    assert page.status == 200
    assert page.tree.select_one("#recusal-requests") is None
    for words in asked.values():
        assert words not in page.text


OWN = {
    "petition_class": "accusation",
    "confidential": "y",
    "complained_about": "回音市信访局的王局长",
    "title": MARK,
}


def test_who_writes_down_an_accusation_of_his_own_office_hands_out_the_slip_and_sees_it_no_more(
    town: Town, browser_of: Opens
) -> None:
    """The petitioner stands before him and gets his numbers; the case is with the other office at once."""
    clerk, key = browser_of("clerk"), "own-office-1"
    slip = clerk.post("/intake/", {**GOOD, **OWN, "submission_key": key})
    assert slip.status == 200, slip.errors()
    code = slip.id("query-code")
    case_id = db.session.scalars(select(Case.id)).one()
    assert stored(case_id).office_id == town.foreign_office.id
    assert slip.id("receipt-number") == stored(case_id).receipt_number
    assert f"/cases/{case_id}" not in slip.text
    again = clerk.post("/intake/", {**GOOD, **OWN, "submission_key": key})
    assert (again.status, again.id("query-code")) == (200, code)
    assert clerk.post("/intake/receipt", {"submission_key": key, "kind": "pdf"}).status == 404
    for path in ("", "/circulation", "/decision", "/same", "/transfer", "/redaction"):
        gone = clerk.get(f"/cases/{case_id}{path}")
        assert (gone.status, MARK in gone.text) == (404, False), path
    assert MARK in browser_of("foreign_clerk").get(f"/cases/{case_id}").text


@pytest.mark.parametrize("decision", ["repeat", "joint", "follow"])
def test_it_is_linked_with_nothing_of_the_house(
    town: Town, browser_of: Opens, decision: str
) -> None:
    earlier = a_case(town, Status.ACCEPTED, now=NOW)
    typed = {**GOOD, **OWN, "submission_key": "own-office-2", "decision": f"{decision}:{earlier}"}
    page = browser_of("clerk").post("/intake/", typed)
    assert page.status == (422 if decision == "follow" else 200)
    db.session.rollback()
    assert db.session.scalars(select(MatterLink.id)).all() == []


def test_who_names_his_own_office_is_led_away_from_the_case(town: Town, browser_of: Opens) -> None:
    case_id, clerk = an_accusation(town, NOW, "", Status.REGISTERED), browser_of("clerk")
    page = clerk.step(case_id, "name_accused", unit_ids=str(town.office.id), reason="写的是本局")
    shown = clerk.follow(page)
    assert shown.status == 200
    assert f"/cases/{case_id}" not in shown.text
    assert clerk.get(f"/cases/{case_id}").status == 404


def test_the_only_office_prints_every_paper_of_an_accusation_of_itself(
    town: Town, browser_of: Opens
) -> None:
    the_only_office(db.session(), town)
    clerk, key = browser_of("clerk"), "own-office-3"
    slip = clerk.post(
        "/intake/", {**GOOD, **OWN, "complained_about": "回音市信访局", "submission_key": key}
    )
    assert (slip.status, bool(slip.id("query-code"))) == (200, True)
    case_id = db.session.scalars(select(Case.id)).one()
    for kind in ("pdf", "json"):
        assert clerk.post("/intake/receipt", {"submission_key": key, "kind": kind}).status == 200
    page = clerk.get(f"/cases/{case_id}")
    assert "立即报告上一级信访工作机构" in page.text
    assert MARK in clerk.get(f"/cases/{case_id}/circulation").text
    assert clerk.step(case_id, "request_code", identity="id_card", reason="丢了").status == 303
    second = browser_of("second_clerk")
    asked = second.get(f"/cases/{case_id}/reissue_code")
    carried = {name: asked.value(name) for name in ("version", "seen", "press_key")}
    sheet = second.post(f"/cases/{case_id}/reissue_code", {**carried, "confirmed": "y"})
    assert (sheet.status, bool(sheet.id("query-code"))) == (200, True)
    do(town, Action.DECLINE, case_id, by=actor_of(town.clerk), now=NOW)
    paper = clerk.get(f"/cases/{case_id}/decision")
    assert paper.status == 200
    assert "不予受理告知书" in paper.text
