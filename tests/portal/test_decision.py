"""The notice of a decision at the portal: on the page of the case, and to print."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from petitions.adapters import clock
from petitions.rules.other_procedures import Way
from petitions.rules.terms import Action, Status
from tests.factories import Town, actor_of, do
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]


def redirected(town: Town, case_in: Make, **given: Any) -> tuple[int, str]:
    case_id, key = case_in(Status.REGISTERED)
    do(town, Action.REDIRECT, case_id, by=actor_of(town.clerk), now=clock.now(), **given)
    return case_id, key


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "zh",
            (
                "区人民法院",
                "6 个月",
                "2025年10月1日",
                "2025年10月9日",
                "不会使这个期限停止",
                "第46条",
            ),
        ),
        ("en", ("区人民法院", "6 months", "1 October 2025", "9 October 2025", "does not stop")),
    ],
)
def test_body_limit_and_last_day(
    town: Town, citizen: Citizen, case_in: Make, lang: str, words: tuple[str, ...]
) -> None:
    citizen.client.set_cookie("lang", lang)
    made = redirected(town, case_in, way=Way.LAWSUIT, body="区人民法院", known_on=date(2025, 4, 1))
    page = citizen.opens_case(*made)
    paper = citizen.get("/track/case/decision")
    assert paper.status == 200
    for each in words:
        assert each in page.text, each
        assert each in paper.text, each


def test_the_unit_of_the_directory_with_address_and_phone(
    town: Town, citizen: Citizen, case_in: Make
) -> None:
    made = redirected(
        town, case_in, way=Way.RECONSIDERATION, body="", to_unit_id=town.government.id
    )
    for text in (citizen.opens_case(*made).text, citizen.get("/track/case/decision").text):
        for words in ("回音市人民政府", "0000-12345678", "回音市人民路1号", "算不出最后一天"):
            assert words in text, words


def test_no_paper_where_nothing_was_refused(citizen: Citizen, case_in: Make) -> None:
    citizen.opens_case(*case_in(Status.ACCEPTED))
    assert citizen.get("/track/case/decision").status == 404
