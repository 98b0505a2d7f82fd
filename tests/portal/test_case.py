"""The petitioner's page of his case in every state, its letters and its files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from petitions.adapters import clock
from petitions.rules.corrections import RegisteredFact
from petitions.rules.terms import Action, PetitionClass, ReplyKind, Status
from tests.factories import Town, a_submission, actor_of, do, petitioner_of, staged, stored
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_state_is_told(citizen: Citizen, case_in: Make, lang: str) -> None:
    citizen.client.set_cookie("lang", lang)
    for status in Status:
        case_id, key = case_in(status)
        page = citizen.opens_case(case_id, key)
        assert page.status == 200
        assert page.id_text("case-status")
        case = stored(case_id)
        shown = page.by_id("due-date")
        if case.due_clock is not None:
            assert shown["datetime"] == case.due_on.isoformat()
        assert case.receipt_number in page.text
        assert "office practice" not in page.text
        timeline = page.soup.select(".moj-timeline__item")
        assert timeline
        newest = [str(each["datetime"]) for each in page.soup.select(".moj-timeline time")]
        assert newest == sorted(newest, reverse=True)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.NOT_ACCEPTED, ("不属于本机关、单位职权范围", "请向区人民法院提出")),
        (Status.NO_LONGER_ACCEPTED, ("XF-2024-000007", "已作出复核意见")),
        (Status.REDIRECTED, ("仲裁程序", "市劳动人事争议仲裁委员会", "请在一年内申请仲裁")),
        (Status.ROUTED, ("回音市住房和城乡建设局", "先后交给过 1 个单位", "45 日内")),
    ],
)
def test_decisions_say_why_and_where_to_go(
    citizen: Citizen, case_in: Make, status: Status, words: tuple[str, ...]
) -> None:
    page = citizen.opens_case(*case_in(status))
    for each in words:
        assert each in page.text


ANSWERED = {Status.ANSWERED, Status.IN_REVIEW, Status.REVIEWED, Status.IN_REREVIEW}
"""What he asked for has an opinion: nothing is left to withdraw."""
OPEN = ANSWERED | {
    Status.RECEIVED,
    Status.REGISTERED,
    Status.ROUTED,
    Status.OBJECTED,
    Status.ACCEPTED,
    Status.REPLY_DRAFTED,
    Status.REPLY_APPROVED,
}


def test_buttons_come_from_the_open_steps(citizen: Citizen, case_in: Make) -> None:
    for status in Status:
        case_id, key = case_in(status)
        page = citizen.opens_case(case_id, key)
        links = {str(link["href"]) for link in page.soup.select("main a.govuk-button")}
        open_case = status in OPEN
        assert ("/track/case/add/" in links) is open_case, status
        may_withdraw = open_case and status not in ANSWERED
        assert ("/track/case/withdraw/" in links) is may_withdraw, status
        if not open_case:
            assert citizen.get("/track/case/add/").status == 403
        if not may_withdraw:
            assert citizen.get("/track/case/withdraw/").status == 403


def test_officers_are_not_named(town: Town, citizen: Citizen, case_in: Make) -> None:
    page = citizen.opens_case(*case_in(Status.CLOSED))
    for officer in town.officers.values():
        assert officer.name not in page.text


def test_lateness_is_admitted(citizen: Citizen, case_in: Make) -> None:
    page = citizen.opens_case(*case_in(Status.ROUTED, days=20))
    assert "有一步已经超过期限" in page.text
    assert "超期 5 天" in page.text
    assert "信访工作条例》第40条" in page.text


def test_why_this_date(citizen: Citizen, case_in: Make) -> None:
    page = citizen.opens_case(*case_in(Status.RECEIVED, days=0))
    panel = next(
        each for each in page.soup.select("details") if "为什么是这一天" in each.get_text()
    )
    assert "开始当日不计算" in panel.get_text()
    assert "15" in panel.get_text()
    assert "民法典" in panel.get_text()


def test_a_final_reply_is_a_letter_with_its_remedy(
    town: Town, citizen: Citizen, case_in: Make
) -> None:
    case_id, key = case_in(Status.ANSWERED, days=0)
    page = citizen.opens_case(case_id, key)
    link = page.soup.select_one("main a[href*=letters]")
    assert link is not None
    letter = citizen.get(str(link["href"]))
    assert letter.status == 200
    for words in (
        "处理意见书",
        "予以支持",
        "请疏通柳林路8号院门口的下水道。",
        "经查，管道破损。",
        "已疏通，并更换管道。",
        "《城镇排水与污水处理条例》第十八条",
        "回音市住房和城乡建设局",
        "回音市人民政府",
        "信访工作条例》第35条",
    ):
        assert words in letter.text, words
    last = clock.today() + timedelta(days=30)
    assert f"{last.month}月" in letter.text
    other, other_key = case_in(Status.RECEIVED)
    citizen.opens_case(other, other_key)
    assert citizen.get(str(link["href"])).status == 404


def test_an_interim_reply_carries_no_remedy(town: Town, citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.ACCEPTED)
    handler, head, now = actor_of(town.handler), actor_of(town.unit_head), clock.now()
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now, kind=ReplyKind.INTERIM, outcome=None)
    do(town, Action.APPROVE_REPLY, case_id, by=head, now=now)
    page = citizen.opens_case(case_id, key)
    assert page.soup.select_one("main a[href*=letters]") is None, "a draft is not for the citizen"
    do(town, Action.ISSUE_INTERIM_REPLY, case_id, by=handler, now=now)
    page = citizen.get("/track/case/")
    link = page.soup.select_one("main a[href*=letters]")
    assert link is not None
    letter = citizen.get(str(link["href"]))
    assert "阶段性答复" in letter.text
    assert "不是最后的答复" in letter.text
    assert "复查" not in letter.text


def test_a_suggestion_has_no_review(citizen: Citizen, case_in: Make) -> None:
    suggestion = a_submission(petition_class=PetitionClass.SUGGESTION)
    page = citizen.opens_case(*case_in(Status.ANSWERED, submission=suggestion))
    link = page.soup.select_one("main a[href*=letters]")
    assert link is not None
    assert "不服本意见" not in citizen.get(str(link["href"])).text


def test_files_are_handed_out_to_their_owner_alone(
    town: Town, citizen: Citizen, case_in: Make
) -> None:
    case_id, key = case_in(Status.ROUTED)
    mine, now = petitioner_of(case_id), clock.now()
    do(
        town,
        Action.SUPPLEMENT,
        case_id,
        by=mine,
        now=now,
        attachment_ids=[staged(mine, now, name="我的“材料”.pdf")],
    )
    do(town, Action.ATTACH, case_id, by=actor_of(town.handler), now=now)
    page = citizen.opens_case(case_id, key)
    assert page.id_text("attachment-count") == "1"
    links = [str(link["href"]) for link in page.soup.select("main a[href*='/files/']")]
    assert len(links) == 1
    number = int(links[0].rsplit("/", 1)[1])
    answer = citizen.get(links[0])
    assert answer.status == 200
    assert answer.raw == b"%PDF-1.7 a scan"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]
    missing = citizen.get("/track/case/files/999999")
    officers_own = citizen.get(f"/track/case/files/{number + 1}")
    citizen.opens_case(*case_in())
    foreign = citizen.get(links[0])
    assert missing.status == officers_own.status == foreign.status == 404
    assert missing.text == officers_own.text == foreign.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_he_reads_what_was_corrected_and_why_and_nobodys_name(
    citizen: Citizen, case_in: Make, town: Town, lang: str
) -> None:
    case_id, key = case_in(Status.ROUTED)
    clerk, head, now = actor_of(town.clerk), actor_of(town.office_head), clock.now()
    for fact, new, reason in (
        (RegisteredFact.PROBLEM_PLACE, "河西区王家村", "信封上写的是<王家村>。"),
        (RegisteredFact.PERSONS_COUNT, "42", "名单上有四十二人。"),
    ):
        given = {"fact": fact, "new": new, "reason": reason}
        do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=now, **given)
    for action in (Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION):
        told = {"comment" if action is Action.APPROVE_CORRECTION else "reason": "内部意见"}
        do(town, action, case_id, by=head, now=now, **told)
    citizen.client.set_cookie("lang", lang)
    page = citizen.opens_case(case_id, key)
    newest = page.soup.select(".moj-timeline__item")[0].get_text(" ", strip=True)
    for words in ("回音市河东区柳林路", "河西区王家村", "信封上写的是<王家村>。"):
        assert words in newest
    for words in ("四十二", "内部意见", town.clerk.name, town.office_head.name):
        assert words not in page.text
    assert page.soup.select_one(".moj-timeline time") is not None
