"""The security administrator refuses what another asked for an account: everything stays as it is."""

from datetime import datetime

from petitions.actions._audit import audit
from petitions.actions._grant import open_grant
from petitions.actions.errors import Missing
from petitions.models.exchange import Decision
from petitions.rules.permissions import Actor


def refuse_grant(grant_id: int, *, by: Actor, now: datetime, comment: str) -> None:
    """Refuse with a reason. Raises NotAllowed, NotFound, Missing, Refused."""
    if not comment.strip():
        raise Missing(("comment",))
    with open_grant(grant_id, by=by, now=now) as (session, row, officer):
        row.decision, row.comment = Decision.REFUSED, comment.strip()
        audit(
            session,
            "refuse_grant",
            by,
            now,
            officer_id=officer.id,
            kind=row.kind.value,
            grant_id=row.id,
        )
