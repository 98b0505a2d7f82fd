"""Why a step is not open to this officer now, for the page that has to tell him."""

from sqlalchemy import select

from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.lifecycle import STEPS
from petitions.rules.permissions import Actor, lateness, refusal
from petitions.rules.terms import Action


def why_not(case_id: int, action: Action, *, actor: Actor) -> str | None:
    """The code of the refusal for ``web/wording``; None when he may, or when he has no such case."""
    session = db.session()
    case = session.scalars(select(Case).where(Case.id == case_id, visible(actor))).first()
    if case is None:
        return None
    step, stand = STEPS[action], stand_of(session, case)
    return refusal(step, actor, stand) or lateness(step, stand)
