"""The second officer does not agree to an exception, or the first takes it back: the protection stays as it is."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.models.accused import AccusationException
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def refuse_exception(case_id: int, version: int, *, by: Actor, now: datetime, reason: str) -> None:
    """Refuse with a reason."""
    with open_case(case_id, version, Action.REFUSE_EXCEPTION, by=by, now=now) as opened:
        row = waiting(opened, AccusationException, "no_exception_pending")
        if row.requested_by_id == opened.officer_id:
            # Taking one's own request back is no decision of a second person.
            row.decision, row.comment, row.decided_at = Decision.REFUSED, reason, now
        else:
            decide(opened, row, Decision.REFUSED, comment=reason)
        opened.advance(
            Action.REFUSE_EXCEPTION,
            kind=row.kind.value,
            exception_id=row.id,
            private={"reason": reason},
        )
        note_in_audit(opened, Action.REFUSE_EXCEPTION.value, kind=row.kind.value)
