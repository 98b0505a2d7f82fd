"""Puts the invented town's responsibility map in force, once, as its administrator and its office head do."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from petitions.actions.draft_routing import open_draft, put_rule
from petitions.actions.publish_routing import publish_routing, record_trial
from petitions.queries.routing_sets import draft, rule_sets
from petitions.queries.routing_trial import trial
from petitions.rules.routing import Post, RoutingRule
from petitions.rules.terms import PetitionClass, UnitKind
from web.town.directory import Town

FILE = Path(__file__).with_name("responsibility.toml")
AUTHOR, HEAD = "admin", "xf-head"
NOTE = "按市级部门和教育局的责任分工编制，已用过去的信访件试算。"


def put_in_force(town: Town, *, now: datetime) -> int:
    """Draft, try and publish the map where the office has none; returns how many rules it has then, or 0.

    A draft that was left half-way, or anything that somebody began since, is left alone.
    """
    if rule_sets():
        return 0
    author, head = town.actor(AUTHOR), town.actor(HEAD)
    open_draft(by=author, now=now)
    rules = tuple(rules_of(town))
    for edits, rule in enumerate(rules):
        put_rule(rule, seen=edits, by=author, now=now)
    found = draft()
    assert found is not None
    tried = trial(found.id, actor=head)
    record_trial(seen=found.edits, by=head, now=now, cases=tried.after.cases)
    publish_routing(seen=found.edits, note=NOTE, by=head, now=now)
    return len(rules)


def rules_of(town: Town) -> list[RoutingRule]:
    """The rules of ``responsibility.toml`` for the town's own units."""
    tables = tomllib.loads(FILE.read_text("utf-8"))["rule"]
    return [_rule(table, town) for table in tables]


def _rule(table: Mapping[str, Any], town: Town) -> RoutingRule:
    kind, petition_class = table.get("kind"), table.get("class")
    return RoutingRule(
        key=0,
        name=table["name"],
        unit_id=town.units[table["unit"]] if "unit" in table else None,
        unit_kind=UnitKind(kind) if kind else None,
        office=table.get("office", ""),
        category=table.get("category", ""),
        words=tuple(table.get("words", ())),
        petition_class=PetitionClass(petition_class) if petition_class else None,
        leader=Post(table["leader"]),
        first=Post(table["first"]),
        basis=table.get("basis", ""),
        article=table.get("article", ""),
    )
