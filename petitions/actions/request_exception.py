"""An officer asks that a superior of the accused may have the case, or that somebody was not complained about."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions._decision import ask
from petitions.actions.errors import Refused
from petitions.models.accused import AccusationException
from petitions.queries.accused import bars_for
from petitions.rules.accused import ExceptionKind
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def request_exception(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    kind: ExceptionKind,
    reason: str,
    unit_id: int | None = None,
    accused_id: int | None = None,
) -> None:
    """Ask a second officer; until he agrees nothing changes.

    Raises Refused: "not_a_superior" for a unit that may have it anyway or never may, "nobody_accused" for one
    who is not named.
    """
    with open_case(case_id, version, Action.REQUEST_EXCEPTION, by=by, now=now) as opened:
        if kind is ExceptionKind.SUPERIOR_TAKES:
            accused_id = None
            if bars_for(opened.session, opened.stand, [unit_id or 0]).get(unit_id or 0) != (
                "superior_of_accused"
            ):
                raise Refused("not_a_superior")
        else:
            unit_id = None
            if accused_id not in {each.id for each in opened.stand.accused}:
                raise Refused("nobody_accused")
        row = AccusationException(
            case_id=case_id,
            kind=kind,
            unit_id=unit_id,
            accused_id=accused_id,
            reason=reason,
        )
        ask(opened, row)
        opened.advance(
            Action.REQUEST_EXCEPTION,
            kind=kind.value,
            exception_id=row.id,
            private={"reason": reason},
        )
        note_in_audit(opened, Action.REQUEST_EXCEPTION.value, kind=kind.value)
