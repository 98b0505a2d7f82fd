"""Tries the rules of a draft on past cases: what each suggests beside where the case was in the end handled."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, exists, false, select

from petitions.adapters import clock
from petitions.models.history import CaseEvent
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.categories import categories
from petitions.queries.routing_sets import live_map, map_of, rules_of
from petitions.queries.scope import visible
from petitions.rules.actors import Actor
from petitions.rules.categories import Categories
from petitions.rules.routing import RoutingFacts, RuleMap, Suggestion
from petitions.rules.terms import Action, PetitionClass

MOST = 2000
"""Cases of one trial."""
SHOWN = 200
"""Lines of its table: what changes comes first."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one version says of a case: a unit, none, or several that stand level."""

    unit_id: int | None
    unit: str
    tied: bool


@dataclass(frozen=True, slots=True)
class TrialLine:
    """One past case, by its number alone."""

    case_id: int
    number: str
    handled_id: int
    handled: str
    before: Verdict
    after: Verdict

    @property
    def changed(self) -> bool:
        """Whether the draft says something else than the live map."""
        return (self.before.unit_id, self.before.tied) != (self.after.unit_id, self.after.tied)


@dataclass(frozen=True, slots=True)
class Tally:
    """How one version does on all cases of a trial."""

    cases: int
    suggested: int
    """One unit was suggested."""
    tied: int
    agreed: int
    """And it is the one that handled the case."""

    @property
    def coverage(self) -> float | None:
        """Per cent of the cases with one suggested unit; None without cases."""
        return self.suggested * 1000 // self.cases / 10 if self.cases else None

    @property
    def agreement(self) -> float | None:
        """Per cent of the suggestions that agree with where the case was handled; None without any."""
        return self.agreed * 1000 // self.suggested / 10 if self.suggested else None


@dataclass(frozen=True, slots=True)
class Trial:
    """The table of a trial and its totals, of the live map and of the draft."""

    lines: tuple[TrialLine, ...]
    changed: int
    before: Tally
    after: Tally


def trial(set_id: int, *, actor: Actor, last: int = MOST, since: date | None = None) -> Trial:
    """Try a version on the newest ``last`` cases he may see that a unit accepted, from a day of receipt on.

    Accusations and confidential cases are left out: the table would say which unit has them (§30).
    """
    session = db.session()
    draft = map_of(session, rules_of(set_id))
    found = live_map(session)
    live = found[1] if found else RuleMap(())
    known = categories()
    names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
    lines = []
    for row in session.execute(_cases(actor, min(last, MOST), since)):
        facts = _facts(row, known)
        lines.append(
            TrialLine(
                row.id,
                row.registration_number or row.receipt_number,
                row.handling_unit_id,
                names.get(row.handling_unit_id, ""),
                _verdict(live.suggest(facts), names),
                _verdict(draft.suggest(facts), names),
            )
        )
    shown = sorted(lines, key=lambda line: not line.changed)[:SHOWN]
    return Trial(
        tuple(shown),
        sum(line.changed for line in lines),
        _tally([(line.handled_id, line.before) for line in lines]),
        _tally([(line.handled_id, line.after) for line in lines]),
    )


def _cases(actor: Actor, last: int, since: date | None) -> Select[*tuple[Any, ...]]:
    accepted = exists().where(CaseEvent.case_id == Case.id, CaseEvent.action == Action.ACCEPT)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Case.id,
            Case.registration_number,
            Case.receipt_number,
            Case.handling_unit_id,
            Case.title,
            Case.request,
            Case.facts,
            Case.problem_place,
            Case.category,
            Case.petition_class,
        )
        .where(
            visible(actor),
            Case.handling_unit_id.is_not(None),
            Case.petition_class != PetitionClass.ACCUSATION,
            Case.confidential == false(),
            Case.erased_at.is_(None),
            accepted,
        )
        .order_by(Case.received_at.desc(), Case.id.desc())
        .limit(last)
    )
    if since is not None:
        statement = statement.where(Case.received_at >= clock.day_start(since))
    return statement


def _facts(row: Any, known: Categories) -> RoutingFacts:
    return RoutingFacts(
        text=f"{row.title}\n{row.request}\n{row.facts}",
        place=row.problem_place,
        categories=known.chain(row.category),
        petition_class=row.petition_class,
    )


def _verdict(suggestion: Suggestion, names: dict[int, str]) -> Verdict:
    best = suggestion.best
    unit_id = None if best is None else best.unit_id
    return Verdict(unit_id, names.get(unit_id or 0, ""), suggestion.tied)


def _tally(pairs: list[tuple[int, Verdict]]) -> Tally:
    suggested = [(handled, verdict) for handled, verdict in pairs if verdict.unit_id is not None]
    return Tally(
        len(pairs),
        len(suggested),
        sum(verdict.tied for _, verdict in pairs),
        sum(verdict.unit_id == handled for handled, verdict in suggested),
    )
