"""The pages of a joint matter: which way applies and why, what each unit said, and the lead in the next form."""

from __future__ import annotations

import pytest

from petitions.rules.terms import Action, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, actor_of, do
from tests.staff.conftest import Opens


@pytest.fixture
def called(town: Town) -> int:
    case_id = a_case(town, Status.REGISTERED, now=NOW)
    do(town, Action.OPEN_JOINT, case_id, by=actor_of(town.clerk), now=NOW)
    return case_id


def test_the_page_says_which_way_applies(town: Town, browser_of: Opens, called: int) -> None:
    clerk = browser_of("clerk")
    page = clerk.get(f"/cases/{called}/settle_joint")
    assert "还没有提出意见的单位" in page.text
    assert f"由共同的上一级单位“{town.government.name}”决定" in page.text
    assert page.tree.select_one("input[name=way][value=superior][checked]") is not None
    for officer in (town.handler, town.other_handler):
        do(town, Action.VOICE_JOINT, called, by=actor_of(officer), now=NOW)
    page = clerk.get(f"/cases/{called}/settle_joint")
    assert f"各单位都认为应当由“{town.works.name}”牵头" in page.text
    assert page.tree.select_one("input[name=way][value=agreed][checked]") is not None
    done = clerk.step(called, "settle_joint", way="agreed")
    assert done.status == 303, done.errors()


def test_the_lead_stands_in_the_next_form_and_the_others_are_offered_as_helpers(
    town: Town, browser_of: Opens, called: int
) -> None:
    clerk = browser_of("clerk")
    shown = clerk.get(f"/cases/{called}")
    assert "transfer" not in shown.steps(), "not while it is being settled"
    do(
        town,
        Action.SETTLE_JOINT,
        called,
        by=actor_of(town.clerk),
        now=NOW,
        lead_unit_id=town.education.id,
    )
    page = clerk.get(f"/cases/{called}/transfer")
    chosen = page.tree.select_one("select[name=unit_id] option[selected]")
    assert chosen is not None
    assert chosen["value"] == str(town.education.id)
    wrong = clerk.step(called, "transfer", unit_id=str(town.works.id), route="general")
    assert wrong.status == 422
    assert f"已经确定由“{town.education.name}”牵头" in wrong.errors()[0]
    right = clerk.step(called, "transfer", unit_id=str(town.education.id), route="general")
    assert right.status == 303, right.errors()
    link = clerk.get(f"/cases/{called}").tree.select_one(
        f"a[href$='/invite_co_handler?unit={town.works.id}']"
    )
    assert link is not None
    form = clerk.get(f"/cases/{called}/invite_co_handler?unit={town.works.id}")
    chosen = form.tree.select_one("select[name=unit_id] option[selected]")
    assert chosen is not None
    assert chosen["value"] == str(town.works.id)


def test_a_unit_that_is_asked_finds_it_on_its_desk(
    town: Town, browser_of: Opens, called: int
) -> None:
    asked = browser_of("other_handler")
    assert f"/cases/{called}" in asked.get("/").text
    assert f"/cases/{called}" in asked.get("/queue/?joint=1").text
    assert "voice_joint" in asked.get(f"/cases/{called}").steps()
    assert browser_of("street_handler").get(f"/cases/{called}").status == 404
