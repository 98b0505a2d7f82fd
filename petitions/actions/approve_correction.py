"""A second person agrees: the registered fact is corrected, and the petitioner reads what, why and when."""

from datetime import date, datetime
from typing import Any

from petitions.actions._accused import keep_away, take_back
from petitions.actions._case import OpenCase, open_case
from petitions.actions._correction import check_protection, told_of, waiting_correction
from petitions.actions._decision import decide
from petitions.actions._words import index_anew
from petitions.adapters import clock
from petitions.models.correction import Correction
from petitions.models.exchange import Decision
from petitions.models.petition import Case
from petitions.rules.corrections import RegisteredFact
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Channel, PetitionClass


def approve_correction(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    correction_id: int,
    comment: str = "",
) -> None:
    """Write the new value into the case; clocks follow from the event (``rules/clocks.py``).

    Raises Refused("no_correction_pending") for a request that does not wait on this case, NotAllowed for
    one that this officer may not decide. A case that becomes an accusation is taken at once from who is named.
    """
    with open_case(case_id, version, Action.APPROVE_CORRECTION, by=by, now=now) as opened:
        row = waiting_correction(opened, correction_id, Action.APPROVE_CORRECTION)
        check_protection(opened, row.fact)
        decide(opened, row, Decision.APPROVED, comment=comment)
        _write(opened.case, row)
        if row.fact is RegisteredFact.PETITION_CLASS:
            keep_away(opened)
        opened.advance(Action.APPROVE_CORRECTION, **told_of(row), **_for_clocks(row))
        _tell_search(opened, row)
        take_back(opened)


def _write(case: Case, row: Correction) -> None:
    match row.fact:
        case RegisteredFact.PETITION_CLASS:
            case.petition_class = PetitionClass(row.new)
            if case.petition_class is PetitionClass.ACCUSATION:
                # Accusations are always confidential, and stay so whatever they are called later (§30).
                case.confidential = True
        case RegisteredFact.CHANNEL:
            case.channel = Channel(row.new)
        case RegisteredFact.PROBLEM_PLACE:
            case.problem_place = row.new
        case RegisteredFact.PERSONS_COUNT:
            case.persons_count = int(row.new)
        case RegisteredFact.RECEIVED_AT:
            case.received_at = clock.day_start(date.fromisoformat(row.new))


def _for_clocks(row: Correction) -> dict[str, Any]:
    """The facts that clocks ask for, under the names they had at the birth of the case."""
    name = {
        RegisteredFact.PETITION_CLASS: "petition_class",
        RegisteredFact.RECEIVED_AT: "received_on",
    }.get(row.fact)
    return {name: row.new} if name else {}


def _tell_search(opened: OpenCase, row: Correction) -> None:
    if row.fact is RegisteredFact.PROBLEM_PLACE:
        index_anew(opened.session, opened.case)
