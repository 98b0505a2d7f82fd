"""An officer opens the petitioner's identity for a reason: he proves again who he is, and it is written down first.

Where he reads the petition redacted only, the original comes with it, on this answer alone.
"""

from dataclasses import dataclass
from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import OpenCase, open_case
from petitions.actions._identity import persons_of
from petitions.actions._report import report_reveal
from petitions.actions.confirm import check_confirmed
from petitions.actions.record_look import look_facts
from petitions.rules.looks import Look, purpose_of
from petitions.rules.permissions import Actor
from petitions.rules.redaction import is_protected, reads_original
from petitions.rules.submission import Person
from petitions.rules.terms import Action


@dataclass(frozen=True, slots=True)
class OriginalText:
    """What the petition says, as it was written."""

    title: str
    request: str
    facts: str
    reasons: str
    problem_place: str
    complained_about: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """Who brought the petition; and its original, for who reads it redacted otherwise."""

    persons: tuple[Person, ...]
    original: OriginalText | None = None


def reveal(
    case_id: int, *, by: Actor, now: datetime, reason: str, session_id: int | None
) -> Revealed:
    """The identity in clear, after the look is recorded with its reason and reported to supervision.

    Raises Refused("confirm_again") unless the officer proved in this session, within the last minutes, who he is.
    """
    with open_case(case_id, None, Action.REVEAL, by=by, now=now) as opened:
        check_confirmed(opened.session, session_id, by=by, now=now)
        event = opened.advance(Action.REVEAL, reason=reason)
        told = look_facts(by, purpose_of(by, opened.stand))
        note_in_audit(opened, Look.REVEAL.value, reason=reason, **told)
        report_reveal(opened, event.sequence)
        return Revealed(persons_of(opened.session, case_id), _original(opened))


def _original(opened: OpenCase) -> OriginalText | None:
    case = opened.case
    if reads_original(opened.by.role) or not is_protected(case.petition_class, case.confidential):
        return None
    return OriginalText(
        case.title,
        case.request,
        case.facts,
        case.reasons,
        case.problem_place,
        case.complained_about or "",
    )
