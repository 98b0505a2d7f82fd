"""A thousand random changes of the tables, past every guard: each is found, and nothing else is."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Table, delete, insert, inspect, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.models.base import Base, Instant
from petitions.models.encrypted import EncryptedText
from petitions.models.proof import RegisterEnd, RegisterEntry
from petitions.models.registered import KINDS
from petitions.models.session import db
from web.checks.faults import Fault
from web.checks.receipts import check_receipts
from web.checks.register import check_register

MUTATIONS, PARTS = 125, 4
"""So many in each part: five hundred on each engine, a thousand in all."""
Change = Callable[[random.Random, Connection, Table, list[Any]], str]
"""Changes some of the rows, which have been read; returns what it did, blank where it could not."""

TABLES: dict[str, tuple[str, ...]] = {
    RegisterEntry.__tablename__: ("seq", "kind", "ref", "digest", "hash"),
    RegisterEnd.__tablename__: ("seq", "leaves", "earlier", "hash", "seal"),
    **{each.model.__tablename__: each.names for each in KINDS.values()},
}
"""What is under proof: the chain and its end, and every column that it speaks of."""


FIRST: dict[type, Any] = {
    int: 1,
    bool: True,
    str: "改",
    date: date(2020, 1, 1),
    datetime: datetime(2020, 1, 1, tzinfo=UTC),
    dict: {"case": 1},
    list: [[1, "x"]],
    bytes: b"x",
}
"""What stands where nothing stood."""


def faults(session: Session) -> list[Fault]:
    return [*check_register(session), *check_receipts(session)]


def another(draw: random.Random, value: Any) -> Any:
    """Some other value of the same kind."""
    if isinstance(value, Enum):
        return draw.choice([each for each in type(value) if each is not value])
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + draw.choice([-1, 1, 7])
    if isinstance(value, datetime | date):
        return value - draw.choice([1, 30, 400]) * timedelta(days=1)
    if isinstance(value, bytes):
        place = draw.randrange(len(value)) if value else 0
        return (
            value[:place] + bytes([(value[place] + 1) % 256 if value else 1]) + value[place + 1 :]
        )
    if isinstance(value, dict):
        return {**value, "case": 10**6}
    if isinstance(value, list):
        return [*value, [1, "x"]] if not value else value[:-1]
    if isinstance(value, str) and value:
        place = draw.randrange(len(value))
        return value[:place] + ("甲" if value[place] != "甲" else "乙") + value[place + 1 :]
    return "改"


def first(column: Column[Any]) -> Any:
    """What may stand where nothing stood."""
    if isinstance(column.type, EncryptedText):
        return FIRST[str]
    kind = datetime if isinstance(column.type, Instant) else column.type.python_type
    return next(iter(kind)) if issubclass(kind, Enum) else FIRST[kind]


def changed(draw: random.Random, connection: Connection, table: Table, rows: list[Any]) -> str:
    row = draw.choice(rows)
    name = draw.choice(TABLES[table.name])
    column = table.c[name]
    value = row._mapping[name]
    new = another(draw, value) if value is not None else first(column)
    key = next(iter(table.primary_key))
    connection.execute(update(table).where(key == row._mapping[key.name]).values({name: new}))
    return f"{table.name} {row._mapping[key.name]}: {name}"


def gone(draw: random.Random, connection: Connection, table: Table, rows: list[Any]) -> str:
    key = next(iter(table.primary_key))
    number = draw.choice(rows)._mapping[key.name]
    connection.execute(delete(table).where(key == number))
    return f"{table.name} {number}: deleted"


def cut_off(draw: random.Random, connection: Connection, table: Table, rows: list[Any]) -> str:
    key = next(iter(table.primary_key))
    numbers = sorted(row._mapping[key.name] for row in rows)[-draw.randint(1, 3) :]
    connection.execute(delete(table).where(key >= numbers[0]))
    return f"{table.name}: cut off from {numbers[0]}"


def swapped(draw: random.Random, connection: Connection, table: Table, rows: list[Any]) -> str:
    """Two lines change places: all they say, but their numbers."""
    if len(rows) < 2:
        return ""
    one, other = draw.sample(rows, 2)
    key = next(iter(table.primary_key))
    names = [name for name in TABLES[table.name] if name != key.name]
    unique = {
        column
        for constraint in inspect(connection).get_unique_constraints(table.name)
        for column in constraint["column_names"]
    }
    names = [name for name in names if name not in unique]
    if all(one._mapping[name] == other._mapping[name] for name in names):
        return ""
    for row, instead in ((one, other), (other, one)):
        connection.execute(
            update(table)
            .where(key == row._mapping[key.name])
            .values({name: instead._mapping[name] for name in names})
        )
    return f"{table.name}: {one._mapping[key.name]} and {other._mapping[key.name]} swapped"


def put_in(draw: random.Random, connection: Connection, table: Table, rows: list[Any]) -> str:
    """A further line like one that is there: an unfiled petition, an invented look, a second head."""
    row = dict(draw.choice(rows)._mapping)
    key = next(iter(table.primary_key))
    row[key.name] = max(each._mapping[key.name] for each in rows) + 1
    for name, value in list(row.items()):
        column = table.c[name]
        if name == key.name or not (column.unique or name in UNIQUE.get(table.name, ())):
            continue
        row[name] = (
            10**6 + draw.randrange(10**6) if isinstance(value, int) else another(draw, value)
        )
    connection.execute(insert(table).values(row))
    return f"{table.name} {row[key.name]}: put in"


UNIQUE = {
    "case_events": ("sequence",),
    "petitioners": ("position",),
    "cases": ("external_number", "submission_key_hash"),
}
CHANGES: tuple[Change, ...] = (changed, changed, changed, gone, cut_off, swapped, put_in)


@contextmanager
def unguarded(connection: Connection) -> Iterator[None]:
    """Without triggers and foreign keys, which are back afterwards."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        return
    kept = connection.execute(
        text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    ).all()
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name, _ in kept:
        connection.execute(text(f"DROP TRIGGER {name}"))
    yield
    for _, made in kept:
        connection.execute(text(made))


