"""What all changes of the responsibility map share: who may, which draft, on top of what, and the line in the audit."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.actions._unit import one_at_a_time
from petitions.actions.errors import NotAllowed, Refused
from petitions.models.routing import RoutingRow, RuleSet
from petitions.queries.routing_sets import rules_in
from petitions.rules.permissions import Actor, may_enter
from petitions.rules.routing import RoutingRule
from petitions.rules.routing_sets import RuleSetState

ROOM = "routing_rules"


def check_right(by: Actor | None, room: str = ROOM) -> None:
    """Raise NotAllowed for whoever may not; None is the command line of the house."""
    if by is not None and (by.officer_id is None or not may_enter(by, room)):
        raise NotAllowed("no_right")


def the_draft(session: Session, seen: int | None) -> RuleSet:
    """The draft, locked. Raises Refused when there is none, or it was changed since it was ``seen``."""
    row = session.scalars(
        select(RuleSet).where(RuleSet.state == RuleSetState.DRAFT).with_for_update()
    ).first()
    if row is None:
        raise Refused("no_draft")
    if seen is not None and row.edits != seen:
        raise Refused("rules_changed")
    return row


def new_draft(session: Session, by: Actor | None, now: datetime) -> RuleSet:
    """A draft that begins with the rules of the live map. Raises Refused when there is one already."""
    one_at_a_time(session)
    sets = {
        row.state: row
        for row in session.scalars(select(RuleSet).where(RuleSet.state != RuleSetState.RETIRED))
    }
    if RuleSetState.DRAFT in sets:
        raise Refused("draft_there")
    live = sets.get(RuleSetState.LIVE)
    newest = session.scalar(select(func.max(RuleSet.number))) or 0
    row = RuleSet(
        number=newest + 1,
        state=RuleSetState.DRAFT,
        based_on=live.number if live else None,
        next_key=live.next_key if live else 1,
        edits=0,
        author_ids=[],
        made_by_id=by.officer_id if by else None,
        made_at=now,
    )
    session.add(row)
    session.flush()
    if live is not None:
        session.add_all(as_row(row.id, rule) for rule in rules_in(session, live.id))
    return row


def changed(row: RuleSet, by: Actor | None) -> None:
    """Count a change of a draft, and remember whose it is."""
    row.edits += 1
    if by is not None and by.officer_id is not None and by.officer_id not in row.author_ids:
        row.author_ids = [*row.author_ids, by.officer_id]


def as_row(set_id: int, rule: RoutingRule) -> RoutingRow:
    """A rule as the table keeps it; a changed one is written anew."""
    return RoutingRow(
        set_id=set_id,
        key=rule.key,
        name=rule.name,
        unit_id=rule.unit_id,
        unit_kind=rule.unit_kind,
        office=rule.office,
        category=rule.category,
        places=list(rule.places),
        words=list(rule.words),
        match=rule.match,
        petition_class=rule.petition_class,
        leader=rule.leader.title,
        leader_id=rule.leader.officer_id,
        first=rule.first.title,
        first_id=rule.first.officer_id,
        priority=rule.priority,
        basis=rule.basis,
        article=rule.article,
    )


def digest(rules: tuple[RoutingRule, ...]) -> str:
    """A name for the rules that depends on all of them: sixteen signs of SHA-256."""
    canonical = json.dumps([asdict(rule) for rule in rules], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()[:16]
