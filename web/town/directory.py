"""The units and officers of the invented town, added where they are not there yet."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.manage_officers import add_officer
from petitions.actions.manage_units import UnitFacts, add_unit
from petitions.models.officer import Officer
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.directory import actor_for
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role, UnitKind
from web.town.network import close_as_told, furnish

FILE = Path(__file__).with_name("directory.toml")
OFFICE = "XF"
"""The letters office's code."""


@dataclass(frozen=True, slots=True)
class OfficerFacts:
    """One person of the staff: his user name, name, role and the code of his unit."""

    username: str
    name: str
    role: Role
    unit: str


@dataclass(frozen=True, slots=True)
class Town:
    """The town as it stands in the register: ids of units by code, and who may act there."""

    units: Mapping[str, int]
    _actors: dict[str, Actor] = field(default_factory=dict, repr=False)

    def actor(self, username: str) -> Actor:
        """The officer of that name as an actor; looked up once, and only when a story needs him."""
        if username not in self._actors:
            session: Session = db.session()
            officer = session.scalars(select(Officer).where(Officer.username == username)).one()
            self._actors[username] = actor_for(session, officer)
        return self._actors[username]

    def handlers(self, unit: str) -> list[str]:
        """User names of the handlers of a unit, in order."""
        return [
            each.username
            for each in officer_facts()
            if each.unit == unit and each.role is Role.HANDLER
        ]

    def head(self, unit: str) -> str:
        """User name of the head of a unit."""
        return next(
            each.username
            for each in officer_facts()
            if each.unit == unit and each.role in (Role.UNIT_HEAD, Role.OFFICE_HEAD)
        )


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads(FILE.read_text("utf-8"))["unit"])


@lru_cache(maxsize=1)
def officer_facts() -> tuple[OfficerFacts, ...]:
    """Everybody who works in the town, in the order of the tree."""
    return tuple(
        OfficerFacts(username, name, Role(role), table["code"])
        for table in _tables()
        for username, name, role in table["officers"]
    )


def unit_names() -> Mapping[str, str]:
    """Names of the units by code."""
    return {table["code"]: table["name"] for table in _tables()}


def found_town(password: str, *, now: datetime, told: Callable[[], object] = lambda: None) -> Town:
    """Add every unit and officer that is missing; what stands already is left as it is.

    ``told`` is called after each unit and officer.
    """
    session: Session = db.session()
    units: dict[str, int] = {code: id for id, code in session.execute(select(Unit.id, Unit.code))}
    for table in _tables():
        if table["code"] not in units:
            units[table["code"]] = add_unit(_unit_facts(table, units), by=None, now=now)
            if "closed" in table:
                close_as_told(units[table["code"]], table["closed"], units, now=now)
        told()
    known = set(session.scalars(select(Officer.username)))
    for each in officer_facts():
        if each.username not in known:
            add_officer(
                each.username,
                name=each.name,
                role=each.role,
                unit_id=units[each.unit],
                email=f"{each.username}@example.invalid",
                password=password,
                by=None,
                now=now,
            )
        told()
    furnish(units, now=now)
    return Town(units)


def size() -> int:
    """How often ``found_town`` reports."""
    return len(_tables()) + len(officer_facts())


def _unit_facts(table: Mapping[str, Any], units: Mapping[str, int]) -> UnitFacts:
    return UnitFacts(
        code=table["code"],
        name=table["name"],
        kind=UnitKind(table["kind"]),
        name_en=table["name_en"],
        parent_id=units[table["parent"]] if "parent" in table else None,
        email=f"{table['code'].lower()}@example.invalid",
        phone=table["phone"],
        address=table["address"],
        hours=table["hours"],
        handles=table["handles"],
    )
