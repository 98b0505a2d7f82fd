"""The petitioner's request is right: whom it names has nothing to do with the case from now on (§28)."""

from collections.abc import Sequence
from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._decision import decide, waiting
from petitions.actions._recusal import recused_from_now
from petitions.actions.errors import Refused
from petitions.models.exchange import Decision
from petitions.models.recusal import RecusalRequest
from petitions.rules.permissions import Actor
from petitions.rules.recusals import RecusalCause
from petitions.rules.terms import Action


def grant_recusal(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    officer_ids: Sequence[int],
    answer: str = "",
) -> None:
    """Recuse these officers at once and answer the petitioner.

    Raises Refused as ``_recusal.recused_from_now`` does, "recuse_yourself" for the officer himself, and
    "no_such_officer" when nobody is chosen.
    """
    with open_case(case_id, version, Action.GRANT_RECUSAL, by=by, now=now) as opened:
        if not officer_ids:
            raise Refused("no_such_officer")
        if opened.officer_id in officer_ids:
            raise Refused("recuse_yourself")
        request = waiting(opened, RecusalRequest, "no_recusal_asked")
        decide(opened, request, Decision.APPROVED, answer=answer)
        for officer_id in sorted(set(officer_ids) - opened.stand.recused):
            recused_from_now(opened, officer_id, RecusalCause.PETITIONER_ASKED, request.reason)
        opened.advance(Action.GRANT_RECUSAL, recused=len(set(officer_ids)))
        note_in_audit(opened, Action.GRANT_RECUSAL.value, recused=len(set(officer_ids)))
