"""Long runs that can be repeated: every step is whole, but only the end is forced to the disk.

A power cut in the middle may take back the last steps, never half of one; the same command run again
finds what is missing. A single act of a person never goes this way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from petitions.models.session import db


@contextmanager
def in_bulk() -> Iterator[None]:
    """Until the block ends, commits of this process wait for no disk; then everything is on it."""
    engine: Engine = db.engine
    sqlite = engine.dialect.name == "sqlite"

    def hurry(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=NORMAL" if sqlite else "SET synchronous_commit = off")
        cursor.close()
        connection.commit()

    db.session.remove()
    engine.dispose()
    event.listen(engine, "connect", hurry)
    try:
        yield
    finally:
        db.session.remove()
        event.remove(engine, "connect", hurry)
        engine.dispose()
        _force(engine, sqlite)


def _force(engine: Engine, sqlite: bool) -> None:
    """Make durable what was committed: the write-ahead log with all before it."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        if sqlite:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
        else:
            # A commit that waits for the disk takes every earlier one along.
            cursor.execute("SET synchronous_commit = on")
            cursor.execute("SELECT txid_current()")
        cursor.close()
        raw.commit()
    finally:
        raw.close()
