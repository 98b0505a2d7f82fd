"""Who is complained about is named: from this commit on the case is kept from him, his and all below (§30)."""

from collections.abc import Sequence
from datetime import datetime

from petitions.actions._accused import add_accused, take_effect
from petitions.actions._case import open_case
from petitions.actions.errors import Refused
from petitions.rules.accused import AccusedSource
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def name_accused(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    unit_ids: Sequence[int],
    officer_ids: Sequence[int],
    reason: str,
) -> None:
    """Takes effect at once, in open pages too; an accusation is recalled from a unit that must not have it.

    Raises Refused: "accused_already" when nobody is added, "name_not_oneself" for the officer himself, who
    recuses himself.
    """
    with open_case(case_id, version, Action.NAME_ACCUSED, by=by, now=now) as opened:
        if opened.officer_id in officer_ids:
            raise Refused("name_not_oneself")
        rows = add_accused(
            opened.session,
            opened.case,
            unit_ids,
            officer_ids,
            source=AccusedSource.NAMED,
            at=now,
            reason=reason,
            said_by_id=opened.officer_id,
        )
        if not rows:
            raise Refused("accused_already")
        take_effect(opened, len(rows), reason)
