"""The lead unit or the letters office ends a co-handling, with a reason that the other unit reads (office practice)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._co_handling import running
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def end_co_handling(
    case_id: int, version: int, *, by: Actor, now: datetime, co_id: int, reason: str
) -> None:
    """Nothing more is expected of that unit. Raises Refused for one that has ended."""
    with open_case(case_id, version, Action.END_CO_HANDLING, by=by, now=now) as opened:
        row = running(opened, co_id)
        row.end_reason = reason
        row.ended_by_id = opened.officer_id
        row.ended_at = now
        opened.advance(
            Action.END_CO_HANDLING,
            unit_id=row.unit_id,
            co_id=row.id,
            private={"reason": reason},
        )
