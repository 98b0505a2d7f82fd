"""The lead unit or the letters office asks another unit to help (协办), with a task and a limit (office practice)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._co_handling import invite
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, DayKind


def invite_co_handler(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    unit_id: int,
    task: str,
    days: int,
    day_kind: DayKind = DayKind.WORKING,
) -> None:
    """From now on the case exists for that unit; ``days`` are working or calendar days. Raises Refused."""
    with open_case(case_id, version, Action.INVITE_CO_HANDLER, by=by, now=now) as opened:
        row = invite(opened, unit_id, task, days, day_kind)
        opened.advance(
            Action.INVITE_CO_HANDLER,
            unit_id=unit_id,
            co_id=row.id,
            last_day=row.last_day.isoformat(),
            private={"task": task},
        )
