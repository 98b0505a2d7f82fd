"""Tells a worker that starts whether any other is alive, so that it may free what a dead one held."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text

_KEY = 0x4855_4959_494E_57
"""Of the PostgreSQL lock that every worker shares as long as it lives."""


@contextmanager
def at_work(engine: Engine, folder: Path) -> Iterator[bool]:
    """Be counted as alive inside the block; yields whether nobody else was when it began.

    The operating system or PostgreSQL takes the lock back from a process that was killed. A house on
    SQLite has one machine, so a lock on a file in its data folder will do.
    """
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            alone = _alone_in_database(connection)
            try:
                yield alone
            finally:
                # The connection goes back to the pool and would keep the lock.
                connection.invalidate()
        return
    with (folder / "worker.lock").open("a") as file:
        yield _alone_in_folder(file.fileno())


def _alone_in_folder(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        alone = True
    except BlockingIOError:
        alone = False
    fcntl.flock(handle, fcntl.LOCK_SH)
    return alone


def _alone_in_database(connection: Connection) -> bool:
    alone = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": _KEY}))
    connection.execute(text("SELECT pg_advisory_lock_shared(:key)"), {"key": _KEY})
    if alone:
        connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": _KEY})
    return alone
