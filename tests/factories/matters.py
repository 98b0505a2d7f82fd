"""One matter that comes in twice: two cases, other words for it, and the whole picture of a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.models import Case
from petitions.models.clock_run import ClockRun
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.joined import joined_view
from petitions.queries.matter_links import group_of
from petitions.queries.queue import Filters, queue
from petitions.queries.same_matter import same_as
from petitions.queries.stand import clocks_now
from petitions.queries.tracking import tracked
from petitions.rules.submission import Person
from petitions.rules.terms import Clock, PetitionClass, Status
from tests.factories import Town, a_case, a_submission, actor_of, stored

OTHER_WORDS: dict[str, Any] = {
    "title": "下水道的事",
    "request": "请来人看看。",
    "facts": "气味很大，老人出不了门，已经三个月，打电话没有人接，孩子生病。",
    "reasons": "",
    "problem_place": "柳林路",
}
"""About the same as ``a_submission``, in words that only say so where the person is the same."""
KEPT_APART: tuple[dict[str, Any], ...] = (
    {"petition_class": PetitionClass.ACCUSATION, "complained_about": "某人"},
    {"confidential": True},
)
SOMEBODY = Person(name="李秀英", phone="13900001111", address="回音市河东区柳林路9号")
OFFICERS = ("clerk", "office_head", "handler", "unit_head", "leader", "supervisor")


def two(town: Town, now: datetime, *states: Status, **changes: Any) -> tuple[int, int]:
    """An earlier case and a later one about the same matter."""
    first, second = states or (Status.ACCEPTED, Status.REGISTERED)
    return (
        a_case(town, first, now=now),
        a_case(town, second, now=now, submission=a_submission(**changes)),
    )


def hinted(case_id: int, officer: Any) -> list[int]:
    """Cases of which an officer is told that they may be about the same."""
    return [hint.case.id for hint in same_as(case_id, actor=actor_of(officer))]


def picture(case_id: int, town: Town, now: datetime) -> dict[str, Any]:
    """Everything a case looks like, to everybody, without its history lines and their traces."""
    db.session.rollback()
    case = stored(case_id)
    row = {
        column.key: getattr(case, column.key)
        for column in Case.__mapper__.column_attrs
        if column.key not in {"version", "changed_at"}
    }
    runs = db.session.execute(
        select(
            ClockRun.clock,
            ClockRun.due_on,
            ClockRun.stopped_on,
            ClockRun.sequence,
            ClockRun.reached,
        )
        .where(ClockRun.case_id == case_id)
        .order_by(ClockRun.id)
    ).all()
    seen: dict[str, Any] = {"row": row, "runs": runs, "clocks": clocks_now(db.session(), case_id)}
    undone: dict[str, Any] = {
        "links": (),
        "follow_ups": (),
        "history": (),
        "version": 0,
        "notices": (),
    }
    for who in OFFICERS:
        actor = actor_of(town.officers[who])
        file = case_file(case_id, actor=actor, now=now)
        seen[who] = replace(file, **undone) if file else None
        seen[f"{who} hints"] = same_as(case_id, actor=actor)
        seen[f"{who} group"] = group_of(case_id, actor=actor)
        for words in ("", "柳林路", "污水"):
            filters = Filters(words=words)
            seen[f"{who} queue {words}"] = queue(actor, filters, today=clock.local_day(now)).rows
    citizen = tracked(case_id, now=now)
    assert citizen is not None
    seen["citizen"] = replace(citizen, timeline=(), version=0)
    seen["joined"] = joined_view(case_id)
    return seen


def duties(session: Session, case_id: int) -> set[Clock]:
    """The duties that run now."""
    session.rollback()
    return {each.clock for each in clocks_now(session, case_id) if each.running and each.rule.duty}
