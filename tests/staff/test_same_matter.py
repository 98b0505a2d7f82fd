"""One matter that comes in more than once, at the counter: hints, side by side, intake, and the desk."""

from __future__ import annotations

import io
from typing import Any

import pytest
from sqlalchemy import func, select

from petitions.models import Attachment, AuditEntry, Case, CaseEvent, FollowUp, MatterLink
from petitions.models.session import db
from petitions.rules.terms import Action, PetitionClass, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, a_submission, actor_of, do, stored
from tests.factories.matters import OTHER_WORDS
from tests.staff import conftest
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens
from tests.staff.test_intake import GOOD

AGAIN: dict[str, Any] = {
    **GOOD,
    "name": "张建国",
    "phone": "13812345678",
    "title": "柳林路下水道又堵塞",
    "request": "请尽快疏通柳林路8号院门口的下水道。",
    "facts": "上次反映以后没有人来，污水还在倒灌入院。",
    "problem_place": "柳林路8号院",
}

KEPT_APART = ({"petition_class": "accusation", "complained_about": "某人"}, {"confidential": "y"})


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def looks(case_id: int) -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(select(AuditEntry).where(AuditEntry.case_id == case_id))
    return [(row.what, row.facts.get("purpose", "")) for row in rows]


def writes(browser: Browser, key: str = "again-0001", **changes: Any) -> Page:
    return browser.post("/intake/", {**AGAIN, "submission_key": key, **changes})


def pressed(page: Page, start: str) -> str:
    """The value of the button whose decision begins so."""
    button = page.tree.select_one(f'button[name="decision"][value^="{start}"]')
    assert button is not None, page.text
    return str(button["value"])


