"""A report of retaliation reaches supervision and nobody else, and no trace is on the case (信访工作条例 §46(6))."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from petitions.actions.answer_retaliation import answer_retaliation
from petitions.actions.errors import Missing, NotFound, Refused
from petitions.actions.report_retaliation import report_retaliation
from petitions.models import AuditEntry, CaseEvent, Officer, OutboxNotice, RetaliationReport
from petitions.models.session import db
from petitions.queries.looks import looks_by_unit
from petitions.queries.notice_letter import addressed
from petitions.queries.retaliation import own_reports, report, reports, waiting
from petitions.rules.erasure import WAIT
from petitions.rules.terms import Action, Notice, PetitionClass, Role, Status
from tests.conftest import NOW
from tests.factories import Town, a_case, a_submission, actor_of, do, petitioner_of, stored
from tests.staff.browser import Page
from tests.staff.conftest import Case, Opens
from tests.staff.test_rights import without_tokens
from web.commands.verify import faults

WORDS = "某科的人上门要我不再信访，标记词：青瓦巷"
MARK = "青瓦巷"
DONE = "已经核查，责令当事人停止，标记词：白石滩"
HANDLING = ("clerk", "second_clerk", "office_head", "handler", "colleague", "unit_head")


def reported(case_id: int, key: str = "press-1", text: str = WORDS) -> int:
    report_retaliation(case_id, by=petitioner_of(case_id), now=NOW, text=text, submission_key=key)
    return db.session.scalars(select(func.max(RetaliationReport.id))).one()


@pytest.mark.parametrize("status", list(Status), ids=str)
def test_it_may_be_reported_in_every_state_and_moves_nothing(town: Town, status: Status) -> None:
    case_id = a_case(town, status, now=NOW)
    before = stored(case_id)
    version, changed = before.version, before.changed_at
    lines = select(func.count()).select_from(CaseEvent)
    told = db.session.scalar(lines)
    reported(case_id)
    after = stored(case_id)
    assert (after.version, after.changed_at, after.status) == (version, changed, status)
    assert db.session.scalar(lines) == told
    assert not list(faults(db.session()))


def test_a_second_press_adds_nothing_and_a_blank_one_is_refused(town: Town, case_in: Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    assert reported(case_id) == reported(case_id)
    with pytest.raises(Missing):
        reported(case_id, "press-2", " \n ")
    assert len(own_reports(case_id)) == 1


def test_nobody_else_reports_in_his_name(town: Town, case_in: Case) -> None:
    case_id, other = case_in(), case_in()
    for by in (actor_of(town.clerk), actor_of(town.supervisor), petitioner_of(other)):
        with pytest.raises(NotFound):
            report_retaliation(case_id, by=by, now=NOW, text="一", submission_key="k")


def test_only_supervision_sees_it(town: Town, case_in: Case) -> None:
    number = reported(case_in(Status.ACCEPTED))
    for name, officer in town.officers.items():
        seen = report(number, actor=actor_of(officer))
        assert (seen is not None) == (name == "supervisor"), name
        assert waiting(actor_of(officer)) == (1 if name == "supervisor" else 0), name
        assert len(reports(actor_of(officer))) == (1 if name == "supervisor" else 0), name


def test_without_a_supervisor_the_leader_over_the_office_reads_it(
    town: Town, case_in: Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    db.session.execute(update(Officer).where(Officer.role == Role.SUPERVISOR).values(active=False))
    db.session.commit()
    number = reported(case_id)
    assert report(number, actor=actor_of(town.leader)) is not None
    assert report(number, actor=actor_of(town.foreign_leader)) is None
    assert {row.officer_id for row in news()} == {town.leader.id}


@pytest.mark.parametrize("kept", [True, False], ids=["accusation", "appeal"])
def test_of_an_accused_supervisor_the_leader_reads_it(
    town: Town, browser_of: Opens, kept: bool
) -> None:
    case_id = about_somebody(town, "蒋督查", kept)
    number = reported(case_id)
    supervisor, leader = actor_of(town.supervisor), actor_of(town.leader)
    assert (report(number, actor=supervisor), waiting(supervisor), reports(supervisor)) == (
        None,
        0,
        (),
    )
    browser = browser_of("supervisor")
    assert MARK not in browser.get("/retaliation/").text
    assert browser.get(f"/retaliation/{number}").status == 404
    with pytest.raises(NotFound):
        answer_retaliation(number, by=supervisor, now=NOW, answer=DONE)
    assert [row.id for row in reports(leader)] == [number]
    assert MARK in browser_of("leader").get(f"/retaliation/{number}").text
    assert {row.officer_id for row in news()} == {town.leader.id}
    answer_retaliation(number, by=leader, now=NOW, answer=DONE)
    assert own_reports(case_id)[0].answer == DONE


def test_of_an_accused_leader_it_goes_where_the_case_goes(town: Town) -> None:
    """All of the house stands below him: the other office has the case, and its leader the report."""
    number = reported(about_somebody(town, "卫市长", kept=True))
    for name, officer in town.officers.items():
        there = report(number, actor=actor_of(officer))
        assert (there is not None) == (name == "foreign_leader"), name
    assert {row.officer_id for row in news()} == {town.foreign_leader.id}


def test_mail_that_waits_does_not_go_to_who_is_named_meanwhile(town: Town, case_in: Case) -> None:
    case_id = case_in(Status.ACCEPTED)
    reported(case_id)
    (row,) = news()
    assert addressed(row.id).to == town.supervisor.email
    clerk = actor_of(town.clerk)
    named: dict[str, Any] = {"unit_ids": [], "officer_ids": [town.supervisor.id]}
    do(town, Action.NAME_ACCUSED, case_id, by=clerk, now=NOW, **named)
    db.session.rollback()
    assert addressed(row.id).to == ""


def about_somebody(town: Town, whom: str, kept: bool) -> int:
    submission = a_submission(
        petition_class=PetitionClass.ACCUSATION if kept else PetitionClass.APPEAL,
        confidential=kept,
        complained_about=whom,
    )
    return a_case(town, now=NOW, submission=submission)


def news() -> list[OutboxNotice]:
    wanted = select(OutboxNotice).where(OutboxNotice.notice == Notice.SUPERVISOR_NEWS)
    return list(db.session.scalars(wanted))


def test_the_notice_is_neutral_and_stands_in_nobodys_outbox(
    town: Town, browser_of: Opens, case_in: Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    before = browser_of("clerk").get("/notices/").text
    reported(case_id)
    (row,) = news()
    assert (row.case_id, row.unit_id, row.officer_id) == (None, None, town.supervisor.id)
    letter = addressed(row.id)
    assert letter.to == town.supervisor.email
    assert (letter.facts.number, letter.facts.path) == ("", "/staff/")
    assert without_tokens(browser_of("clerk").get("/notices/").text) == without_tokens(before)


def everything(opens: Opens, who: str, case_id: int) -> list[str]:
    """All that somebody of the office or a unit could read about a case; his own looks aside."""
    browser = opens(who)
    pages: list[Page] = [browser.get(path) for path in ("/", "/queue/", "/search/", "/notices/")]
    pages += [browser.get(f"/cases/{case_id}{more}") for more in ("", "/note", "/reveal")]
    pages += [browser.post("/search/", {"words": words}) for words in (MARK, "XF-2026-000001")]
    pages += [browser.post("/queue/export/csv")]
    return [without_tokens(page.text) for page in pages]


@pytest.mark.parametrize("who", HANDLING)
def test_who_handles_the_case_reads_the_same_with_and_without_a_report(
    town: Town, browser_of: Opens, case_in: Case, who: str
) -> None:
    """Pages, versions on forms, counts: the same to the byte, apart from the reader's own look."""
    case_id = case_in(Status.ACCEPTED)
    before = everything(browser_of, who, case_id)
    version = browser_of(who).get(f"/cases/{case_id}/note").value("version")
    number = reported(case_id)
    assert everything(browser_of, who, case_id) == before
    browser = browser_of(who)
    assert browser.get(f"/cases/{case_id}/note").value("version") == version
    kept = {"version": version, "seen": "4", "text": "接着办。"}
    assert browser.post(f"/cases/{case_id}/note", kept).status == 303, "his page is not stale"
    for there in (number, 9999):
        assert browser.get(f"/retaliation/{there}").status == 403


