"""The second officer agrees to an exception from the protection of the accuser; both names stay on the case."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.models.accused import AccusationException, Accused
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def approve_exception(
    case_id: int, version: int, *, by: Actor, now: datetime, comment: str = ""
) -> None:
    """Raises NotAllowed("own_exception") for who asked for it."""
    with open_case(case_id, version, Action.APPROVE_EXCEPTION, by=by, now=now) as opened:
        row = waiting(opened, AccusationException, "no_exception_pending")
        decide(opened, row, Decision.APPROVED, comment=comment)
        if row.accused_id is not None:
            opened.session.get_one(Accused, row.accused_id).ended_at = now
        opened.advance(
            Action.APPROVE_EXCEPTION,
            kind=row.kind.value,
            exception_id=row.id,
            requested_by=row.requested_by_id,
        )
        note_in_audit(
            opened,
            Action.APPROVE_EXCEPTION.value,
            kind=row.kind.value,
            requested_by=row.requested_by_id,
        )
