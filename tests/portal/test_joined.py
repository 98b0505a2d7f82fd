"""A joined petition as its petitioner finds it: where it is handled, and no more than he may know."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from petitions.adapters import clock
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, actor_of, do, stored
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "一并办理"), ("en", "handled together with an earlier one")]
)
def test_he_reads_where_it_is_handled_and_that_it_was_undone(
    town: Town, citizen: Citizen, case_in: Make, lang: str, said: str
) -> None:
    case_id, key = case_in(Status.REGISTERED)
    earlier = a_case(town, Status.ACCEPTED, now=clock.now())
    clerk = actor_of(town.clerk)
    do(town, Action.MERGE_INTO, case_id, by=clerk, now=clock.now(), into_id=earlier, reason="内部")
    citizen.client.set_cookie("lang", lang)

    page = citizen.opens_case(case_id, key)
    assert page.status == 200
    assert said in page.text
    assert (stored(earlier).registration_number or "?") in page.text
    assert stored(earlier).receipt_number not in page.text
    assert "内部" not in page.text
    assert citizen.get("/track/case/add/").status == 403

    do(town, Action.UNDO_MERGE, case_id, by=clerk, now=clock.now())
    page = citizen.opens_case(case_id, key)
    # The history keeps its line; the notice that said where it is handled is gone.
    assert page.soup.select_one(".govuk-notification-banner") is None
    assert page.soup.find(id="due-date") is not None
