"""Grounds, other procedures and hints: each with its article and the place to go."""

from datetime import date

import pytest

from petitions.rules.admissibility import (
    GROUNDS,
    LAWSUIT_LIMIT,
    PROCEDURES,
    RECONSIDERATION_LIMIT,
    REVIEW_LIMIT,
    GroundRow,
    LimitUnit,
    Place,
    ProcedureRow,
    TimeLimit,
    limit_ends_on,
    triage,
)
from petitions.rules.terms import DeclineGround, Legal, PetitionClass, Procedure


def test_every_ground_and_procedure_has_article_and_place() -> None:
    assert set(GROUNDS) == set(DeclineGround)
    assert set(PROCEDURES) == set(Procedure)
    rows: list[GroundRow | ProcedureRow] = [*GROUNDS.values(), *PROCEDURES.values()]
    for row in rows:
        assert row.article.startswith("信访工作条例 §")
        assert row.place in Place


@pytest.mark.parametrize(
    ("procedure", "item", "place", "limit"),
    [
        (Procedure.LITIGATION, 1, Place.COURT, LAWSUIT_LIMIT),
        (Procedure.ARBITRATION, 2, Place.ARBITRATION_COMMISSION, None),
        (Procedure.PARTY_APPEAL, 3, Place.DISCIPLINE_INSPECTION, None),
        (Procedure.ADMINISTRATIVE, 4, Place.RECONSIDERATION_BODY, RECONSIDERATION_LIMIT),
        (Procedure.DUTY_REQUEST, 5, Place.OWN_UNIT, None),
    ],
)
def test_the_five_other_ways(
    procedure: Procedure, item: int, place: Place, limit: TimeLimit | None
) -> None:
    row = PROCEDURES[procedure]
    assert row.article == f"信访工作条例 §31({item})"
    assert (row.code, row.place, row.limit) == (procedure, place, limit)


def test_limits_of_other_laws() -> None:
    assert TimeLimit(60, LimitUnit.DAYS, "行政复议法 §20") == RECONSIDERATION_LIMIT
    assert TimeLimit(6, LimitUnit.MONTHS, "行政诉讼法 §46") == LAWSUIT_LIMIT
    assert GROUNDS[DeclineGround.IN_REVIEW].limit == REVIEW_LIMIT


@pytest.mark.parametrize(
    ("limit", "known", "end"),
    [
        (RECONSIDERATION_LIMIT, "2025-03-03", "2025-05-02"),
        (LAWSUIT_LIMIT, "2025-03-03", "2025-09-03"),
        (LAWSUIT_LIMIT, "2025-08-31", "2026-02-28"),
        (LAWSUIT_LIMIT, "2023-08-31", "2024-02-29"),
        (LAWSUIT_LIMIT, "2025-06-30", "2025-12-30"),
        (LAWSUIT_LIMIT, "2025-12-31", "2026-06-30"),
    ],
)
def test_where_another_limit_ends(limit: TimeLimit, known: str, end: str) -> None:
    assert limit_ends_on(limit, date.fromisoformat(known)) == date.fromisoformat(end)


@pytest.mark.parametrize(
    ("legal", "code", "procedure", "ground"),
    [
        (Legal.NONE, "handle_here", None, None),
        (Legal.COURT, "in_court", Procedure.LITIGATION, DeclineGround.LITIGATION),
        (Legal.ARBITRATION, "in_arbitration", Procedure.ARBITRATION, None),
        (Legal.RECONSIDERATION, "in_reconsideration", Procedure.ADMINISTRATIVE, None),
        (Legal.REVIEW, "in_review", None, DeclineGround.IN_REVIEW),
        (Legal.UNSURE, "ask_the_person", None, None),
    ],
)
def test_triage_of_appeals(
    legal: Legal, code: str, procedure: Procedure | None, ground: DeclineGround | None
) -> None:
    hint = triage(legal)
    assert (hint.code, hint.procedure, hint.ground) == (code, procedure, ground)


@pytest.mark.parametrize("legal", Legal)
def test_triage_knows_every_answer_of_every_class(legal: Legal) -> None:
    assert triage(legal, PetitionClass.SUGGESTION).article == "信访工作条例 §29"
    accusation = triage(legal, PetitionClass.ACCUSATION)
    assert (accusation.article, accusation.place) == (
        "信访工作条例 §30",
        Place.DISCIPLINE_INSPECTION,
    )
    assert triage(legal, PetitionClass.APPEAL).article.startswith("信访工作条例 §3")
