"""A clerk registers a letter, visit, call or fax (Art. 19, 21): truthfully, and with a receipt to hand over."""

from collections.abc import Sequence
from datetime import datetime

from petitions.actions._advance import advance
from petitions.actions._birth import (
    Receipt,
    already_filed,
    birth_facts,
    claim_files,
    filed_once,
    new_case,
)
from petitions.actions._register import promise_receipt
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotAllowed
from petitions.rules.clocks import Event
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor
from petitions.rules.submission import Submission
from petitions.rules.terms import Action, Status


def enter(
    submission: Submission,
    *,
    submission_key: str,
    by: Actor,
    now: datetime,
    attachment_ids: Sequence[int] = (),
) -> Receipt:
    """Register a petition for somebody else; a repeated press gives the same receipt.

    Raises NotAllowed for officers who are not of a letters office.
    """
    if by.unit_id is None or not any(role is by.role for role, _ in STEPS[Action.ENTER].who):
        raise NotAllowed("no_right", action=Action.ENTER.value)
    office_id = by.unit_id
    return filed_once(
        submission_key,
        lambda: _enter(submission, submission_key, by, office_id, now, attachment_ids),
    )


def _enter(
    submission: Submission,
    submission_key: str,
    by: Actor,
    office_id: int,
    now: datetime,
    attachment_ids: Sequence[int],
) -> Receipt:
    with unit_of_work() as session:
        earlier = already_filed(session, submission_key)
        if earlier is not None:
            return earlier
        facts = {**birth_facts(submission, now), "channel": submission.channel.value}
        case, receipt = new_case(
            session,
            submission,
            submission_key=submission_key,
            office_id=office_id,
            status=Status.REGISTERED,
            first=Event(now, Action.ENTER, facts),
            created_by_id=by.officer_id,
            code_known_to_staff=True,
        )
        files = claim_files(session, attachment_ids, officer_id=by.officer_id, case_id=case.id)
        advance(
            session,
            case,
            Action.ENTER,
            by=by,
            now=now,
            stand=None,
            facts=facts,
        )
        promise_receipt(session, case, files, now)
        return receipt