class TestIntake:
    def test_what_may_be_there_already_is_shown_beside_what_was_typed(
        self, town: Town, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        earlier, clerk = case_in(Status.ACCEPTED), browser_of("clerk")
        page = writes(clerk)
        assert page.status == 200
        assert count(Case) == 1, "nothing is registered before somebody decides"
        for sign in ("同一电话", "同一姓名", "文字相似", "地点相同"):
            assert sign in page.text
        assert page.tree.select("mark")
        for name in ("title", "request", "facts", "name", "problem_place"):
            assert page.value(name) == AGAIN[name]
        assert page.value("submission_key") == "again-0001"
        assert looks(earlier) == [("look", "office")]

    def test_a_case_of_its_own(self, browser_of: Opens, case_in: conftest.Case) -> None:
        case_in(Status.ACCEPTED)
        clerk = browser_of("clerk")
        slip = writes(clerk, decision=pressed(writes(clerk), "new"))
        assert slip.id("query-code")
        assert count(Case) == 2
        assert writes(clerk).id("receipt-number") == slip.id("receipt-number"), "pressed again"
        assert count(Case) == 2

    def test_a_follow_up_of_the_open_case(
        self, town: Town, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        earlier, clerk = case_in(Status.ACCEPTED), browser_of("clerk")
        due = stored(earlier).due_on
        scan = (io.BytesIO(b"%PDF-1.7 a letter"), "来信.pdf")
        asked = writes(clerk, files=[scan])
        assert "已经收到 1 个文件" in asked.text
        decision = pressed(asked, "follow:")
        page = writes(clerk, kept=asked.value("kept"), decision=decision)
        assert page.status == 200
        assert page.id("registration-number") == stored(earlier).registration_number
        assert page.tree.find(id="query-code") is None, "no code of its own"
        assert (count(Case), count(FollowUp)) == (1, 1)
        assert stored(earlier).due_on == due
        assert db.session.scalars(select(Attachment.case_id)).all() == [earlier]
        again = writes(clerk, decision="new")
        assert again.id("registration-number") == stored(earlier).registration_number
        assert (count(Case), count(FollowUp)) == (1, 1)
        shown = browser_of("handler").get(f"/cases/{earlier}")
        assert "污水还在倒灌入院" in shown.text
        assert "张建国" not in shown.text

    def test_a_new_case_linked_with_the_earlier_one(
        self, town: Town, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        earlier, clerk = case_in(Status.CLOSED), browser_of("clerk")
        asked = writes(clerk)
        assert asked.tree.select('button[value^="follow:"]') == [], "that one has ended"
        for _ in range(2):
            assert writes(clerk, decision=pressed(asked, "repeat:")).id("query-code")
        assert (count(Case), count(MatterLink)) == (2, 2)
        assert "同一人重复提出" in clerk.get(f"/cases/{earlier}").text

    def test_the_case_ended_meanwhile(self, browser_of: Opens, case_in: conftest.Case) -> None:
        closed, clerk = case_in(Status.CLOSED), browser_of("clerk")
        for decision in (f"follow:{closed}", "follow:999999"):
            page = writes(clerk, decision=decision)
            assert page.status == 422
            assert page.errors()
            assert page.value("facts") == AGAIN["facts"]
        assert count(FollowUp) == 0

    @pytest.mark.parametrize("decision", ["follow", "follow:x", "nonsense:1", ":", "joined:1"])
    def test_what_cannot_be_read_is_asked_again(
        self, browser_of: Opens, case_in: conftest.Case, decision: str
    ) -> None:
        case_in(Status.ACCEPTED)
        page = writes(browser_of("clerk"), decision=decision)
        assert page.status == 200
        assert pressed(page, "new")
        assert count(Case) == 1

    def test_files_of_somebody_else_are_not_taken(
        self, town: Town, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        case_in(Status.ACCEPTED)
        asked = writes(
            browser_of("second_clerk"), files=[(io.BytesIO(b"%PDF-1.7 mine"), "我的.pdf")]
        )
        page = writes(
            browser_of("clerk"), key="other-0001", kept=asked.value("kept"), decision="new"
        )
        assert page.status == 422
        assert count(Case) == 1

    @pytest.mark.parametrize("kept", KEPT_APART, ids=["accusation", "confidential"])
    def test_what_is_kept_apart_is_noted_in_no_other_case(
        self, browser_of: Opens, case_in: conftest.Case, kept: dict[str, str]
    ) -> None:
        """The unit of the other case would read it: not even a forged press puts it there (§30)."""
        earlier, clerk = case_in(Status.ACCEPTED), browser_of("clerk")
        asked = writes(clerk, **kept)
        assert f"repeat:{earlier}" not in asked.text
        assert pressed(asked, "joint:") == f"joint:{earlier}", "it may be linked"
        assert asked.tree.select('button[value^="follow:"]') == []
        page = writes(clerk, decision=f"follow:{earlier}", **kept)
        assert page.status == 422
        assert page.errors() == [
            "检举控告和要求保密的信访件不并入其他信访件，以免暴露信访人；可以作为关联登记。"
        ]
        assert page.value("facts") == AGAIN["facts"]
        assert pressed(page, "new")
        assert (count(Case), count(FollowUp)) == (1, 0)

    @pytest.mark.parametrize("kept", KEPT_APART, ids=["accusation", "confidential"])
    def test_nobody_is_tried_out_while_it_is_being_typed(
        self, browser_of: Opens, case_in: conftest.Case, kept: dict[str, str]
    ) -> None:
        case_in(Status.ACCEPTED)
        clerk = browser_of("clerk")
        page = writes(clerk, **kept)
        assert "文字相似" in page.text, "its words may be compared"
        apart = writes(clerk, key="other-0001", **kept, **OTHER_WORDS)
        for sign in ("同一电话", "同一姓名"):
            assert sign not in page.text, sign
        assert apart.id("query-code"), "the same person alone finds nothing, and it is registered"
        plain = writes(clerk, key="other-0002", **OTHER_WORDS)
        assert "同一电话" in plain.text, "of an appeal the person is known"

    def test_another_office_is_told_nothing(
        self, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        case_in(Status.ACCEPTED)
        assert writes(browser_of("foreign_clerk")).id("query-code")


class TestSideBySide:
    def test_two_cases_are_compared_and_both_looks_recorded(
        self, town: Town, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        one, other = case_in(Status.ACCEPTED), case_in(Status.REGISTERED)
        page = browser_of("clerk").get(f"/cases/{other}/same/{one}")
        assert page.status == 200
        assert page.tree.select("mark")
        assert "一样" in page.text
        assert "张建国" not in page.text
        for case_id in (one, other):
            assert looks(case_id) == [("look", "office")]
        assert "merge_into?with=" in page.text

    @pytest.mark.parametrize("who", ["handler", "other_handler", "foreign_clerk", "auditor"])
    def test_a_hidden_one_is_missing(
        self, town: Town, browser_of: Opens, case_in: conftest.Case, who: str
    ) -> None:
        seen, hidden, browser = (
            case_in(Status.ACCEPTED),
            case_in(Status.REGISTERED),
            browser_of(who),
        )
        answers = [browser.get(f"/cases/{seen}/same/{other}") for other in (hidden, 999_999)]
        assert answers[0].status == answers[1].status
        assert answers[0].status in {403, 404}
        assert looks(seen) == looks(hidden) == []
        if who == "handler":
            assert answers[0].status == 404

    def test_the_number_of_a_hidden_one_is_not_filled_in(
        self, town: Town, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        seen, hidden = case_in(Status.ACCEPTED), case_in(Status.REGISTERED)
        handler, clerk = browser_of("handler"), browser_of("clerk")
        assert handler.get(f"/cases/{seen}/link_cases?with={hidden}").value("other") == ""
        page = clerk.get(f"/cases/{seen}/link_cases?with={hidden}")
        assert page.value("other") == stored(hidden).registration_number
        assert clerk.get(f"/cases/{seen}/link_cases?with=x").value("other") == ""

    def test_a_case_is_not_compared_with_itself(
        self, browser_of: Opens, case_in: conftest.Case
    ) -> None:
        case_id = case_in(Status.ACCEPTED)
        assert browser_of("clerk").get(f"/cases/{case_id}/same/{case_id}").status == 404


class TestHints:
    def test_the_box_of_the_case_file(self, browser_of: Opens, case_in: conftest.Case) -> None:
        earlier, later = case_in(Status.ACCEPTED), case_in(Status.REGISTERED)
        page = browser_of("clerk").get(f"/cases/{later}")
        assert f"/cases/{later}/same/{earlier}" in page.text
        assert "同一身份证号码" in page.text

    def test_the_page_of_hints(self, browser_of: Opens, case_in: conftest.Case) -> None:
        one, other = case_in(Status.ACCEPTED), case_in(Status.ACCEPTED)
        page = browser_of("handler").get(f"/cases/{one}/same")
        assert page.status == 200
        assert f"/cases/{one}/same/{other}" in page.text
        assert looks(one) == [("look", "handling")]

    def test_an_accuser_is_not_found_by_his_person(self, town: Town, browser_of: Opens) -> None:
        kept = a_submission(
            petition_class=PetitionClass.ACCUSATION, complained_about="某人", confidential=True
        )
        a_case(town, Status.ACCEPTED, now=NOW, submission=kept)
        page = writes(browser_of("clerk"))
        assert "文字相似" in page.text, "it is there, and shown by its words"
        assert "同一电话" not in page.text
        assert "同一姓名" not in page.text


def test_supervision_sees_the_second_follow_up(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id, once = case_in(Status.ACCEPTED), case_in(Status.ACCEPTED)
    for each in (case_id, case_id, once):
        do(town, Action.FOLLOW_UP, each, by=actor_of(town.clerk), now=NOW)
    for who in ("supervisor", "office_head"):
        browser = browser_of(who)
        pile = browser.get("/").tree.select_one("#pile-came_again")
        assert pile is not None
        links = {str(link["href"]) for link in pile.select("a")}
        assert links == {f"/staff/cases/{case_id}"}
        listed = browser.get("/queue/?again=1").text
        assert f"/cases/{case_id}" in listed
        assert f"/cases/{once}" not in listed
    assert browser_of("clerk").get("/").tree.select_one("#pile-came_again") is None


def test_joining_and_undoing_at_the_counter(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    earlier, later, clerk = (
        case_in(Status.ACCEPTED),
        case_in(Status.REGISTERED),
        browser_of("clerk"),
    )
    number = stored(earlier).registration_number
    assert clerk.step(later, "merge_into", other=number, reason="同一人").status == 303
    shown = clerk.get(f"/cases/{later}")
    assert shown.steps()[:1] == ["undo_merge"]
    assert "merge_into" not in shown.steps()
    assert clerk.step(later, "undo_merge", reason="另一件事").status == 303
    assert stored(later).status is Status.REGISTERED
    db.session.rollback()
    told = db.session.scalars(
        select(CaseEvent.action).where(CaseEvent.case_id == later).order_by(CaseEvent.sequence)
    ).all()
    assert told[-2:] == [Action.MERGE_INTO, Action.UNDO_MERGE]
