"""Who is complained about is named: from this commit on the case is kept from him, his and all below (§30)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from petitions.actions._accused import (
    RECALLED_FROM,
    add_accused,
    holds_unrightly,
    leave_office,
    recall_from_unit,
    withhold,
)
from petitions.actions._case import open_case
from petitions.actions._code import note_in_audit
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

    Raises Refused: "accused_already" when nobody is added, "no_other_office" when the letters office itself is
    complained about and the house has no other, "name_not_oneself" for the officer himself (he recuses himself).
    """
    with open_case(case_id, version, Action.NAME_ACCUSED, by=by, now=now) as opened:
        session, case = opened.session, opened.case
        if opened.officer_id in officer_ids:
            raise Refused("name_not_oneself")
        rows = add_accused(
            session,
            case,
            unit_ids,
            officer_ids,
            source=AccusedSource.NAMED,
            at=now,
            reason=reason,
            said_by_id=opened.officer_id,
        )
        if not rows:
            raise Refused("accused_already")
        if not leave_office(session, case):
            raise Refused("no_other_office")
        withhold(session, case)
        opened.advance(Action.NAME_ACCUSED, accused=len(rows), private={"reason": reason})
        note_in_audit(opened, Action.NAME_ACCUSED.value, accused=len(rows))
        if case.status in RECALLED_FROM and holds_unrightly(session, case):
            # The same press of the same officer, whom his own naming may have barred from the next.
            opened.stand = replace(opened.stand, unit_barred=True)
            recall_from_unit(opened)
