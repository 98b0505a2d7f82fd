"""A draft of the responsibility map is begun, changed rule by rule, filled from a file, or thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.actions._audit import audit
from petitions.actions._routing import (
    as_row,
    changed,
    check_right,
    new_draft,
    the_draft,
)
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotFound, Refused
from petitions.models.officer import Officer
from petitions.models.routing import RoutingRow, RuleSet
from petitions.models.unit import Unit
from petitions.queries.categories import categories_in
from petitions.rules.categories import Categories
from petitions.rules.permissions import Actor
from petitions.rules.routing import (
    BASIS_MAX,
    MOST_RULES,
    PRIORITY_MAX,
    TEXT_MAX,
    Post,
    RoutingRule,
    RuleRefused,
    check_rule,
)
from petitions.rules.routing_import import MapLine, words_of, words_of_scope
from petitions.rules.routing_sets import RuleSetState


@dataclass(frozen=True, slots=True)
class LineFault:
    """A row of a file that became no rule: its line, a code for ``web/wording``, and what belongs to it."""

    line: int
    code: str
    facts: dict[str, object]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file."""

    added: int
    faults: tuple[LineFault, ...]


def open_draft(*, by: Actor | None, now: datetime) -> int:
    """Begin a draft with the rules of the live map; returns its number. Raises NotAllowed, Refused."""
    check_right(by)
    with unit_of_work() as session:
        row = new_draft(session, by, now)
        audit(session, "draft_routing", by, now, number=row.number)
        return row.number


def discard_draft(*, seen: int, by: Actor, now: datetime) -> None:
    """Give a draft up; it stays among the versions and never becomes live."""
    check_right(by)
    with unit_of_work() as session:
        row = the_draft(session, seen)
        row.state, row.retired_at = RuleSetState.RETIRED, now
        audit(session, "discard_routing", by, now, number=row.number)


def put_rule(rule: RoutingRule, *, seen: int, by: Actor, now: datetime) -> int:
    """Add a rule (key 0) or change one of the draft; returns its key. Raises NotAllowed, NotFound, Refused."""
    check_right(by)
    with unit_of_work() as session:
        draft = the_draft(session, seen)
        _check(session, rule, categories_in(session))
        if rule.key:
            session.delete(_row(session, draft, rule.key))
            session.flush()  # its key is free again
        else:
            _check_room(session, draft, 1)
            rule = replace(rule, key=draft.next_key)
            draft.next_key += 1
        session.add(as_row(draft.id, rule))
        changed(draft, by)
        audit(session, "change_routing", by, now, number=draft.number, rule=rule.key)
        return rule.key


def remove_rule(key: int, *, seen: int, by: Actor, now: datetime) -> None:
    """Take a rule out of the draft; earlier versions keep it."""
    check_right(by)
    with unit_of_work() as session:
        draft = the_draft(session, seen)
        session.delete(_row(session, draft, key))
        changed(draft, by)
        audit(session, "change_routing", by, now, number=draft.number, rule=key)


def load_lines(
    lines: Sequence[MapLine],
    *,
    unit_id: int | None,
    seen: int | None,
    by: Actor | None,
    now: datetime,
) -> Loaded:
    """Add the rows of a file to the draft, which is begun where there is none.

    ``unit_id``: whose division of work it is; offices that are no unit of the house are named as its inner
    offices. ``seen`` None: whatever was changed meanwhile. Rows that make no rule are told with their line.
    """
    check_right(by)
    with unit_of_work() as session:
        begun = session.scalar(select(RuleSet.id).where(RuleSet.state == RuleSetState.DRAFT))
        draft = new_draft(session, by, now) if begun is None else the_draft(session, seen)
        units = _units_by_name(session)
        known = categories_in(session)
        rules: list[RoutingRule] = []
        faults: list[LineFault] = []
        for line in lines:
            try:
                rule = _rule_of(line, units, unit_id, known)
                _check(session, rule, known)
            except (RuleRefused, Refused) as refused:
                faults.append(LineFault(line.line, refused.code, dict(refused.facts)))
            else:
                rules.append(replace(rule, key=draft.next_key))
                draft.next_key += 1
        _check_room(session, draft, len(rules))
        session.add_all(as_row(draft.id, rule) for rule in rules)
        if rules:
            changed(draft, by)
        audit(session, "load_routing", by, now, number=draft.number, added=len(rules))
        return Loaded(len(rules), tuple(faults))


def _rule_of(
    line: MapLine, units: dict[str, int], unit_id: int | None, known: Categories
) -> RoutingRule:
    """The rule of one row. Raises RuleRefused, Refused."""
    scope, office, named = line.of("scope"), line.of("office"), line.of("unit")
    target = units.get(named or office)
    if named and target is None:
        raise Refused("map_unit", unit=named[:40])
    inner = office if named or target is None else ""
    category = _category(line.of("category"), known)
    words = words_of(line.of("words")) or (() if category else words_of_scope(scope))
    return RoutingRule(
        key=0,
        name=scope[:TEXT_MAX],
        unit_id=target if target is not None else unit_id,
        office=inner[:TEXT_MAX],
        category=category,
        words=words,
        places=words_of(line.of("place")),
        leader=Post(line.of("leader")[:TEXT_MAX]),
        first=Post(line.of("first")[:TEXT_MAX]),
        priority=_priority(line.of("priority")),
        basis=line.of("basis")[:BASIS_MAX],
        article=line.of("article")[:TEXT_MAX],
    )


def _category(text: str, known: Categories) -> str:
    """The code of a category given as code or as names."""
    if not text or text in known.by_code():
        return text
    chain = known.chain(text)
    if not chain or known.path(chain[-1]) != text:
        raise Refused("no_such_category")
    return chain[-1]


def _priority(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise Refused("rule_priority", most=PRIORITY_MAX)
    return int(text)


def _units_by_name(session: Session) -> dict[str, int]:
    """Active units by code and by name."""
    found: dict[str, int] = {}
    for row in session.execute(select(Unit.id, Unit.code, Unit.name).where(Unit.active)):
        found.setdefault(row.name, row.id)
        found[row.code] = row.id
    return found


def _check(session: Session, rule: RoutingRule, known: Categories) -> None:
    """Whether the draft may hold it. Raises Refused."""
    try:
        check_rule(rule)
    except RuleRefused as refused:
        raise Refused(refused.code, **refused.facts) from refused
    if rule.category and rule.category not in known.by_code():
        raise Refused("no_such_category")
    if rule.unit_id is not None:
        unit = session.get(Unit, rule.unit_id)
        if unit is None or not unit.active:
            raise Refused("no_such_unit", unit_id=rule.unit_id)
    for post in (rule.leader, rule.first):
        if post.officer_id is not None and session.get(Officer, post.officer_id) is None:
            raise Refused("no_such_officer")


def _check_room(session: Session, draft: RuleSet, more: int) -> None:
    count = session.scalar(select(func.count(RoutingRow.id)).where(RoutingRow.set_id == draft.id))
    if (count or 0) + more > MOST_RULES:
        raise Refused("many_rules", most=MOST_RULES)


def _row(session: Session, draft: RuleSet, key: int) -> RoutingRow:
    row = session.scalars(
        select(RoutingRow).where(RoutingRow.set_id == draft.id, RoutingRow.key == key)
    ).first()
    if row is None:
        raise NotFound
    return row