def test_supervision_reads_it_answers_it_and_the_look_is_recorded(
    town: Town, browser_of: Opens, case_in: Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    number = reported(case_id)
    browser = browser_of("supervisor")
    assert "有人反映受到打击报复" in browser.get("/").text
    assert f"/staff/retaliation/{number}" in browser.get("/retaliation/").text
    page = browser.get(f"/retaliation/{number}")
    assert MARK in page.text
    looks = select(AuditEntry).where(AuditEntry.what == "look_retaliation")
    (look,) = db.session.scalars(looks)
    assert (look.officer_id, look.case_id) == (town.supervisor.id, None)
    assert look.facts == {"report_id": number}
    blank = browser.post(f"/retaliation/{number}", {"answer": " "})
    assert (blank.status, blank.errors()) == (422, ["请写明核查和处理的情况。"])
    assert browser.post(f"/retaliation/{number}", {"answer": DONE}).status == 303
    assert DONE in browser.get(f"/retaliation/{number}").text
    db.session.rollback()
    (mine,) = own_reports(case_id)
    assert (mine.answer, mine.answered_by) == (DONE, "")
    assert "有人反映受到打击报复" not in browser.get("/").text
    noted = db.session.scalars(
        select(AuditEntry).where(AuditEntry.what == "answer_retaliation")
    ).one()
    assert (noted.case_id, noted.facts) == (None, {"report_id": number})
    assert not list(faults(db.session()))


def of_the_case(town: Town, opens: Opens, case_id: int) -> dict[str, list[str]]:
    """What the page of looks, the audit trail and the petitioner's own page say of a case; the own look aside."""
    head = opens("office_head").get(f"/cases/{case_id}/looks")
    rows = [row.get_text(" ", strip=True) for row in head.tree.select("main tbody tr")]
    trail = opens("auditor").get("/audit/").tree.select("main tbody tr")
    number = stored(case_id).registration_number or ""
    told = [row.get_text(" ", strip=True) for row in trail]
    return {
        "looks": [row for row in rows if town.office_head.name not in row],
        "trail": [row for row in told if number in row and town.office_head.name not in row],
        "units": [str((each.unit.id, each.visits)) for each in looks_by_unit(case_id)][:-1],
        "choices": [option.get_text() for option in head.tree.select("#what option")],
    }


@pytest.mark.parametrize("reader", ["supervisor", "leader"])
def test_that_supervision_reads_and_answers_it_is_no_look_at_the_case(
    town: Town, browser_of: Opens, case_in: Case, reader: str
) -> None:
    """Who is complained about may head the office, and the office reads who looked at its cases."""
    case_id = case_in(Status.ACCEPTED)
    if reader == "leader":
        gone = update(Officer).where(Officer.role == Role.SUPERVISOR).values(active=False)
        db.session.execute(gone)
        db.session.commit()
    number = reported(case_id)
    handler = browser_of("handler")
    handler.get(f"/cases/{case_id}")
    before = of_the_case(town, browser_of, case_id)
    assert len(before["looks"]) == 1, "the handler's"
    browser = browser_of(reader)
    assert MARK in browser.get(f"/retaliation/{number}").text
    assert browser.post(f"/retaliation/{number}", {"answer": " "}).status == 422
    assert browser.post(f"/retaliation/{number}", {"answer": DONE}).status == 303
    after = of_the_case(town, browser_of, case_id)
    assert after == before
    trail = browser_of("auditor").get("/audit/").tree.select("main tbody tr")
    read = [row for row in trail if "打击报复" in row.get_text()]
    assert len(read) == 3, "the auditor reads that supervision worked"
    for row in read:
        assert [cell.get_text(strip=True) for cell in row.select("td")][3] == "–", "not on what"
        assert not row.select("a")
    assert not list(faults(db.session()))


@pytest.mark.parametrize("who", [*HANDLING, "administrator", "security", "auditor"])
def test_who_is_complained_about_reads_it_on_no_page(
    town: Town, browser_of: Opens, case_in: Case, who: str
) -> None:
    """Looks, audit trail, lists of figures and exports before and after it was read: nobody's changes."""
    case_id = case_in(Status.ACCEPTED)
    paths = (f"/cases/{case_id}/looks", "/punctuality/", "/directory/grants/", "/feed/", "/same/")
    exports = ("/queue/export/csv", "/punctuality/export/csv")

    def pages() -> list[str]:
        browser = browser_of(who)
        found = [browser.get(path) for path in paths] + [browser.post(path) for path in exports]
        return [without_tokens(page.text) for page in found if page.status == 200]

    pages()
    before = pages()
    number = reported(case_id)
    reader = browser_of("supervisor")
    reader.get(f"/retaliation/{number}")
    reader.post(f"/retaliation/{number}", {"answer": DONE})
    after = pages()
    for told in after:
        assert MARK not in told
        assert "白石滩" not in told
        assert "报复" not in told
    if who != "office_head":  # his own looks and exports stand on his page of looks
        assert after == before


def test_it_is_answered_once_and_by_supervision_alone(town: Town, case_in: Case) -> None:
    number = reported(case_in(Status.ACCEPTED))
    for name in (*HANDLING, "leader", "auditor", "administrator", "foreign_leader"):
        with pytest.raises(NotFound):
            answer_retaliation(number, by=actor_of(town.officers[name]), now=NOW, answer="一")
    answer_retaliation(number, by=actor_of(town.supervisor), now=NOW, answer=DONE)
    with pytest.raises(Refused, match="retaliation_answered"):
        answer_retaliation(number, by=actor_of(town.supervisor), now=NOW, answer="另一种说法")


def test_a_foreign_report_looks_like_a_missing_one(
    town: Town, browser_of: Opens, case_in: Case
) -> None:
    number = reported(case_in(Status.ACCEPTED))
    for who in ("leader", "foreign_leader"):
        browser = browser_of(who)
        theirs, none = browser.get(f"/retaliation/{number}"), browser.get("/retaliation/9999")
        assert theirs.status == none.status == 404
        assert without_tokens(theirs.text) == without_tokens(none.text)


def test_the_text_is_unreadable_in_the_database(town: Town, case_in: Case) -> None:
    number = reported(case_in(Status.ACCEPTED))
    answer_retaliation(number, by=actor_of(town.supervisor), now=NOW, answer=DONE)
    connection = db.session.connection()
    row = connection.exec_driver_sql("SELECT text, answer FROM retaliation_reports").one()
    for kept, words in zip(row, (MARK, "白石滩"), strict=True):
        assert words.encode() not in bytes(kept)


def test_an_erasure_of_the_case_does_not_make_it_disappear(town: Town) -> None:
    """Whoever decides on the erasure may be the one who is reported."""
    case_id = a_case(town, Status.WITHDRAWN, now=NOW - WAIT)
    number = reported(case_id)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=NOW - WAIT)
    do(town, Action.APPROVE_ERASURE, case_id, by=head, now=NOW + timedelta(hours=1))
    seen = report(number, actor=actor_of(town.supervisor))
    assert seen is not None
    assert seen.text == WORDS
    assert not list(faults(db.session()))
