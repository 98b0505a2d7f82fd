"""Which unit the live map suggests for a case, and why; and how often officers follow it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.history import CaseEvent
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries.accused import destinations_for
from petitions.queries.categories import categories_in
from petitions.queries.directory import UnitView
from petitions.queries.routing_sets import live_map
from petitions.queries.scope import visible
from petitions.rules import categorising
from petitions.rules.actors import Actor
from petitions.rules.categorising import CategoryAdvice
from petitions.rules.routing import SHOWN, Candidate, Criterion, RoutingFacts, Suggestion
from petitions.rules.terms import Action

COUNTED = 1000
"""Of so many newest dispatches the share of followed suggestions is made."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """One unit a rule names for the case, with the officers its posts stand for."""

    candidate: Candidate
    unit: UnitView
    leader: str
    first: str


@dataclass(frozen=True, slots=True)
class Advice:
    """What the rules say of a case; a person decides. ``version``: the number of the live map, None without one."""

    version: int | None
    candidates: tuple[Suggested, ...]
    tied: bool
    decided_by: Criterion | None
    category: CategoryAdvice | None
    category_known: bool
    """The case has one already."""


@dataclass(frozen=True, slots=True)
class Share:
    """Of the newest dispatches: how many had a suggestion, and how many followed it."""

    dispatches: int
    suggested: int
    followed: int


def suggestions_for(case_id: int, actor: Actor) -> Advice | None:
    """The suggestions for a case; units it may not be sent to are left out. None if it does not exist for him."""
    session = db.session()
    case = session.scalars(select(Case).where(Case.id == case_id, visible(actor))).first()
    if case is None:
        return None
    units = {each.id: each for each in destinations_for(case.id)}
    version, suggestion = suggested_in(session, case, tuple(units.values()))
    shown = suggestion.level if suggestion.tied else suggestion.candidates
    names = _officers(session, shown[:SHOWN])
    return Advice(
        version,
        tuple(
            Suggested(
                each,
                units[each.unit_id],
                _post(each.rule.leader.title, names.get(each.rule.leader.officer_id or 0)),
                _post(each.rule.first.title, names.get(each.rule.first.officer_id or 0)),
            )
            for each in shown[:SHOWN]
        ),
        suggestion.tied,
        suggestion.decided_by,
        categorising.shipped().advice(case.title, f"{case.request}\n{case.facts}"),
        bool(case.category),
    )


def suggested_in(
    session: Session, case: Case, units: tuple[UnitView, ...] | None = None
) -> tuple[int | None, Suggestion]:
    """The live map's number and what it suggests for a case, within a session; ``units``: where it may go."""
    live = live_map(session)
    if live is None:
        return None, Suggestion()
    number, rules = live
    allowed = frozenset(each.id for each in (destinations_for(case.id) if units is None else units))
    return number, rules.suggest(facts_of(session, case), allowed=allowed)


def facts_of(session: Session, case: Case) -> RoutingFacts:
    """What rules look at of a case."""
    return RoutingFacts(
        text=f"{case.title}\n{case.request}\n{case.facts}",
        place=case.problem_place,
        categories=categories_in(session).chain(case.category),
        petition_class=case.petition_class,
    )


def coded(number: int | None, suggestion: Suggestion, unit_id: int) -> dict[str, Any]:
    """What the history keeps of a suggestion beside the officer's own choice: codes alone; empty without one."""
    best = suggestion.best
    if number is None or not suggestion.candidates:
        return {}
    if best is None:
        level = {each.unit_id for each in suggestion.level}
        return {"rule_set": number, "tied": True, "followed": unit_id in level}
    return {
        "rule_set": number,
        "rule": best.rule.key,
        "suggested_unit_id": best.unit_id,
        "followed": unit_id == best.unit_id,
    }


def share_followed(actor: Actor) -> Share:
    """How often the officers of his office followed the map, over the newest dispatches he may see."""
    rows = db.session().scalars(
        select(CaseEvent.facts)
        .join(Case, Case.id == CaseEvent.case_id)
        .where(CaseEvent.action.in_((Action.TRANSFER, Action.ASSIGN)), visible(actor))
        .order_by(CaseEvent.id.desc())
        .limit(COUNTED)
    )
    facts = [dict(each) for each in rows]
    suggested = [each for each in facts if "followed" in each]
    return Share(len(facts), len(suggested), sum(bool(each["followed"]) for each in suggested))


def _officers(session: Session, candidates: Iterable[Candidate]) -> dict[int, str]:
    """Names of the officers that posts stand for."""
    ids = {
        post.officer_id
        for each in candidates
        for post in (each.rule.leader, each.rule.first)
        if post.officer_id is not None
    }
    if not ids:
        return {}
    rows = session.execute(
        select(Officer.id, Officer.name).where(Officer.id.in_(ids), Officer.active)
    )
    return {row.id: row.name for row in rows}


def _post(title: str, name: str | None) -> str:
    """The post with the name of its officer in the house, as far as they are known."""
    return f"{title}（{name}）" if title and name else title or name or ""
