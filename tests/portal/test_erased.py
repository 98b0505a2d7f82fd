"""An erased petition as its petitioner finds it: that, when and why, and no word of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from petitions.adapters import clock
from petitions.queries.own_receipt import line_of
from petitions.rules.erasure import WAIT
from petitions.rules.terms import Action, Status
from tests.factories import Town, actor_of, do
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]
WORDS = ("柳林路", "下水道")


@pytest.mark.parametrize(("lang", "said"), [("zh", "依法删除"), ("en", "erased by law")])
@pytest.mark.parametrize("status", [Status.CLOSED, Status.WITHDRAWN, Status.NOT_ACCEPTED])
def test_the_case_tells_of_its_erasure(
    town: Town, citizen: Citizen, case_in: Make, status: Status, lang: str, said: str
) -> None:
    case_id, key = case_in(status)
    whole = citizen.opens_case(case_id, key).text
    assert [word in whole for word in WORDS] == [True, True]
    later = clock.now() + timedelta(days=400)
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=later - WAIT)
    do(town, Action.APPROVE_ERASURE, case_id, by=actor_of(town.office_head), now=later)
    citizen.client.set_cookie("lang", lang)

    page = citizen.opens_case(case_id, key)

    assert page.status == 200
    assert said in page.text
    assert page.soup.select_one(".govuk-notification-banner") is not None
    assert not any(word in page.text for word in WORDS)
    assert page.soup.select('a[href$="receipt.json"]') == []
    assert page.soup.select_one(".hy-line").text == line_of(case_id)
    assert citizen.get("/track/case/receipt.json").status == 404
    assert citizen.get("/track/case/receipt.pdf").status == 404
    assert citizen.get("/track/case/letters/1").status == 404
    assert citizen.get("/track/case/add/").status == 403


def test_a_request_is_told_at_once_with_the_day(
    town: Town, citizen: Citizen, case_in: Make
) -> None:
    case_id, key = case_in(Status.WITHDRAWN)
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=clock.now())
    page = citizen.opens_case(case_id, key)
    assert "有人申请依法删除这件信访事项的内容（信访人撤回同意，要求删除）" in page.text
    do(town, Action.REFUSE_ERASURE, case_id, by=actor_of(town.office_head), now=clock.now())
    assert "没有批准删除，内容不变。" in citizen.opens_case(case_id, key).text
