"""Takes a planned workbook into the directory, each row whole or not at all, and writes one of what is there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime
from typing import Any, TypeVar

from petitions.actions.errors import ActionError, Refused
from petitions.actions.manage_places import PlaceFacts, add_place, change_place
from petitions.actions.manage_posts import PostFacts, add_post, change_post
from petitions.actions.manage_units import UnitFacts, add_unit, change_unit
from petitions.actions.note_import import note_import
from petitions.queries import directory, posts
from petitions.rules.permissions import Actor
from web.importing.directory_cells import COLUMNS, TITLES, Sheet
from web.importing.directory_plan import Plan, Planned, Verdict
from web.tables import Cell, book_bytes

Facts = TypeVar("Facts", UnitFacts, PostFacts, PlaceFacts)
YES_NO = {False: ("是", "否"), True: ("yes", "no")}
"""In Chinese and in English."""


def file_plan(plan: Plan, *, by: Actor | None, now: datetime) -> int:
    """Do what was planned; returns how many rows were done. A row the register refuses is marked as such."""
    done = 0
    filers = {Sheet.UNITS: _file_unit, Sheet.POSTS: _file_post, Sheet.PLACES: _file_place}
    order = list(Sheet)
    for row in sorted(plan.rows, key=lambda each: (order.index(each.sheet), each.depth, each.line)):
        if row.verdict not in (Verdict.ADD, Verdict.CHANGE):
            continue
        try:
            filers[row.sheet](row, by, now)
            done += 1
        except ActionError as error:
            row.refuse(error.code, "")
    if done:
        note_import(rows=done, by=by, now=now)
    return done


def _given(row: Planned, known: type[Any]) -> dict[str, Any]:
    names = {each.name for each in fields(known)}
    return {name: value for name, value in row.values.items() if name in names}


def _as_is(view: object, facts: type[Facts]) -> Facts:
    """What is there, in the shape in which it is changed."""
    return facts(**{each.name: getattr(view, each.name) for each in fields(facts)})


def _file_unit(row: Planned, by: Actor | None, now: datetime) -> None:
    ids = {each.code: each.id for each in directory.units(active_only=False)}
    given = _given(row, UnitFacts)
    if "parent" in row.values:
        given["parent_id"] = _id_of(row.values["parent"], ids)
    view = directory.unit(row.target) if row.target is not None else None
    if view is None:
        add_unit(UnitFacts(**given), by=by, now=now)
        return
    facts = _as_is(view, UnitFacts)
    if facts.name_en == facts.name:  # the page shows the Chinese one where there is no other
        facts = replace(facts, name_en="")
    change_unit(view.id, replace(facts, **given), by=by, now=now)


def _id_of(code: str, ids: Mapping[str, int]) -> int:
    """The unit with that code, unless the register refused it a moment ago. Raises Refused."""
    if code not in ids:
        raise Refused("no_such_unit")
    return ids[code]


def _file_post(row: Planned, by: Actor | None, now: datetime) -> None:
    given = _given(row, PostFacts)
    view = posts.post(row.target) if row.target is not None else None
    if view is None:
        accounts = {each.username: each.id for each in directory.officers()}
        add_post(accounts[row.key[0]], PostFacts(**given), by=by, now=now)
        return
    change_post(view.id, replace(_as_is(view, PostFacts), **given), by=by, now=now)


def _file_place(row: Planned, by: Actor | None, now: datetime) -> None:
    ids = {each.code: each.id for each in directory.units(active_only=False)}
    given = {**_given(row, PlaceFacts), "unit_id": _id_of(row.key[0], ids)}
    view = posts.place(row.target) if row.target is not None else None
    if view is None:
        add_place(PlaceFacts(**given), by=by, now=now)
        return
    change_place(view.id, replace(_as_is(view, PlaceFacts), **given), by=by, now=now)


def workbook(*, english: bool, empty: bool = False) -> bytes:
    """The directory as a workbook that can be taken in again; ``empty`` leaves only the heads."""
    column = 1 if english else 0
    rows: Mapping[Sheet, Callable[[], Iterable[Any]]] = {
        Sheet.UNITS: _unit_rows,
        Sheet.POSTS: posts.posts,
        Sheet.PLACES: _place_rows,
    }
    return book_bytes(
        (
            TITLES[sheet][column],
            [names[column] for names in COLUMNS[sheet].values()],
            ()
            if empty
            else [
                [_cell(each, name, english) for name in COLUMNS[sheet]] for each in rows[sheet]()
            ],
        )
        for sheet in Sheet
    )


def _unit_rows() -> Iterator[dict[str, Any]]:
    found = directory.units(active_only=False)
    codes = {each.id: each.code for each in found}
    for each in found:
        own = {name: getattr(each, name, None) for name in COLUMNS[Sheet.UNITS]}
        english = each.name_en if each.name_en != each.name else ""
        yield {**own, "parent": codes.get(each.parent_id or 0, ""), "name_en": english}


def _place_rows() -> Iterator[dict[str, Any]]:
    codes = {each.id: each.code for each in directory.units(active_only=False)}
    for each in posts.places():
        own = {name: getattr(each, name, None) for name in COLUMNS[Sheet.PLACES]}
        yield {**own, "unit": codes[each.unit_id]}


def _cell(each: Any, name: str, english: bool) -> Cell:
    value: Cell | tuple[str, ...] = each[name] if isinstance(each, dict) else getattr(each, name)
    if isinstance(value, bool):
        yes, no = YES_NO[english]
        return yes if value else no
    if isinstance(value, tuple):
        return "\n".join(value)
    return value
