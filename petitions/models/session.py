"""The one module that touches Flask-SQLAlchemy: the session, and how each engine is opened."""

from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from petitions.models.base import Base

WRITE = "write"
"""Execution option of a connection whose transaction is going to write."""

db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def engine_options(url: str) -> dict[str, Any]:
    """Options for ``create_engine`` by kind of database.

    SQLite waits up to 30 s for another writer; PostgreSQL pings a pooled connection before use, so that
    a restarted server is noticed at once.
    """
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 30}}
    return {
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 8,
        "connect_args": {
            "connect_timeout": 5,
            "options": "-c jit=off -c synchronous_commit=on",
        },
    }


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    if "sqlite" not in type(connection).__module__:
        return
    # Python's own transaction handling begins too late; _begin below does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "cache_size=-65536",
        "mmap_size=1073741824",
        # What is deleted or replaced is overwritten with zeros, whatever this build does by itself.
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


@event.listens_for(Engine, "begin")
def _begin(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    # A read that becomes a write fails at once with SQLITE_BUSY, so a writer says so at the start.
    writes = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
