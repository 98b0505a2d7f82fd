"""The versions of the responsibility map: which there are, their rules, and what a draft still needs."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from petitions.models.officer import Officer
from petitions.models.routing import RoutingRow, RuleSet
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.rules.actors import Actor
from petitions.rules.routing import PlaceUnit, Post, RoutingRule, RuleMap
from petitions.rules.routing_sets import RuleSetStand, RuleSetState, publication_refusal
from petitions.rules.terms import Role, UnitKind

SHOWN = 20


@dataclass(frozen=True, slots=True)
class RuleSetView:
    """A version of the map, with who did what to it."""

    id: int
    number: int
    state: RuleSetState
    based_on: int | None
    note: str
    rules: int
    edits: int
    made_by: str
    made_at: datetime
    tried_by: str
    tried_at: datetime | None
    tried: bool
    """On past cases, and not changed since."""
    published_by: str
    published_at: datetime | None
    retired_at: datetime | None


def rule_sets() -> tuple[RuleSetView, ...]:
    """The newest versions, newest first."""
    maker, trier, publisher = aliased(Officer), aliased(Officer), aliased(Officer)
    counted = (
        select(func.count(RoutingRow.id)).where(RoutingRow.set_id == RuleSet.id).scalar_subquery()
    )
    rows = db.session().execute(
        select(
            RuleSet,
            counted.label("rules"),
            maker.name.label("maker"),
            trier.name.label("trier"),
            publisher.name.label("publisher"),
        )
        .outerjoin(maker, maker.id == RuleSet.made_by_id)
        .outerjoin(trier, trier.id == RuleSet.tried_by_id)
        .outerjoin(publisher, publisher.id == RuleSet.published_by_id)
        .order_by(RuleSet.number.desc())
        .limit(SHOWN)
    )
    return tuple(
        _view(row.RuleSet, row.rules, (row.maker or "", row.trier or "", row.publisher or ""))
        for row in rows
    )


def draft() -> RuleSetView | None:
    """The version that is being written, if there is one."""
    return next((each for each in rule_sets() if each.state is RuleSetState.DRAFT), None)


def rules_of(set_id: int) -> tuple[RoutingRule, ...]:
    """The rules of a version, in the order of their keys."""
    return rules_in(db.session(), set_id)


def rules_in(session: Session, set_id: int) -> tuple[RoutingRule, ...]:
    """The same within a session."""
    rows = session.scalars(
        select(RoutingRow).where(RoutingRow.set_id == set_id).order_by(RoutingRow.key)
    )
    return tuple(_rule(row) for row in rows)


def live_map(session: Session) -> tuple[int, RuleMap] | None:
    """The number of the live version and its rules, ready to be asked; None before the first."""
    found = session.execute(
        select(RuleSet.id, RuleSet.number).where(RuleSet.state == RuleSetState.LIVE)
    ).first()
    if found is None:
        return None
    return found.number, map_of(session, rules_in(session, found.id))


def map_of(session: Session, rules: tuple[RoutingRule, ...]) -> RuleMap:
    """Rules ready to be asked; units are read where a rule finds them by their names."""
    kinds = {rule.unit_kind for rule in rules if rule.unit_kind is not None}
    return RuleMap(rules, _units(session, kinds) if kinds else ())


def _units(session: Session, kinds: set[UnitKind]) -> list[PlaceUnit]:
    rows = session.execute(
        select(Unit.id, Unit.kind, Unit.name).where(Unit.kind.in_(kinds), Unit.active)
    )
    return [PlaceUnit(row.id, row.kind, row.name) for row in rows]


def stand_of_draft(session: Session, row: RuleSet) -> RuleSetStand:
    """What the publication of a draft depends on."""
    rules = session.scalar(select(func.count(RoutingRow.id)).where(RoutingRow.set_id == row.id))
    heads = session.scalar(
        select(func.count(Officer.id)).where(Officer.active, Officer.role == Role.OFFICE_HEAD)
    )
    return RuleSetStand(
        rules or 0, row.edits, row.tried_at_edit, frozenset(row.author_ids), heads or 0
    )


def why_not_published(actor: Actor) -> str | None:
    """Why this officer may not put the draft in force, as a code; None if he may, and when there is none."""
    session = db.session()
    row = session.scalars(select(RuleSet).where(RuleSet.state == RuleSetState.DRAFT)).first()
    return None if row is None else publication_refusal(actor, stand_of_draft(session, row))


def _view(row: RuleSet, rules: int, names: tuple[str, str, str]) -> RuleSetView:
    return RuleSetView(
        row.id,
        row.number,
        row.state,
        row.based_on,
        row.note,
        rules,
        row.edits,
        names[0],
        row.made_at,
        names[1],
        row.tried_at,
        row.tried_at_edit == row.edits,
        names[2],
        row.published_at,
        row.retired_at,
    )


def _rule(row: RoutingRow) -> RoutingRule:
    return RoutingRule(
        key=row.key,
        name=row.name,
        unit_id=row.unit_id,
        unit_kind=row.unit_kind,
        office=row.office,
        category=row.category,
        places=tuple(row.places),
        words=tuple(row.words),
        match=row.match,
        petition_class=row.petition_class,
        leader=Post(row.leader, row.leader_id),
        first=Post(row.first, row.first_id),
        priority=row.priority,
        basis=row.basis,
        article=row.article,
    )
