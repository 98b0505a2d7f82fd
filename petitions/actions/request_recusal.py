"""The petitioner asks that somebody of the staff has nothing to do with his case (信访工作条例 §28)."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._case import open_case
from petitions.models.officer import Officer
from petitions.models.recusal import RecusalRequest
from petitions.rules.accused import found_in
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def request_recusal(case_id: int, *, by: Actor, now: datetime, whom: str, reason: str) -> None:
    """File the request; it is decided within 5 working days, never by an officer that it names.

    Raises NotAllowed("recusal_asked_already") while an earlier one waits.
    """
    with open_case(case_id, None, Action.REQUEST_RECUSAL, by=by, now=now) as opened:
        people = {
            row.id: (row.name, row.badge)
            for row in opened.session.scalars(select(Officer).where(Officer.active))
        }
        _, named = found_in(whom, {}, people)
        opened.session.add(
            RecusalRequest(
                case_id=case_id,
                whom=whom,
                reason=reason,
                named=f"/{''.join(f'{each}/' for each in sorted(named))}",
                at=now,
            )
        )
        opened.advance(Action.REQUEST_RECUSAL, private={"whom": whom, "reason": reason})
