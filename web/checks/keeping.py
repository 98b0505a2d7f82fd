"""What is kept beside the rows: the bytes of files, the personal fields, the words of the search."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, or_, select, text, type_coerce
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from petitions.adapters import files
from petitions.models.base import Base
from petitions.models.document import Attachment
from petitions.models.encrypted import EncryptedJson, EncryptedText, IdentityText, moved
from web.checks.faults import Fault

BATCH = 500
CALLED = {"petitioners": "person", "cases": "case"}
"""Tables whose rows an administrator knows by another word."""
Encrypted = (EncryptedText, EncryptedJson)


def check_files(session: Session, told: Callable[[], object]) -> Iterator[Fault]:
    """Every file is there, as long and with the same SHA-256 as its row says."""
    rows = session.execute(
        select(
            Attachment.id,
            Attachment.case_id,
            Attachment.stored_as,
            Attachment.size,
            Attachment.sha256,
        ).order_by(Attachment.id)
    ).all()
    for number, case_id, stored_as, size, sha256 in rows:
        where = f"of case {case_id}" if case_id else "of a draft"
        subject = f"file {number} {where}"
        if not sha256:  # erased by law; web/checks/erasures.py asks what is left of it
            told()
            continue
        try:
            content = files.get(stored_as)
        except FileNotFoundError:
            yield Fault("file", subject, "is missing")
        except OSError as error:
            yield Fault("file", subject, f"cannot be read: {error.strerror}")
        else:
            if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
                yield Fault("file", subject, "is not what was kept")
        told()


def check_fields(session: Session) -> Iterator[Fault]:
    """Every personal field of every table can be read with the keys at hand."""
    for table in Base.metadata.sorted_tables:
        columns = [each for each in table.c if isinstance(each.type, Encrypted)]
        if columns:
            yield from _check_table(session, table, columns)


def _check_table(session: Session, table: Table, columns: list[Column[Any]]) -> Iterator[Fault]:
    kept, last = CALLED.get(table.name, f"row of {table.name}"), 0
    filled = or_(*(each.is_not(None) for each in columns))
    while True:
        ids = session.scalars(
            select(table.c.id).where(table.c.id > last, filled).order_by(table.c.id).limit(BATCH)
        ).all()
        if not ids:
            return
        if not _readable(session, table, columns, ids[0], ids[-1]):
            for one in ids:
                if not _readable(session, table, columns, one, one):
                    words = "cannot be read with the field keys at hand"
                    yield Fault("key", f"{kept} {one}", words)
        yield from _under_old_keys(session, table, kept, ids[0], ids[-1])
        last = ids[-1]


def _readable(
    session: Session, table: Table, columns: list[Column[Any]], first: int, last: int
) -> bool:
    try:
        session.execute(select(*columns).where(table.c.id.between(first, last))).all()
    except ValueError:
        return False
    return True


def _under_old_keys(
    session: Session, table: Table, kept: str, first: int, last: int
) -> Iterator[Fault]:
    """Identities that were not moved under keys of their own."""
    columns = [each for each in table.c if isinstance(each.type, IdentityText)]
    if not columns:
        return
    rows = session.execute(
        select(table.c.id, *(type_coerce(each, LargeBinary) for each in columns)).where(
            table.c.id.between(first, last)
        )
    )
    for number, *values in rows:
        pairs = zip(columns, values, strict=True)
        if any(value is not None and moved(value, str(each)) is not None for each, value in pairs):
            words = "has an identity under a key of other fields: huiyin migrate, from before 0014"
            yield Fault("key", f"{kept} {number}", words)


def check_database(session: Session) -> Iterator[Fault]:
    """Nothing points to what is not there, and the search knows every case."""
    sqlite = session.get_bind().dialect.name == "sqlite"
    if sqlite:
        for row in session.execute(text("PRAGMA foreign_key_check")).all():
            yield Fault("database", f"table {row[0]} row {row[1]}", f"points to no {row[2]}")
        try:
            words = session.scalars(text("PRAGMA quick_check(5)")).all()
        except DatabaseError as error:
            words = [str(error.orig)]
        for line in words:
            if line != "ok":
                yield Fault("database", "file", str(line))
    known = "rowid" if sqlite else "case_id"
    lost = session.scalars(
        text(f"SELECT id FROM cases WHERE id NOT IN (SELECT {known} FROM case_words)")  # nosec
    ).all()
    for case_id in lost:
        yield Fault("search", f"case {case_id}", "cannot be found by its words")