def tried(
    change: Change, draw: random.Random, connection: Connection, table: Table, rows: list[Any]
) -> str:
    """What the change did; blank where the tables cannot hold it (two rows of one number)."""
    point = connection.begin_nested()
    try:
        return change(draw, connection, table, rows)
    except IntegrityError:
        point.rollback()
        return ""


def test_an_office_nobody_touched_has_no_fault(sealed: Session) -> None:
    assert faults(sealed) == []


@pytest.mark.parametrize("part", range(PARTS))
def test_every_change_is_found(sealed: Session, part: int) -> None:
    draw = random.Random(f"a thousand changes, part {part}")
    tables = {name: Base.metadata.tables[name] for name in TABLES}
    done, turn = 0, list[str]()
    missed: list[str] = []
    seen: dict[str, int] = dict.fromkeys(tables, 0)
    while done < MUTATIONS:
        turn = turn or draw.sample(list(tables), len(tables))  # every table has its turn
        name, change = turn[-1], draw.choice(CHANGES)
        with db.engine.connect() as connection:
            transaction = connection.begin()
            rows = list(connection.execute(select(tables[name])).all())
            if name == "replies":
                issued = [row for row in rows if row.issued_at is not None]
                rows = issued or rows
            if name == "attachments":
                rows = [row for row in rows if row.case_id is not None]
            with unguarded(connection):
                what = tried(change, draw, connection, tables[name], rows)
            if what:
                with Session(bind=connection, join_transaction_mode="rollback_only") as session:
                    found = faults(session)
                if not found:
                    missed.append(what)
                seen[name] += 1
                done += 1
                turn.pop()  # a change that the table cannot hold is tried again in another way
            transaction.rollback()
    assert missed == [], f"{len(missed)} of {done} were not found"
    assert all(seen.values()), seen
