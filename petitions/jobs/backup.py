"""A whole copy of the office while it runs: every table in one snapshot, every file, and their hashes.

The copy is the same for both engines: one JSON line a row, as the database holds it (personal fields stay
encrypted, keys are not in it). It is written aside and renamed when whole, so a broken one is never taken
for a good one.
"""

import base64
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, MetaData, Table, select

from petitions.adapters import files
from petitions.models import schema
from petitions.models.base import Base
from petitions.models.document import Attachment

MANIFEST = "manifest.json"
LEFT_OUT = frozenset({"alembic_version"})


@dataclass(frozen=True, slots=True)
class Backup:
    """Where the copy lies and what is in it."""

    folder: Path
    rows: int
    files: int


def backup(engine: Engine, target: Path, *, now: datetime) -> Backup:
    """Write a copy below ``target``; returns its folder. Raises FileExistsError, OSError."""
    name = f"huiyin-{now:%Y%m%dT%H%M%SZ}"
    folder, draft = target / name, target / f".{name}.part"
    if folder.exists():
        raise FileExistsError(str(folder))
    shutil.rmtree(draft, ignore_errors=True)
    (draft / "tables").mkdir(parents=True)
    hashes: dict[str, str] = {}
    counts: dict[str, int] = {}
    with _snapshot(engine) as connection:
        for table in tables_of(connection):
            path = draft / "tables" / f"{table.name}.jsonl"
            counts[table.name] = _write_rows(connection, table, path)
            hashes[f"tables/{path.name}"] = hash_of(path)
        stored = _stored_names(connection)
    copied = 0
    for stored_as, staged in stored:
        try:
            content = files.get(stored_as)
        except FileNotFoundError:
            if not staged and not _erased_since(engine, stored_as):
                raise
            continue  # taken out of its draft, or erased, while the copy was made
        copied += 1
        path = draft / "files" / stored_as
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_durably(path, content)
        hashes[f"files/{stored_as}"] = hash_of(path)
    manifest = {
        "made_at": now.isoformat(),
        "schema": schema.current(engine),
        "rows": counts,
        "sha256": hashes,
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    _write_durably(draft / MANIFEST, text.encode())
    draft.rename(folder)
    _sync(target)
    return Backup(folder, sum(counts.values()), copied)


def _erased_since(engine: Engine, stored_as: str) -> bool:
    """Whether the row of a file is an erased one by now, so that its bytes are rightly gone."""
    with engine.connect() as connection:
        there = select(Attachment.id).where(
            Attachment.stored_as == stored_as, Attachment.sha256 != ""
        )
        return connection.execute(there).first() is None


def _snapshot(engine: Engine) -> Connection:
    """One reading of all tables as of one moment, holding up no writer."""
    level = "REPEATABLE READ" if engine.dialect.name == "postgresql" else None
    connection = engine.connect()
    return connection.execution_options(isolation_level=level) if level else connection


def tables_of(connection: Connection) -> list[Table]:
    """The register's tables as the database has them, in the order in which rows may be put back."""
    found = MetaData()
    names = set(Base.metadata.tables) - LEFT_OUT
    found.reflect(connection, only=lambda name, _: name in names)
    return list(found.sorted_tables)


def _write_rows(connection: Connection, table: Table, path: Path) -> int:
    order = table.c.path if "path" in table.c else next(iter(table.primary_key.columns))
    rows = connection.execution_options(yield_per=500).execute(select(table).order_by(order))
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for row in rows.mappings():
            file.write(json.dumps(_plain(row), ensure_ascii=False) + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    return count


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return {"bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value


def _stored_names(connection: Connection) -> list[tuple[str, bool]]:
    """Where the bytes of each file lie, and whether it is on no case yet."""
    attachments = Base.metadata.tables["attachments"]
    rows = connection.execute(
        select(attachments.c.stored_as, attachments.c.case_id.is_(None)).where(
            attachments.c.sha256 != ""  # of an erased file only the row is left
        )
    )
    return [(name, bool(staged)) for name, staged in rows]


def _write_durably(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def hash_of(path: Path) -> str:
    """SHA-256 of a file, as hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rows_in(path: Path) -> Iterator[dict[str, Any]]:
    """The rows of one table file, with bytes, moments and days as they were."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield {name: _restored(value) for name, value in json.loads(line).items()}


def _restored(value: Any) -> Any:
    if isinstance(value, dict) and len(value) == 1:
        kind, inner = next(iter(value.items()))
        if kind == "bytes" and isinstance(inner, str):
            return base64.b64decode(inner)
        if kind == "moment" and isinstance(inner, str):
            return datetime.fromisoformat(inner)
        if kind == "day" and isinstance(inner, str):
            return date.fromisoformat(inner)
    return value
