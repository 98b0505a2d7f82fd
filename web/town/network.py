"""Posts, places of reception and closed units of the invented town, added where they are not there yet."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from petitions.actions.close_unit import Closing, close_unit
from petitions.actions.manage_places import PlaceFacts, add_place
from petitions.actions.manage_posts import PostFacts, add_post
from petitions.models.directory import Post, ReceptionPlace
from petitions.models.officer import Officer
from petitions.models.session import db
from petitions.rules.terms import ClosingCause

FILE = Path(__file__).with_name("network.toml")
SINCE = date(2025, 3, 3)
"""Everybody holds his post since then."""


@lru_cache(maxsize=1)
def _tables() -> Mapping[str, list[dict[str, Any]]]:
    return tomllib.loads(FILE.read_text("utf-8"))


def furnish(units: Mapping[str, int], *, now: datetime) -> None:
    """Add what is missing to the units, by their codes; what stands already is left as it is."""
    session = db.session()
    places = {
        (unit_id, name)
        for unit_id, name in session.execute(select(ReceptionPlace.unit_id, ReceptionPlace.name))
    }
    posts = {
        (officer_id, title)
        for officer_id, title in session.execute(select(Post.officer_id, Post.title))
    }
    officers: dict[str, int] = {
        row.username: row.id for row in session.execute(select(Officer.username, Officer.id))
    }
    for table in _tables()["place"]:
        facts = PlaceFacts(unit_id=units[table["unit"]], **_without(table, "unit"))
        if (facts.unit_id, facts.name) not in places:
            add_place(facts, by=None, now=now)
    for table in _tables()["post"]:
        given = {**_without(table, "officer"), "lines": tuple(table["lines"])}
        post, officer_id = PostFacts(from_on=SINCE, **given), officers[table["officer"]]
        if (officer_id, post.title) not in posts:
            add_post(officer_id, post, by=None, now=now)


def close_as_told(
    unit_id: int, closed: Mapping[str, Any], units: Mapping[str, int], *, now: datetime
) -> None:
    """Close a unit that was added a moment ago, as its table says."""
    closing = Closing(
        ClosingCause(closed["cause"]),
        closed["reason"],
        closed["since"],
        tuple(units[code] for code in closed["into"]),
    )
    close_unit(unit_id, closing, by=None, now=now)


def _without(table: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in table.items() if key != name}
