"""The worker's round: all that is due at a moment, done once; doing it twice does no harm."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from petitions.actions.sign_head import sign_head
from petitions.actions.take_in_earlier import take_in_earlier
from petitions.jobs import watch
from petitions.jobs.purge import Purged, purge
from petitions.jobs.send_notices import Sent, Stop, send_due
from petitions.jobs.watch_deadlines import Gone, go_round
from petitions.models.heartbeat import WorkerHeartbeat
from petitions.models.session import db

PURGE_EVERY = timedelta(hours=1)

log = structlog.get_logger("worker")


@dataclass(frozen=True, slots=True)
class Done:
    """The figures of one round."""

    sent: Sent
    purged: Purged
    gone: Gone

    def line(self) -> str:
        """One line for the operator."""
        return (
            f"sent {self.sent.sent}, retried {self.sent.retried}, failed {self.sent.failed}, "
            f"barred {self.sent.barred}; purged {self.purged.drafts} drafts, "
            f"{self.purged.files} files, {self.purged.attempts} sign-in attempts, "
            f"{self.purged.sessions} sessions; recounted {self.gone.recounted}, "
            f"moved {self.gone.moved}, alerts in {self.gone.alerted} cases, "
            f"digests {self.gone.digests}"
        )


def do_due(now: datetime, *, stop: Stop = lambda: False, everything: bool = True) -> Done:
    """Do all that is due at ``now``, inside an app context.

    ``everything`` False clears up only once an hour, which is often enough for the ticks of a minute.
    """
    try:
        gone = go_round(now, stop=stop, everything=everything)
    except Exception as error:  # mail does not wait for the deadlines of one broken case
        db.session.rollback()
        log.error("round_of_deadlines_failed", exc_info=error)
        gone = Gone()
    if not stop():
        _prove(now)
    sent = send_due(now, stop=stop)
    clear = not stop() and (everything or _long_since_purge(now))
    return Done(sent, purge(now) if clear else Purged(), gone)


def _prove(now: datetime) -> None:
    """What came before the chain is taken in, and the day's head is signed."""
    try:
        while take_in_earlier(now):
            pass
        sign_head(now)
    except Exception as error:  # told by huiyin verify and /readyz; the mail goes on
        db.session.rollback()
        log.error("proof_failed", exc_info=error)


def _long_since_purge(now: datetime) -> bool:
    row = db.session.get(WorkerHeartbeat, watch.this_worker())
    return row is None or row.purged_at is None or abs(now - row.purged_at) >= PURGE_EVERY
