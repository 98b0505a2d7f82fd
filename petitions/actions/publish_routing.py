"""A draft of the responsibility map is tried on past cases, and put in force by a second person."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._audit import audit
from petitions.actions._routing import check_right, digest, the_draft
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotAllowed, Refused
from petitions.models.routing import RuleSet
from petitions.queries.routing_sets import rules_in, stand_of_draft
from petitions.rules.permissions import Actor
from petitions.rules.routing_sets import RuleSetState, publication_refusal

ROOM = "routing_live"
NOTE_MAX = 500


def record_trial(*, seen: int, by: Actor, now: datetime, cases: int) -> None:
    """Note that the draft, as it was ``seen``, was tried on so many past cases. Raises NotAllowed, Refused."""
    check_right(by, ROOM)
    with unit_of_work() as session:
        draft = the_draft(session, seen)
        draft.tried_at_edit, draft.tried_by_id, draft.tried_at = draft.edits, by.officer_id, now
        audit(session, "try_routing", by, now, number=draft.number, cases=cases)


def publish_routing(*, seen: int, note: str, by: Actor, now: datetime) -> int:
    """Put the draft in force in place of the live map; returns its number.

    Raises NotAllowed ("no_right", "own_rules"); Refused "rules_untried" when it was changed since it was tried,
    "rules_empty", "rules_changed", "no_draft".
    """
    check_right(by, ROOM)
    with unit_of_work() as session:
        draft = the_draft(session, seen)
        code = publication_refusal(by, stand_of_draft(session, draft))
        if code in ("no_right", "own_rules"):
            raise NotAllowed(code)
        if code is not None:
            raise Refused(code)
        if not note.strip():
            raise Refused("without_reason")
        live = session.scalars(select(RuleSet).where(RuleSet.state == RuleSetState.LIVE)).first()
        if live is not None:
            live.state, live.retired_at = RuleSetState.RETIRED, now
            session.flush()  # one live map at most, at every moment
        draft.state, draft.note = RuleSetState.LIVE, note.strip()[:NOTE_MAX]
        draft.published_by_id, draft.published_at = by.officer_id, now
        audit(
            session,
            "publish_routing",
            by,
            now,
            number=draft.number,
            mark=digest(rules_in(session, draft.id)),
            reason=note.strip()[:200],
        )
        return draft.number
