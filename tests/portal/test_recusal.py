"""A petitioner asks that an officer withdraws: filed once, answered, and never with a name of the house."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from petitions.adapters import clock
from petitions.rules.terms import Action, Status
from tests.factories import Town, actor_of, do
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]
LINK = 'a[href="/track/case/recusal/"]'
WHOM = {"whom": "姓钱的经办人", "reason": "他是对方的亲戚。"}


def test_the_request_and_its_answer(citizen: Citizen, case_in: Make, town: Town) -> None:
    case_id, key = case_in(Status.ACCEPTED)
    page = citizen.opens_case(case_id, key)
    assert page.soup.select(LINK)
    assert citizen.get("/track/case/recusal/").status == 200
    sent = citizen.post("/track/case/recusal/", WHOM)
    assert sent.status == 303
    page = citizen.get("/track/case/")
    assert "姓钱的经办人" in page.text
    assert "等待决定" in page.text
    assert not page.soup.select(LINK), "one request at a time"
    again = citizen.post("/track/case/recusal/", WHOM)
    assert again.status == 422
    do(
        town,
        Action.REFUSE_RECUSAL,
        case_id,
        by=actor_of(town.office_head),
        now=clock.now(),
        reason="查明不是亲戚。",
    )
    page = citizen.get("/track/case/")
    assert "查明不是亲戚。" in page.text
    for officer in town.officers.values():
        assert officer.name not in page.text


def test_what_is_missing_is_said_by_the_field(citizen: Citizen, case_in: Make) -> None:
    citizen.opens_case(*case_in(Status.RECEIVED))
    page = citizen.post("/track/case/recusal/", {"whom": "", "reason": "写了很久"})
    assert page.status == 422
    assert "请填写谁应当回避。" in page.text
    assert "写了很久" in page.text


def test_an_ended_case_knows_no_recusal(citizen: Citizen, case_in: Make) -> None:
    page = citizen.opens_case(*case_in(Status.WITHDRAWN))
    assert not page.soup.select(LINK)
    assert citizen.get("/track/case/recusal/").status in (403, 409)


@pytest.mark.parametrize(
    ("lang", "waits", "over"),
    [
        ("zh", "等待决定", "事项已经结束，不再决定"),
        ("en", "Waiting", "The matter has ended; there will be no decision"),
    ],
)
def test_what_ended_undecided_is_not_said_to_wait(
    citizen: Citizen, case_in: Make, town: Town, lang: str, waits: str, over: str
) -> None:
    """Joined to an earlier case, nobody decides on it any more (clock O8 is dropped)."""
    case_id, key = case_in(Status.REGISTERED)
    citizen.client.set_cookie("lang", lang)
    citizen.opens_case(case_id, key)
    assert citizen.post("/track/case/recusal/", WHOM).status == 303
    assert tags(citizen) == [waits]
    do(town, Action.MERGE_INTO, case_id, by=actor_of(town.clerk), now=clock.now())
    assert tags(citizen) == [over]
    do(town, Action.UNDO_MERGE, case_id, by=actor_of(town.clerk), now=clock.now())
    assert tags(citizen) == [waits]


def tags(citizen: Citizen) -> list[str]:
    """How far each of his requests is, as his own page says it."""
    page = citizen.get("/track/case/")
    return [tag.get_text(strip=True) for tag in page.soup.select(".hy-paper .govuk-tag")]
