"""The watch: notes every rung of every warn ladder that has been reached, however long nobody looked.

It compares days with the present one and never asks what happened "today": a worker that slept for a week
notes all that was missed, once, in order; a clock set back finds nothing to do (decision 0010).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from petitions.actions._clocks import Kept, count, course_of_moves, keep
from petitions.actions._unit import unit_of_work
from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.models.clock_run import ClockRun
from petitions.models.petition import Case
from petitions.queries.histories import histories, runs

BATCH = 100


@dataclass(frozen=True, slots=True)
class Watched:
    """What one look did: cases gone through, and whether more may wait."""

    cases: int
    more: bool


def watch_deadlines(now: datetime, *, limit: int = BATCH) -> Watched:
    """Note what is due by ``now`` for up to ``limit`` cases, in one transaction."""
    with unit_of_work() as session:
        waiting = (
            select(ClockRun.case_id)
            .where(ClockRun.next_alert_on <= clock.local_day(now))
            .order_by(ClockRun.next_alert_on, ClockRun.id)
            .limit(limit)
        )
        ids = sorted(set(session.scalars(waiting)))
        if not ids:
            return Watched(0, more=False)
        cases = session.scalars(
            select(Case).where(Case.id.in_(ids)).with_for_update(skip_locked=True)
        ).all()
        rules = office_rules(session)
        found = [case.id for case in cases]
        events, stored = histories(session, found), runs(session, found)
        for case in cases:
            history = events[case.id]
            kept = Kept.of(stored[case.id])
            clocks = count(case, history, rules)
            course = course_of_moves(session, clocks, kept, rules, now)
            keep(session, case, clocks, history, kept, now=now, moved_by=course)
        return Watched(len(cases), more=bool(cases))
