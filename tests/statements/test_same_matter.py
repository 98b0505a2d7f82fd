"""What a look for the same matter costs: as many statements however many cases there are, and no case read in vain."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy.orm import Session

from benchmarks.town import grow
from petitions.adapters import clock
from petitions.models.session import db
from petitions.queries.desk import desk
from petitions.queries.same_matter import MOST, same_as, same_as_written
from petitions.rules.terms import Action, Status
from tests.factories import a_case, a_submission, actor_of, do, make_town
from tests.statements.counting import counted
from tests.statements.test_plans import MANY, analyse, recorded

LOOK_UP = 7
"""The case, its persons, its links; by words, by persons; the texts and persons of what was found."""


@pytest.mark.parametrize("many", [1, 12])
def test_a_look_up_costs_the_same_however_many_are_found(register: Session, many: int) -> None:
    town = make_town(register)
    for _ in range(many + 1):
        mine = a_case(town, Status.ACCEPTED, now=clock.now())
    clerk = actor_of(town.clerk)
    db.session.rollback()
    with counted() as sent:
        found = same_as(mine, actor=clerk)
    assert len(found) == min(many, MOST)
    assert len(sent) <= LOOK_UP, sent


def test_no_look_up_reads_all_cases(register: Session) -> None:
    grown = grow(MANY)
    clerk, handler = actor_of(grown.town.clerk), actor_of(grown.town.handler)
    case_id = a_case(grown.town, Status.ACCEPTED, now=clock.now())
    do(grown.town, Action.FOLLOW_UP, case_id, by=clerk, now=clock.now())
    session = db.session()
    analyse(session)
    for ask in (
        lambda: same_as(case_id, actor=clerk),
        lambda: same_as(case_id, actor=handler),
        lambda: same_as_written(a_submission(), actor=clerk),
        lambda: desk(actor_of(grown.town.supervisor), today=clock.today()),
    ):
        session.rollback()
        with recorded() as sent:
            ask()
        for statement, parameters in list(sent):
            plan = _plan(session, statement, parameters)
            assert not re.search(r"SCAN (cases|petitioners)(?! USING)", plan), (statement, plan)
            by_key = statement.startswith("SELECT petitioners.case_id, petitioners.id_index")
            # Of so small a table PostgreSQL reads a twentieth faster without the key.
            if not by_key and ("case_words" in statement or "petitioners" in statement):
                assert "Seq Scan on cases" not in plan, (statement, plan)
                assert "Seq Scan on petitioners" not in plan, (statement, plan)


def _plan(session: Session, statement: str, parameters: Any) -> str:
    sqlite = session.get_bind().dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    rows = session.connection().exec_driver_sql(explain + statement, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)
