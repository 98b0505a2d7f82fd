"""Review and re-review on the petitioner's page: until when, whom, the opinion, and the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from petitions.adapters import clock
from petitions.queries.case_file import case_file
from petitions.rules.reviews import ReviewOutcome
from petitions.rules.terms import Action, Status
from tests.factories import Town, actor_of, do, petitioner_of, stored
from tests.factories.reviews import reviews
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]
LINK = 'a[href="/track/case/review/"]'
TEXT = {"text": "答复没有查清楚是谁堵的，请到现场再看。"}


def opinion(town: Town, case_id: int, action: Action, **facts: object) -> int:
    """Drafted and signed in the letters office for the unit above; returns its number."""
    now = clock.now()
    do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.clerk), now=now, **facts)
    do(town, action, case_id, by=actor_of(town.office_head), now=now)
    return reviews(case_id)[-1].id


def test_from_the_opinion_to_the_end(citizen: Citizen, case_in: Make, town: Town) -> None:
    case_id, key = case_in(Status.ANSWERED)
    page = citizen.opens_case(case_id, key)
    assert page.soup.select(LINK)
    assert "可以请求复查到" in page.text
    form = citizen.get("/track/case/review/")
    assert town.government.name in form.text, "whom he asks"
    sent = citizen.post("/track/case/review/", TEXT)
    assert (sent.status, sent.path) == (303, "/track/case/")
    again = citizen.post("/track/case/review/", TEXT)
    assert (again.status, again.path) == (303, "/track/case/"), "a second press finds it filed"
    assert len(reviews(case_id)) == 1
    page = citizen.get("/track/case/")
    assert TEXT["text"] in page.text
    assert "等待意见" in page.text
    assert not page.soup.select(LINK)

    number = opinion(town, case_id, Action.DECIDE_REVIEW)
    page = citizen.get("/track/case/")
    assert "可以请求复核到" in page.text
    letter = citizen.get(f"/track/case/review/{number}")
    assert "维持处理意见。" in letter.text
    assert "不服本意见的" in letter.text
    assert citizen.post("/track/case/review/", TEXT).status == 303
    number = opinion(town, case_id, Action.DECIDE_REREVIEW)
    letter = citizen.get(f"/track/case/review/{number}")
    assert "省人民政府" in letter.text, "a unit that no directory of ours knows"
    assert "不再受理" in letter.text
    page = citizen.get("/track/case/")
    assert "程序到此终结" in page.text
    assert not page.soup.select(LINK)
    inside = case_file(case_id, actor=actor_of(town.clerk), now=clock.now())
    assert inside is not None
    names = {inside.reviews[0].drafted_by, inside.reviews[0].decided_by}
    assert names == {town.clerk.name, town.office_head.name}, "the house knows who"
    assert not [name for name in names if name in page.text + letter.text]


def test_a_draft_is_nobodys_letter(citizen: Citizen, case_in: Make, town: Town) -> None:
    case_id, key = case_in(Status.ANSWERED)
    now = clock.now()
    do(town, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=now)
    do(town, Action.DRAFT_REVIEW, case_id, by=actor_of(town.clerk), now=now)
    page = citizen.opens_case(case_id, key)
    assert "维持" not in page.text
    address = f"/track/case/review/{reviews(case_id)[0].id}"
    assert citizen.get(address).status == 404
    do(town, Action.DECIDE_REVIEW, case_id, by=actor_of(town.office_head), now=now)
    assert "维持处理意见。" in citizen.get(address).text


def test_what_is_missing_is_said_by_the_field(citizen: Citizen, case_in: Make) -> None:
    case_id, key = case_in(Status.ANSWERED)
    citizen.opens_case(case_id, key)
    page = citizen.post("/track/case/review/", {"text": " \n"})
    assert page.status == 422
    assert page.errors == {"text": "请写明您不服什么、请求什么和理由。"}
    page = citizen.post("/track/case/review/", {"text": "长" * 5001})
    assert page.status == 422
    assert page.value("text") == "长" * 5001
    assert reviews(case_id) == []


@pytest.mark.parametrize(
    ("lang", "over"), [("zh", "期限已经过了，不能再请求"), ("en", "The time is over")]
)
def test_after_the_last_day_he_reads_why_no_longer(
    citizen: Citizen,
    case_in: Make,
    monkeypatch: pytest.MonkeyPatch,
    lang: str,
    over: str,
) -> None:
    case_id, key = case_in(Status.ANSWERED)
    later = clock.now() + timedelta(days=40)
    monkeypatch.setattr(clock, "now", lambda: later)
    citizen.client.set_cookie("lang", lang)
    citizen.opens_case(case_id, key)
    page = citizen.get("/track/case/")
    assert over in page.text
    assert not page.soup.select(LINK)
    refused = citizen.get("/track/case/review/")
    assert refused.status in (403, 409)
    assert citizen.post("/track/case/review/", TEXT).status in (403, 409)
    assert stored(case_id).status is Status.ANSWERED


def test_a_revoked_opinion_says_so(citizen: Citizen, case_in: Make, town: Town) -> None:
    case_id, key = case_in(Status.ANSWERED)
    do(town, Action.REQUEST_REVIEW, case_id, by=petitioner_of(case_id), now=clock.now())
    opinion(town, case_id, Action.REMAND, outcome=ReviewOutcome.REMAND)
    page = citizen.opens_case(case_id, key)
    assert "由承办单位重新办理" in page.text
    letter = next(a for a in page.soup.select("a[href*='/letters/']"))
    page = citizen.get(str(letter["href"]))
    assert "已经在复查、复核中被撤销" in page.text
    assert "可以在" not in page.text, "no remedy against what is void"
