"""Decisions that end a case unanswered: the place to go is named, and the last day is counted."""

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from petitions.actions.errors import Missing, Refused
from petitions.models import Unit
from petitions.models.session import db
from petitions.rules.admissibility import LimitUnit
from petitions.rules.other_procedures import Way
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, actor_of, do, stored
from tests.factories.cases import event_rows


def last_facts(case_id: int) -> dict[str, Any]:
    return dict(event_rows(case_id)[-1].facts)


@pytest.mark.parametrize("text", ["  ", "无", "请向有关部门提出"])
@pytest.mark.parametrize(
    ("action", "name"), [(Action.DECLINE, "where_to_go"), (Action.REDIRECT, "body")]
)
def test_a_refusal_says_where_to_go(
    town: Town, now: datetime, action: Action, name: str, text: str
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    given: dict[str, Any] = {name: text}
    with pytest.raises((Refused, Missing)) as refused:
        do(town, action, case_id, by=actor_of(town.clerk), now=now, **given)
    assert refused.value.code == ("place_says_nothing" if text.strip() else "missing")
    assert stored(case_id).status is Status.REGISTERED


def test_a_unit_of_the_directory_is_named(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    do(
        town, Action.DECLINE, case_id, by=actor_of(town.clerk), now=now,
        where_to_go="", to_unit_id=town.street.id,
    )  # fmt: skip
    facts = last_facts(case_id)
    assert (facts["where_to_go"], facts["to_unit_id"]) == (town.street.name, town.street.id)


def test_a_hidden_unit_cannot_be_told(register: Session, town: Town, now: datetime) -> None:
    row = db.session.get_one(Unit, town.street.id)
    row.published = False
    db.session.commit()
    case_id = a_case(town, Status.REGISTERED, now=now)
    for number in (town.street.id, 999_999):
        with pytest.raises(Refused, match="no_such_place"):
            do(town, Action.REDIRECT, case_id, by=actor_of(town.clerk), now=now, to_unit_id=number)


def redirected(town: Town, now: datetime, **given: Any) -> dict[str, Any]:
    case_id = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.REDIRECT, case_id, by=actor_of(town.clerk), now=now, **given)
    return last_facts(case_id)


def test_the_last_day_is_counted_by_the_office_s_calendar(town: Town, now: datetime) -> None:
    facts = redirected(town, now, way=Way.LAWSUIT, known_on=date(2025, 4, 1))
    assert facts["procedure"] == "litigation"
    assert (facts["limit_length"], facts["limit_unit"]) == (6, "months")
    assert (facts["known_on"], facts["ends_on"], facts["last_on"]) == (
        "2025-04-01",
        "2025-10-01",
        "2025-10-09",
    )


def test_an_unknown_day_is_said_to_be_unknown(town: Town, now: datetime) -> None:
    facts = redirected(town, now, way=Way.RECONSIDERATION)
    assert facts["limit_length"] == 60
    assert not {"known_on", "ends_on", "last_on"} & set(facts)


def test_a_law_s_own_limit_is_not_typed_away(town: Town, now: datetime) -> None:
    typed = (999, LimitUnit.DAYS)
    facts = redirected(
        town, now, way=Way.RECONSIDERATION, known_on=date(2025, 3, 3), own_limit=typed
    )
    assert (facts["limit_length"], facts["ends_on"]) == (60, "2025-05-02")


def test_a_limit_of_a_paper_is_typed(town: Town, now: datetime) -> None:
    typed = (12, LimitUnit.MONTHS)
    facts = redirected(town, now, way=Way.ARBITRATION, known_on=date(2025, 3, 3), own_limit=typed)
    assert (facts["ends_on"], facts["last_on"]) == ("2026-03-03", "2026-03-03")


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"known_on": date(2999, 1, 1)}, "known_in_future"),
        ({"own_limit": (0, LimitUnit.DAYS)}, "other_limit_out_of_range"),
        ({"own_limit": (241, LimitUnit.MONTHS)}, "other_limit_out_of_range"),
    ],
)
def test_what_cannot_be(town: Town, now: datetime, given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        redirected(town, now, **given)


@pytest.mark.parametrize(
    ("way", "known", "over"),
    [
        (Way.LAWSUIT, date(2025, 4, 1), True),
        (Way.RECONSIDERATION, date(2026, 3, 1), None),
        (Way.INACTION_SUIT, date(2025, 4, 1), None),
    ],
)
def test_a_limit_that_has_passed_is_told(
    town: Town, now: datetime, way: Way, known: date, over: bool | None
) -> None:
    assert redirected(town, now, way=way, known_on=known).get("limit_over") is over
