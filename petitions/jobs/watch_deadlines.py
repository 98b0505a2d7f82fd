"""Goes round the deadlines: recounts after another calendar, notes the alerts, writes the digests."""

import time
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.exc import IntegrityError

from petitions.actions.queue_digests import queue_digests
from petitions.actions.recount_cases import recount_cases
from petitions.actions.watch_deadlines import watch_deadlines
from petitions.jobs.send_notices import Stop

RECOUNT_SECONDS = 20.0
"""How long a round may recount before the mail has its turn; the next round goes on."""

log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Gone:
    """The figures of one round: cases recounted, last days moved, cases with new alerts, digests."""

    recounted: int = 0
    moved: int = 0
    alerted: int = 0
    digests: int = 0


def go_round(now: datetime, *, stop: Stop = lambda: False, everything: bool = True) -> Gone:
    """Do what is due at ``now`` in short transactions; stopped anywhere, the next round goes on."""
    began, most = time.monotonic(), float("inf") if everything else RECOUNT_SECONDS
    recounted = moved = alerted = 0
    while not stop() and time.monotonic() - began < most:
        batch = recount_cases(now)
        recounted, moved = recounted + batch.cases, moved + batch.moved
        if batch.finished:
            break
    while not stop():
        look = watch_deadlines(now)
        alerted += look.cases
        if not look.more:
            break
    return Gone(recounted, moved, alerted, 0 if stop() else _digests(now))


def _digests(now: datetime) -> int:
    try:
        return queue_digests(now)
    except IntegrityError:
        log.info("digests_written_elsewhere")
        return 0
