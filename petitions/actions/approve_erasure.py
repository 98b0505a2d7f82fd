"""A second person agrees: the content of the case is deleted for good, and its tombstone stays."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete

from petitions.actions._case import open_case
from petitions.actions._code import note_in_audit
from petitions.actions._erasure import decide_erasure, erase, waiting_erasure
from petitions.actions._unit import unit_of_work
from petitions.adapters import files
from petitions.models.document import Attachment
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def approve_erasure(
    case_id: int, version: int, *, by: Actor, now: datetime, confirmed: bool, comment: str = ""
) -> None:
    """Erase what anybody said in this case, its persons, and its files; numbers, dates and proofs stay.

    The bytes of files go after the commit and before their rows, so that a process killed in between leaves
    rows that the clean-up finds. Raises NotAllowed for who may not decide.
    """
    with open_case(case_id, version, Action.APPROVE_ERASURE, by=by, now=now) as opened:
        row = waiting_erasure(opened)
        opened.advance(
            Action.APPROVE_ERASURE,
            ground=row.ground.value,
            erasure_id=row.id,
            confirmed=confirmed,
        )
        note_in_audit(opened, Action.APPROVE_ERASURE.value, requested_by=row.requested_by_id)
        decide_erasure(opened, row, Decision.APPROVED, comment)
        loose = erase(opened.session, opened.case, row, now)
    remove_files(loose)


def remove_files(names: Sequence[str]) -> None:
    """Delete the bytes, then the rows that named them; again and again does no harm."""
    for name in names:
        files.remove(name)
    if names:
        with unit_of_work() as session:
            session.execute(
                delete(Attachment).where(
                    Attachment.stored_as.in_(names), Attachment.case_id.is_(None)
                ),
                execution_options={"synchronize_session": False},
            )
