"""Many histories at once, for what goes through all cases: the watch, recounts and checks."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.clock_run import ClockRun
from petitions.models.history import CaseEvent
from petitions.rules.clocks import Event


def histories(session: Session, case_ids: Collection[int]) -> dict[int, tuple[Event, ...]]:
    """The events of each case, oldest first, as the clocks want them."""
    found: dict[int, list[Event]] = defaultdict(list)
    rows = session.execute(
        select(CaseEvent.case_id, CaseEvent.at, CaseEvent.action, CaseEvent.facts)
        .where(CaseEvent.case_id.in_(case_ids))
        .order_by(CaseEvent.case_id, CaseEvent.sequence)
    )
    for row in rows:
        found[row.case_id].append(Event(row.at, row.action, row.facts))
    return {case_id: tuple(events) for case_id, events in found.items()}


def runs(session: Session, case_ids: Collection[int]) -> dict[int, list[ClockRun]]:
    """The stored clock runs of each case."""
    found: dict[int, list[ClockRun]] = defaultdict(list)
    for row in session.scalars(select(ClockRun).where(ClockRun.case_id.in_(case_ids))):
        found[row.case_id].append(row)
    return found
