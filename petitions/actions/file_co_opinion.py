"""A co-handling unit gives its opinion to the lead unit, which merges all of them (office practice)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._co_handling import running
from petitions.actions.errors import Refused
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Role


def file_co_opinion(
    case_id: int, version: int, *, by: Actor, now: datetime, co_id: int, opinion: str
) -> None:
    """Once for each time it was asked; late ones are taken too. Raises Refused for another unit's."""
    with open_case(case_id, version, Action.FILE_CO_OPINION, by=by, now=now) as opened:
        row = running(opened, co_id)
        own = by.unit_ids if by.role is Role.UNIT_HEAD else {by.unit_id}
        if row.unit_id not in own:
            raise Refused("no_co_handling")
        if row.answered_at is not None:
            raise Refused("co_opinion_filed")
        row.opinion = opinion
        row.answered_by_id = opened.officer_id
        row.answered_at = now
        opened.advance(
            Action.FILE_CO_OPINION,
            unit_id=row.unit_id,
            co_id=row.id,
            private={"opinion": opinion},
        )
