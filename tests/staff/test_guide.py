"""The acceptance guide: question by question without JavaScript, to a form that is filled in but not sent."""

from __future__ import annotations

import pytest

from petitions.rules.acceptance_guide import QUESTIONS, proposals, walk
from petitions.rules.terms import Status
from staff import guide_words
from tests.factories import stored
from tests.staff import conftest
from tests.staff.conftest import Opens

PROCEDURE = "concluded=no&in_review=no&in_progress=no&class=appeal"


def test_every_question_answer_and_notice_has_words() -> None:
    assert set(guide_words.QUESTIONS) == set(guide_words.ANSWERS) == set(QUESTIONS)
    for code, question in QUESTIONS.items():
        assert set(guide_words.ANSWERS[code]) == {each.code for each in question.answers}
    silent = {each.code for each in proposals()} - set(guide_words.NOTICES)
    assert {each for each in silent if not each.startswith("way_")} == {"ours"}


def test_one_question_a_page(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    assert f"/cases/{case_id}/guide" in str(clerk.get(f"/cases/{case_id}").tree)
    first = clerk.get(f"/cases/{case_id}/guide")
    assert [each["name"] for each in first.tree.select("input[type=radio]")] == ["concluded"] * 3
    assert "第36条" in first.text
    nothing = clerk.get(f"/cases/{case_id}/guide?go_on=concluded")
    assert nothing.errors() == ["请选择一个答案。"]
    second = clerk.get(f"/cases/{case_id}/guide?concluded=no&go_on=concluded")
    assert second.errors() == []
    assert {each["name"] for each in second.tree.select("input[type=radio]")} == {"in_review"}
    assert stored(case_id).status is Status.REGISTERED


@pytest.mark.parametrize(
    ("answers", "step", "fields"),
    [
        ("concluded=no&in_review=yes", "decline", {"ground": "in_review"}),
        (f"{PROCEDURE}&way=reconsideration", "redirect", {"way": "reconsideration"}),
        (f"{PROCEDURE}&way=none&clear=asked_in_vain", "decline", {"ground": "no_facts"}),
        (f"{PROCEDURE}&way=none&clear=not_asked", "ask_more", {}),
        ("concluded=same", "no_longer_accept", {}),
        (f"{PROCEDURE}&way=none&clear=yes&competent=ours", "transfer", {}),
    ],
)
def test_the_proposal_opens_the_form_filled_in(
    browser_of: Opens, case_in: conftest.Case, answers: str, step: str, fields: dict[str, str]
) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}/guide?{answers}")
    link = page.tree.select_one(f"a[href*='/cases/{case_id}/{step}?']")
    assert link is not None, page.text
    form = clerk.get(str(link["href"]).removeprefix("/staff"))
    assert form.status == 200
    for name, value in fields.items():
        chosen = form.tree.select_one(f"input[name={name}][checked]")
        assert chosen is not None
        assert chosen["value"] == value
    given = dict(pair.split("=") for pair in answers.split("&"))
    proposal = walk(given).proposal
    assert proposal is not None
    if fields:
        assert form.value("explanation")


def test_a_unit_is_led_to_its_own_steps(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, handler = case_in(Status.ROUTED), browser_of("handler")
    done = f"{PROCEDURE}&way=none&clear=yes&competent="
    assert "建议：受理" in handler.get(f"/cases/{case_id}/guide?{done}ours").text
    assert "建议：提出异议" in handler.get(f"/cases/{case_id}/guide?{done}another_unit").text


def test_forged_answers_fill_nothing_in(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    for forged in ("ground=in_review", "concluded=no&in_review=perhaps", "explanation=abc"):
        form = clerk.get(f"/cases/{case_id}/decline?{forged}")
        assert form.tree.select_one("input[name=ground][checked]") is None
        assert form.value("explanation") == ""


def test_who_decides_nothing_gets_no_guide(browser_of: Opens, case_in: conftest.Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    assert browser_of("handler").get(f"/cases/{case_id}/guide").status == 403
    assert browser_of("supervisor").get(f"/cases/{case_id}/guide").status == 403
    assert browser_of("foreign_clerk").get(f"/cases/{case_id}/guide").status == 404
