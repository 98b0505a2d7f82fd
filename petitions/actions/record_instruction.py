"""A leader's instruction (批示) on a case is put on record, with his post and the day (Art. 22 (1))."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions.errors import Refused
from petitions.adapters import clock
from petitions.models.triage import Instruction
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def record_instruction(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    text: str,
    post: str,
    given_on: date,
    finish_by: date | None = None,
) -> None:
    """Record it; ``finish_by`` is the day the leader named, beside the legal limits. Raises Refused."""
    if given_on > clock.local_day(now):
        raise Refused("instructed_in_future")
    if finish_by is not None and finish_by < given_on:
        raise Refused("finish_before_instruction")
    with open_case(case_id, version, Action.RECORD_INSTRUCTION, by=by, now=now) as opened:
        row = Instruction(
            case_id=opened.case.id,
            text=text,
            post=post,
            given_on=given_on,
            finish_by=finish_by,
            recorded_by_id=opened.officer_id,
            at=now,
        )
        opened.session.add(row)
        opened.session.flush()
        opened.advance(
            Action.RECORD_INSTRUCTION,
            instruction_id=row.id,
            given_on=given_on.isoformat(),
            finish_by=finish_by.isoformat() if finish_by else None,
            private={"text": text, "post": post},
        )
