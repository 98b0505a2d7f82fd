"""The pages of a review: who finds it where, what its forms ask, and what a refusal says."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from petitions.rules.terms import Action, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, actor_of, do, stored
from tests.factories.reviews import reviews, under_the_street
from tests.staff.conftest import Opens


@pytest.fixture
def street(register: Session, town: Town) -> Town:
    """The town, with the street above the works department."""
    under_the_street(register, town)
    return town


def test_the_reviewing_unit_finds_it_drafts_and_another_signs(
    street: Town, browser_of: Opens
) -> None:
    case_id = a_case(street, Status.IN_REVIEW, now=NOW)
    helper, head = browser_of("street_handler"), browser_of("street_head")
    assert f"/cases/{case_id}" in helper.get("/").text
    assert f"/cases/{case_id}" in helper.get("/queue/?review=1").text
    assert browser_of("other_handler").get(f"/cases/{case_id}").status == 404
    page = helper.get(f"/cases/{case_id}/draft_review")
    assert page.tree.select_one("[name=body]") is None, "the directory knows the street"
    done = helper.step(
        case_id,
        "draft_review",
        outcome="uphold",
        findings="看过现场",
        opinion="维持原意见",
        legal_basis="某条例",
    )
    assert done.status == 303, done.errors()
    assert "维持原意见" in head.get(f"/cases/{case_id}").text
    assert "decide_review" not in helper.get(f"/cases/{case_id}").steps()
    for who in ("handler", "unit_head"):
        shown = browser_of(who).get(f"/cases/{case_id}")
        assert "维持原意见" not in shown.text, "who handled it reads no draft"
        assert not {"draft_review", "decide_review"} & set(shown.steps())
    assert head.step(case_id, "decide_review").status == 303
    assert stored(case_id).status is Status.REVIEWED
    assert "维持原意见" in browser_of("handler").get(f"/cases/{case_id}").text
    assert f"/cases/{case_id}" not in helper.get("/").text


def test_who_handled_it_is_told_why_not(street: Town, browser_of: Opens) -> None:
    """The head above signed the reply as well: the page of the step says that he took part."""
    case_id = a_case(street, Status.REPLY_DRAFTED, now=NOW)
    do(street, Action.APPROVE_REPLY, case_id, by=actor_of(street.street_head), now=NOW)
    do(street, Action.ISSUE_REPLY, case_id, by=actor_of(street.handler), now=NOW)
    do(
        street,
        Action.REQUEST_REVIEW,
        case_id,
        by=actor_of(street.clerk),
        now=NOW,
    )
    page = browser_of("street_head").get(f"/cases/{case_id}/draft_review")
    assert page.status == 403
    assert "您参加过这件信访事项的办理" in page.text
    clerk = browser_of("clerk")
    assert "没有足够的人员在系统中办理" in clerk.get(f"/cases/{case_id}").text


def test_the_office_names_a_unit_of_no_directory(town: Town, browser_of: Opens) -> None:
    case_id = a_case(town, Status.IN_REREVIEW, now=NOW)
    clerk = browser_of("clerk")
    typed = {
        "outcome": "uphold",
        "findings": "查过",
        "opinion": "维持",
        "legal_basis": "某条例",
        "document_number": "7号",
    }
    page = clerk.step(case_id, "draft_review", **typed)
    assert page.status == 422
    assert page.errors() == ["请填写复查、复核机关的名称。"]
    assert clerk.step(case_id, "draft_review", **typed, body="省人民政府").status == 303
    assert reviews(case_id)[-1].body == "省人民政府"
    assert "省人民政府" in clerk.get(f"/cases/{case_id}").text
