"""Puts a copy back into an empty office, on either engine, after checking that the copy is whole."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, func, insert, select, text
from sqlalchemy.orm import Session

from petitions.adapters import files, word_index
from petitions.jobs.backup import MANIFEST, hash_of, rows_in, tables_of
from petitions.models import schema
from petitions.models.exchange import Supplement
from petitions.models.petition import Case
from petitions.models.proof import RegisterEnd
from petitions.models.session import WRITE

BATCH = 500


class RestoreRefused(Exception):
    """Why nothing was put back: not_a_backup, damaged, other_schema, not_empty."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back."""

    rows: int
    files: int


def restore(engine: Engine, folder: Path) -> Restored:
    """Fill an empty house from a copy, whole or not at all. Raises RestoreRefused.

    The house needs the same field keys as the one the copy was made in.
    """
    manifest = _checked(folder)
    schema.upgrade(engine)
    with engine.connect() as connection:
        if connection.scalar(text("SELECT COUNT(*) FROM units")):
            raise RestoreRefused("not_empty")
    names = [name for name in manifest["sha256"] if name.startswith("files/")]
    for name in names:
        files.put_back(name.removeprefix("files/"), (folder / name).read_bytes())
    with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
        copied = {name.removeprefix("files/") for name in names}
        rows = sum(_fill(connection, table, folder, copied) for table in tables_of(connection))
        _index(connection)
    return Restored(rows, len(names))


def _checked(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise RestoreRefused("not_a_backup", str(folder)) from error
    if manifest.get("schema") != schema.head():
        raise RestoreRefused("other_schema", f"{manifest.get('schema')} / {schema.head()}")
    for name, wanted in manifest["sha256"].items():
        path = folder / name
        if not path.is_file() or hash_of(path) != wanted:
            raise RestoreRefused("damaged", name)
    return manifest


def _fill(connection: Connection, table: Table, folder: Path, copied: set[str]) -> int:
    count, batch = 0, []
    if table.name == RegisterEnd.__tablename__:
        connection.execute(
            delete(table)
        )  # the end of an empty chain, which every house begins with
    for row in rows_in(folder / "tables" / f"{table.name}.jsonl"):
        if table.name == "attachments" and not row["case_id"] and row["stored_as"] not in copied:
            continue
        batch.append({name: _for(connection, value) for name, value in row.items()})
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            count, batch = count + len(batch), []
    if batch:
        connection.execute(insert(table), batch)
    _renew_sequence(connection, table)
    return count + len(batch)


def _for(connection: Connection, value: Any) -> Any:
    """Moments as this engine keeps them: SQLite in UTC without a zone, PostgreSQL with one."""
    if not isinstance(value, datetime):
        return value
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return (
        aware
        if connection.dialect.name == "postgresql"
        else aware.astimezone(UTC).replace(tzinfo=None)
    )


def _renew_sequence(connection: Connection, table: Table) -> None:
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    highest = connection.scalar(select(func.max(table.c.id)))
    sequence = connection.scalar(
        text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table.name}
    )
    if sequence and highest:
        connection.execute(text("SELECT setval(:name, :last)"), {"name": sequence, "last": highest})


def _index(connection: Connection) -> None:
    """The word index is not in the copy: it is made anew from the texts."""
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        added: dict[int, list[str]] = {}
        for row in session.execute(select(Supplement.case_id, Supplement.text)):
            added.setdefault(row.case_id, []).append(row.text)
        for case in session.execute(
            select(Case.id, Case.title, Case.request, Case.facts, Case.reasons, Case.problem_place)
        ):
            word_index.index_case(session, case.id, *case[1:], *added.get(case.id, []))
        session.flush()
