"""Signs of life by progress: written by the work itself, so that a worker that is stuck falls silent."""

import socket
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from petitions.actions._unit import unit_of_work
from petitions.models.heartbeat import WorkerHeartbeat


@cache
def this_worker() -> str:
    """The name of this machine: workers that share one share a heartbeat."""
    return socket.gethostname()[:80] or "worker"


def beat(now: datetime, *, sent: bool = False) -> None:
    """The worker has just looked for mail to send, and has sent some since it last looked."""
    _note(now, **({"sent_at": now} if sent else {}))


def purged(now: datetime) -> None:
    """The worker has just cleared up."""
    _note(now, purged_at=now)


def _note(now: datetime, **values: Any) -> None:
    try:
        _write(now, values)
    except IntegrityError:
        # Another worker of this machine was first to write the row.
        _write(now, values)


def _write(now: datetime, values: dict[str, Any]) -> None:
    with unit_of_work() as session:
        known = session.execute(
            update(WorkerHeartbeat)
            .where(WorkerHeartbeat.worker == this_worker())
            .values(scanned_at=now, **values)
            .returning(WorkerHeartbeat.worker)
        ).first()
        if known is None:
            session.add(WorkerHeartbeat(worker=this_worker(), scanned_at=now, **values))
