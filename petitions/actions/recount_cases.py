"""After another calendar: every case is counted anew from its history, in batches that can be interrupted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._clocks import Kept, count, keep, recount_of
from petitions.actions._unit import unit_of_work
from petitions.adapters.office_rules import OfficeRules, office_rules
from petitions.models.petition import Case
from petitions.models.rule_change import Recount
from petitions.queries.histories import histories, runs

BATCH = 300
SETTLE = timedelta(minutes=2)
"""Longer than any step takes: a case born under the rules of before has come to the register by then."""


@dataclass(frozen=True, slots=True)
class Recounted:
    """One batch: cases counted, how many last days moved, and whether nothing is left to do now."""

    cases: int
    moved: int
    finished: bool


def recount_cases(now: datetime, *, limit: int = BATCH) -> Recounted:
    """Count up to ``limit`` cases under the newest calendar; nothing is left to do once ``finished``.

    Each moved last day of a running clock is logged and told to whom it concerns. Limits need no recount:
    a new one is for clocks that start later. The recount ends with a second look at the newest cases, which
    may have been on their way into the register while it passed.
    """
    with unit_of_work() as session:
        rules = office_rules(session)
        course = recount_of(session, rules, now)
        if course.finished_at is not None:
            return Recounted(0, 0, finished=True)
        cases = session.scalars(
            select(Case)
            .where(Case.id > course.last_case_id)
            .order_by(Case.id)
            .limit(limit)
            .with_for_update()
        ).all()
        moved = _count(session, cases, rules, course, now)
        course.cases += len(cases)
        if cases:
            course.last_case_id = cases[-1].id
        finished = len(cases) < limit
        if finished and now >= course.started_at + SETTLE:
            moved += _count(session, _born_meanwhile(session, course), rules, course, now)
            course.finished_at = now
        course.moved += moved
        return Recounted(len(cases), moved, finished=finished)


def _born_meanwhile(session: Session, course: Recount) -> Sequence[Case]:
    return session.scalars(
        select(Case)
        .where(Case.created_at >= course.started_at - SETTLE)
        .where(Case.created_at <= course.started_at + SETTLE)
        .order_by(Case.id)
        .with_for_update()
    ).all()


def _count(
    session: Session, cases: Sequence[Case], rules: OfficeRules, course: Recount, now: datetime
) -> int:
    """How many running last days moved."""
    ids = [case.id for case in cases]
    events, stored = histories(session, ids), runs(session, ids)
    moved = 0
    for case in cases:
        history = events.get(case.id, ())
        clocks = count(case, history, rules)
        kept = Kept.of(stored.get(case.id, []))
        moved += keep(session, case, clocks, history, kept, now=now, moved_by=course)
    return moved
