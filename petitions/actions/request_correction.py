"""Somebody finds that a fact was registered wrongly, and asks for its correction with a reason."""

from datetime import datetime

from sqlalchemy import func, select

from petitions.actions._case import OpenCase, open_case
from petitions.actions._correction import check_protection, told_of
from petitions.actions._decision import ask
from petitions.actions.errors import Refused
from petitions.models.correction import Correction
from petitions.models.petition import Petitioner
from petitions.queries.registered import registered_value
from petitions.rules.corrections import CorrectionCause, RegisteredFact, problem, tidy
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def request_correction(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    fact: RegisteredFact,
    new: str,
    cause: CorrectionCause,
    reason: str,
) -> None:
    """Ask a second person to correct ``fact`` to ``new`` (a code, a number, an ISO day, or a place's words).

    Raises Refused for a value the fact cannot have, for none that differs, for a later day of receipt, and
    while an earlier request for the same fact waits.
    """
    with open_case(case_id, version, Action.REQUEST_CORRECTION, by=by, now=now) as opened:
        if any(each.fact is fact for each in opened.stand.corrections):
            raise Refused("correction_pending")
        check_protection(opened, fact)
        row = Correction(
            case_id=case_id,
            fact=fact,
            old=registered_value(opened.case, fact),
            new=_checked(opened, fact, new),
            cause=cause,
            reason=reason,
        )
        ask(opened, row)
        opened.advance(
            Action.REQUEST_CORRECTION,
            **told_of(row),
            private={"new": row.new, "reason": reason},
        )


def _checked(opened: OpenCase, fact: RegisteredFact, new: str) -> str:
    """The new value as it is kept. Raises Refused."""
    value = tidy(fact, new)
    if value is None:
        raise Refused("correction_unreadable")
    named = opened.session.scalar(
        select(func.count(Petitioner.id)).where(Petitioner.case_id == opened.case.id)
    )
    code = problem(fact, registered_value(opened.case, fact), value, named_persons=named or 0)
    if code is not None:
        raise Refused(code)
    return value
