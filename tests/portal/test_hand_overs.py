"""What a petitioner reads of who has his case: signed for or not, where it has been, who helps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from petitions.adapters import clock
from petitions.rules.terms import Action, Status
from tests.factories import Town, actor_of, do
from tests.portal.citizen import Citizen

Make = Callable[..., tuple[int, str]]


def test_until_the_unit_signs_the_office_answers(
    citizen: Citizen, case_in: Make, town: Town
) -> None:
    case_id, key = case_in(Status.ROUTED)
    assert "等待签收" in citizen.opens_case(case_id, key).text
    do(
        town,
        Action.ACKNOWLEDGE,
        case_id,
        by=actor_of(town.handler),
        now=clock.now(),
        promised_on=date(2041, 4, 1),
    )
    text = citizen.opens_case(case_id, key).text
    assert "等待签收" not in text
    assert "已签收" in text
    assert "2041" in text
    assert town.handler.name not in text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_it_has_been_and_who_helps(
    citizen: Citizen, case_in: Make, town: Town, lang: str
) -> None:
    citizen.client.set_cookie("lang", lang)
    case_id, key = case_in(Status.ROUTED)
    now, clerk, handler = clock.now(), actor_of(town.clerk), actor_of(town.handler)
    do(town, Action.OBJECT, case_id, by=handler, now=now)
    do(town, Action.UPHOLD_OBJECTION, case_id, by=clerk, now=now)
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=town.education.id)
    do(town, Action.INVITE_CO_HANDLER, case_id, by=clerk, now=now, unit_id=town.street.id)
    text = citizen.opens_case(case_id, key).text
    for unit in (town.works, town.education, town.street):
        assert (unit.name if lang == "zh" else unit.name_en) in text
    if lang == "zh":
        assert "先后交给过 2 个单位" in text
        assert "转送、交办 2 次" in text
        assert "协办单位" in text
    assert "请核查学校一侧的排水管" not in text, "what was asked stays inside"
