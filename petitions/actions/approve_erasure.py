"""A second person agrees: the content of the case is deleted for good, and its tombstone stays."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.actions._erasure import erase
from petitions.actions.clear_erased import clear_erased, empty_log
from petitions.models.erasure import Erasure
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def approve_erasure(
    case_id: int, version: int, *, by: Actor, now: datetime, confirmed: bool, comment: str = ""
) -> None:
    """Erase what anybody said in this case, its persons, and its files; numbers, dates and proofs stay.

    The bytes of files go after the commit; what a killed process leaves, the clean-up removes.
    Raises NotAllowed for who may not decide.
    """
    with open_case(case_id, version, Action.APPROVE_ERASURE, by=by, now=now) as opened:
        row = waiting(opened, Erasure, "no_erasure_pending")
        opened.advance(
            Action.APPROVE_ERASURE,
            ground=row.ground.value,
            erasure_id=row.id,
            confirmed=confirmed,
        )
        note_in_audit(opened, Action.APPROVE_ERASURE.value, requested_by=row.requested_by_id)
        decide(opened, row, Decision.APPROVED, comment=comment)
        erase(opened.session, opened.case, row, now)
    clear_erased(case_id)
    empty_log()
