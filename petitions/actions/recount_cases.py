"""After another calendar: every case is counted anew from its history, in batches that can be interrupted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions._clocks import Kept, count, keep, recount_of
from petitions.actions._unit import unit_of_work
from petitions.adapters.office_rules import OfficeRules, office_rules
from petitions.models.petition import Case
from petitions.models.rule_change import Recount
from petitions.queries.histories import histories, runs

BATCH = 300


@dataclass(frozen=True, slots=True)
class Recounted:
    """One batch: cases counted, how many last days moved, and whether that was the last one."""

    cases: int
    moved: int
    finished: bool


def recount_cases(now: datetime, *, limit: int = BATCH) -> Recounted:
    """Count up to ``limit`` cases under the newest calendar; nothing is left to do once ``finished``.

    Each moved last day of a running clock is logged and told to whom it concerns. Limits need no recount:
    a new one is for clocks that start later.
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
        course.moved += moved
        if cases:
            course.last_case_id = cases[-1].id
        if len(cases) < limit:
            course.finished_at = now
        return Recounted(len(cases), moved, finished=len(cases) < limit)


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
