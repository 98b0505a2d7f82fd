"""The lists that grow with the office are read from an index in its order, on both engines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, event, insert, select, text
from sqlalchemy.orm import Session

from benchmarks.town import Grown, grow
from petitions.adapters import clock
from petitions.models import AuditEntry, Case
from petitions.models.clock_run import ClockRun
from petitions.models.session import db
from petitions.queries.looks import looks_at, looks_by_unit
from petitions.queries.punctuality import Wanted, figures, runs
from petitions.queries.queue import Filters, queue
from petitions.queries.tracking import open_with_code
from petitions.rules.looks import Look
from petitions.rules.permissions import Actor
from petitions.rules.terms import Clock
from tests.factories import a_case, actor_of, make_town

MANY = 1500
"""Cases enough for a planner to prefer an index to reading everything."""
Ask = Callable[[Grown], Any]


@contextmanager
def recorded() -> Iterator[list[tuple[str, Any]]]:
    """Statements with their parameters, as the driver gets them."""
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def plan_of(ask: Callable[[], object]) -> str:
    """How the first statement of a question is answered."""
    session = db.session()
    session.rollback()
    with recorded() as sent:
        ask()
    statement, parameters = sent[0]
    sqlite = session.get_bind().dialect.name == "sqlite"
    explain = "EXPLAIN QUERY PLAN " if sqlite else "EXPLAIN "
    rows = session.connection().exec_driver_sql(explain + statement, parameters).all()
    return "\n".join(str(row[-1]) for row in rows)


def page(actor: Actor, **filters: Any) -> Callable[[], object]:
    return lambda: queue(actor, Filters(**filters), today=clock.today())


def follows(plan: str, index: str) -> None:
    """The page is read off the index: no sorting, and no case is looked at twice."""
    assert index in plan, plan
    assert "TEMP B-TREE" not in plan, plan
    assert "Sort" not in outside_sub_plans(plan), plan
    assert not re.search(r"SCAN cases(?! USING INDEX)", plan), plan
    assert "Seq Scan on cases" not in plan, plan


def outside_sub_plans(plan: str) -> str:
    """The plan without what PostgreSQL asks beside it for each row; few papers of one case may well be sorted."""
    kept: list[str] = []
    inside: int | None = None
    for line in plan.splitlines():
        depth = len(line) - len(line.lstrip())
        if inside is not None and depth > inside:
            continue
        inside = depth if line.lstrip().startswith("SubPlan") else None
        if inside is None:
            kept.append(line)
    return "\n".join(kept)


def reads_by_key(plan: str) -> bool:
    """Only cases that fit are read, each by its key."""
    return "cases USING INTEGER PRIMARY KEY" in plan or "pk_cases on cases" in plan


def test_the_first_page_follows_its_partial_index(register: Session) -> None:
    grown = grow(MANY)
    handler, clerk = actor_of(grown.town.handler), actor_of(grown.town.clerk)

    follows(plan_of(page(handler)), "ix_cases_unit_queue")
    follows(plan_of(page(clerk)), "ix_cases_office_queue")
    follows(plan_of(page(handler, late="overdue")), "ix_cases_unit_queue")
    first = queue(handler, Filters(), today=clock.today())
    assert len(first.rows) == 25
    following = plan_of(
        lambda: queue(handler, Filters(), today=clock.today(), cursor=first.next_cursor),
    )
    follows(following, "ix_cases_unit_queue")

    # Of several units the heads are merged, of many the walk goes by the last day.
    heads = plan_of(page(actor_of(grown.town.street_head)))
    assert "ix_cases_unit_queue" in heads, heads
    leader = plan_of(page(actor_of(grown.town.leader)))
    assert "ix_cases_office_queue" in leader, leader
    many = replace(actor_of(grown.town.leader), unit_ids=frozenset(range(1, 200)))
    follows(plan_of(page(many)), "ix_cases_queue")

    for words in ("路灯", "张建国", "XF-2026-000001"):
        search = plan_of(page(handler, words=words))
        assert reads_by_key(search), search

    one = grown.filed[0]
    tracking = plan_of(lambda: open_with_code(one.number, one.code))
    assert "uq_cases_receipt_number" in tracking or "sqlite_autoindex_cases" in tracking, tracking
    db.session.rollback()


def test_figures_of_a_month_read_that_month(register: Session) -> None:
    grown = grow(MANY)
    run_for_years(grown)
    today = clock.today()
    month = (today - timedelta(days=30), today)
    for name in ("leader", "office_head", "unit_head"):
        actor = actor_of(getattr(grown.town, name))
        for wanted in (Wanted(*month), Wanted(*month, (Clock.SORT,), grown.town.works.id)):
            for ask in (figures, runs):
                plan = plan_of(lambda ask=ask, by=actor, asked=wanted: ask(by, asked, today=today))
                assert "ix_clock_runs_figures" in plan, plan
                assert "Seq Scan on clock_runs" not in plan, plan
                assert not re.search(r"SCAN (clock_runs|cases)", plan), plan


def test_looks_at_a_case_are_read_off_its_index(register: Session) -> None:
    """With 10,000 looks at it, and as many at every other case."""
    town, now = make_town(register), clock.now()
    cases = [a_case(town, now=now) for _ in range(6)]
    session = db.session()
    session.execute(
        insert(AuditEntry),
        [
            {
                "at": now - timedelta(minutes=7 * number),
                "what": Look.LOOK.value,
                "officer_id": officer.id,
                "unit_id": officer.unit_id,
                "case_id": cases[number % len(cases)],
                "facts": {},
            }
            for number in range(60_000)
            for officer in ((town.handler, town.colleague, town.clerk)[number // 6 % 3],)
        ],
    )
    session.commit()
    analyse(session)
    supervisor = actor_of(town.supervisor)
    whole = plan_of(lambda: looks_by_unit(cases[0]))
    assert "ix_audit_entries_case" in whole, whole
    assert "Seq Scan on audit_entries" not in whole, whole
    assert sum(each.visits for each in looks_by_unit(cases[0])) == 10_000
    first = looks_at(cases[0], actor=supervisor)
    for cursor in ("", first.next_cursor):
        plan = plan_of(lambda after=cursor: looks_at(cases[0], actor=supervisor, cursor=after))
        assert "ix_audit_entries_case" in plan, plan
        assert "TEMP B-TREE" not in plan, plan
        assert "Seq Scan on audit_entries" not in plan, plan


def analyse(session: Session) -> None:
    """Let PostgreSQL know what was put in."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("ANALYZE"))
        session.commit()


def run_for_years(grown: Grown) -> None:
    """A run of each of three clocks for every case, their last days spread over eight years."""
    session = db.session()
    last = clock.today() + timedelta(days=90)
    session.execute(
        insert(ClockRun),
        [
            {
                "case_id": case_id,
                "clock": each,
                "sequence": 900,
                "unit_id": grown.town.works.id,
                "started_on": last - timedelta(days=case_id * 2 + 15),
                "due_on": last - timedelta(days=case_id * 2),
                "duty": True,
            }
            for case_id in session.scalars(select(Case.id)).all()
            for each in (Clock.SORT, Clock.NOTICE_ROUTED, Clock.HANDLING)
        ],
    )
    session.commit()
    analyse(session)
