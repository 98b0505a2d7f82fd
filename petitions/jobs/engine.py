"""Huey, the engine that wakes the worker: its queue holds nothing but bells, the tables hold the truth.

Decision 0005 says why. A message carries no data and is plain JSON, so that nobody who can write to the
queue can make the worker run anything else.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer

NAME = "huiyin"
RUNG = "rung"
"""Set while a wake-up waits in the queue: a hundred commits ring once."""
SCHEMA = "huiyin_jobs"
"""Of Huey's tables on PostgreSQL, so that the office's own schema holds the office's tables alone."""
CONNECT_SECONDS = 5
FINISH_SECONDS = 60

Work = Callable[[], None]


class UnknownQueue(ValueError):
    """The address of the queue is of no kind we know."""


class _Plain(Serializer):  # type: ignore[misc]
    """Messages as JSON instead of pickles."""

    def _serialize(self, data: Any) -> bytes:
        return json.dumps(data).encode()

    def _deserialize(self, data: bytes) -> Message:
        return Message(*json.loads(data))


def build(url: str, data_dir: Path) -> Huey:
    """The queue at an address: sqlite (the default, a file in the data folder), postgresql or redis."""
    kind = url.partition(":")[0].partition("+")[0]
    options = {"name": NAME, "results": False, "serializer": _Plain()}
    if kind in ("", "sqlite"):
        path = url.partition("///")[2] or str(data_dir / "jobs.sqlite3")
        return SqliteHuey(filename=path, fsync=False, **options)
    if kind in ("postgresql", "postgres"):
        address = "postgresql:" + url.partition(":")[2]
        return PostgresHuey(connection=lambda: _postgresql(address), **options)
    if kind in ("redis", "rediss", "unix"):
        return RedisHuey(url=url, **options)
    raise UnknownQueue(f"{kind}: is none of sqlite, postgresql, redis")


def _postgresql(address: str) -> psycopg.Connection[Any]:
    connection = psycopg.connect(address, autocommit=True, connect_timeout=CONNECT_SECONDS)
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    connection.execute(f"SET search_path TO {SCHEMA}")
    return connection


def enlist(huey: Huey, work: Work) -> Callable[[], None]:
    """Have ``work`` done each minute and at every ring; returns the ring."""

    def once() -> None:
        # First the flag, then the work: whoever commits after this rings again.
        huey.storage.pop_data(RUNG)
        work()

    wake = huey.task(name="wake")(once)
    huey.periodic_task(crontab(minute="*"), name="tick")(once)

    def ring() -> None:
        if huey.storage.put_if_empty(RUNG, b"1"):
            wake()

    return ring


def consumer_of(huey: Huey) -> Consumer:
    """What takes from the queue: one thread for the work, one for the clock."""
    return huey.create_consumer(
        workers=1, max_delay=1.0, graceful_signal="TERM", shutdown_timeout=FINISH_SECONDS
    )


def run(consumer: Consumer) -> None:
    """Work until told to stop, then wait for what was begun; for the main thread."""
    consumer.run()
    for _, thread in consumer.worker_threads:
        thread.join(FINISH_SECONDS)
