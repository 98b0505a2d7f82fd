"""A citizen files a petition online (Art. 17): durable before anything is shown, same answer for a repeat."""

from datetime import datetime

from sqlalchemy import delete, select

from petitions.actions._advance import advance
from petitions.actions._birth import (
    Receipt,
    already_filed,
    birth_facts,
    claim_files,
    filed_once,
    main_office_id,
    new_case,
)
from petitions.actions._register import promise_receipt
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.models.document import Attachment
from petitions.models.draft import Draft
from petitions.models.session import db
from petitions.rules.clocks import Event
from petitions.rules.permissions import Actor
from petitions.rules.submission import Submission
from petitions.rules.terms import Action, Role, Status


def submit(
    submission: Submission,
    *,
    submission_key: str,
    now: datetime,
    draft_id: int | None = None,
    office_id: int | None = None,
    code_known_to_staff: bool = False,
) -> Receipt:
    """File a petition; the staged files of ``draft_id`` go with it and the draft is removed.

    ``code_known_to_staff`` is for a petition that somebody else files (an import): its code comes to the
    petitioner through other hands.

    The same ``submission_key`` gives the same receipt and code, however often and from however many
    windows it is pressed. Raises LookupError when the house has no letters office yet, and
    Refused("draft_gone") when the draft was cleared away meanwhile.
    """
    return filed_once(
        submission_key,
        lambda: _submit(submission, submission_key, now, draft_id, office_id, code_known_to_staff),
    )


def _submit(
    submission: Submission,
    submission_key: str,
    now: datetime,
    draft_id: int | None,
    office_id: int | None,
    code_known_to_staff: bool,
) -> Receipt:
    with unit_of_work() as session:
        earlier = already_filed(session, submission_key)
        if earlier is not None:
            return earlier
        facts = birth_facts(submission, now)
        case, receipt = new_case(
            session,
            submission,
            submission_key=submission_key,
            office_id=office_id or main_office_id(session),
            status=Status.RECEIVED,
            first=Event(now, Action.SUBMIT, facts),
            code_known_to_staff=code_known_to_staff,
        )
        files: list[tuple[int, str]] = []
        if draft_id is not None:
            # Held, so that no file comes to it unseen; without it the petition would go without its files.
            held = select(Draft.id).where(Draft.id == draft_id).with_for_update()
            if session.scalars(held).first() is None:
                raise Refused("draft_gone")
            staged = session.scalars(
                select(Attachment.id).where(Attachment.draft_id == draft_id)
            ).all()
            files = claim_files(session, staged, officer_id=None, case_id=case.id)
            session.execute(delete(Draft).where(Draft.id == draft_id))
        advance(
            session,
            case,
            Action.SUBMIT,
            by=Actor(Role.CITIZEN, case_id=case.id),
            now=now,
            stand=None,
            facts=facts,
        )
        promise_receipt(session, case, files, now)
        return receipt


def filed_before(submission_key: str) -> Receipt | None:
    """The receipt of an earlier press with this key, code included; None if nothing was filed under it."""
    return already_filed(db.session(), submission_key)
