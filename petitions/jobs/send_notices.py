"""Sends what stands in the outbox: at least once, each failure alone, nothing remote in a transaction.

A notice is claimed in a short transaction with a lease, written and sent outside of any, and recorded
after the server's 250. A worker that dies in between leaves a lease that runs out; the same Message-ID
then shows a repeat for what it is.
"""

import hashlib
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError

from petitions.actions.claim_notices import Claim, claim_notices, hand_back
from petitions.actions.record_notice import (
    record_barred,
    record_failed,
    record_retry,
    record_sent,
)
from petitions.adapters import mail_words, mailer
from petitions.jobs import watch
from petitions.models.session import db
from petitions.queries.notice_letter import addressed

BATCH = 20
LEASE = timedelta(minutes=3)
MARGIN = timedelta(minutes=1)
"""With less of the lease left nothing is begun: connecting and one message may take as long."""
DOMAIN_PAUSE = timedelta(minutes=2)
BACK_OFF_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120)
LONGEST_BACK_OFF = timedelta(hours=3)
TRIES = 48
"""With this back-off the last try is about five days after the first (R-06)."""
RECORD_PAUSES = (0.1, 0.5, 2.0, 5.0)
"""Seconds between attempts to write down that a message left, while the database is away."""

log = structlog.get_logger("worker")

Stop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one run did. ``retried`` ones wait for another try; ``barred`` ones may not go."""

    sent: int = 0
    failed: int = 0
    retried: int = 0
    barred: int = 0


def send_due(now: datetime, *, stop: Stop = lambda: False) -> Sent:
    """Send everything that is due at ``now``, inside an app context.

    ``stop`` is asked between two messages; what was claimed and not begun is handed back.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with mailer.round_of(app) as batch:
        run = _Run(batch, now, stop)
        while not stop() and run.next_few():
            pass
    return Sent(*(run.tally[name] for name in ("sent", "failed", "retried", "barred")))


def back_off(notice_id: int, tries: int) -> timedelta:
    """How long to wait after so many tries; up to ten per cent more or less, fixed by the notice."""
    plain = LONGEST_BACK_OFF
    if tries <= len(BACK_OFF_MINUTES):
        plain = timedelta(minutes=BACK_OFF_MINUTES[tries - 1])
    digest = hashlib.sha256(f"{notice_id}:{tries}".encode()).digest()
    return plain * (0.9 + 0.2 * digest[0] / 255)


@dataclass(slots=True)
class _Run:
    """One pass over the outbox."""

    batch: mailer.Round
    due: datetime
    stop: Stop
    tally: Counter[str] = field(default_factory=Counter)
    paused: dict[str, datetime] = field(default_factory=dict)
    """Domains that asked us to wait, and until when."""
    told: int = 0
    """How many of the sent ones the heartbeat knows of."""
    began: float = field(default_factory=time.monotonic)

    def moment(self) -> datetime:
        """The time now, counted from the start of the run."""
        return self.due + timedelta(seconds=time.monotonic() - self.began)

    def next_few(self) -> bool:
        """Claim a few and send them; False when nothing is left."""
        claims = deque(claim_notices(self.moment(), due=self.due, limit=BATCH, lease=LEASE))
        watch.beat(self.moment(), sent=self.tally["sent"] > self.told)
        self.told = self.tally["sent"]
        if not claims:
            return False
        try:
            while claims and not self.stop() and self.moment() + MARGIN < claims[0].leased_until:
                self.tally[self._outcome(claims.popleft())] += 1
        finally:
            hand_back(claims, at=self.due)
        return True

    def _outcome(self, claim: Claim) -> str:
        """Try one notice and record what became of it; "paused" ones were not tried."""
        if claim.attempts > TRIES:
            # Every try took the worker with it: it never came to a result.
            return self._failed(claim, "no_result")
        try:
            return self._try(claim)
        except mailer.Permanent as refusal:
            return self._failed(claim, refusal.reason)
        except mailer.Temporary as refusal:
            if claim.attempts >= TRIES:
                return self._failed(claim, refusal.reason)
            at = self.moment() + back_off(claim.id, claim.attempts)
            record_retry(claim, error=refusal.reason, at=at)
            return "retried"
        except DBAPIError:
            raise
        except Exception as error:
            # This notice is broken (its template, its address, a field that cannot be read).
            log.error("notice_broken", notice_id=claim.id, exc_info=error)
            return self._failed(claim, f"broken_{type(error).__name__}")

    def _try(self, claim: Claim) -> str:
        found = addressed(claim.id)
        if found.barred:
            record_barred(claim, reason=found.barred)
            return "barred"
        words = mail_words.write(found.facts)
        db.session.rollback()  # nothing stays open while the mail server takes its time
        domain = found.to.rpartition("@")[2].casefold()
        if self.moment() < self.paused.get(domain, self.due):
            hand_back([claim], at=self.paused[domain])
            return "paused"
        try:
            self.batch.send(
                mailer.Letter(
                    found.to,
                    words.sender_name,
                    words.subject,
                    words.text,
                    words.html,
                    words.language,
                    claim.message_id,
                    self.moment(),
                )
            )
        except mailer.Temporary as refusal:
            if refusal.domain_waits:
                self.paused[domain] = self.moment() + DOMAIN_PAUSE
            raise
        self._record_sent(claim, words)
        return "sent"

    def _record_sent(self, claim: Claim, words: mail_words.Words) -> None:
        """It left: that is written down even if the database is away for some seconds."""
        for pause in (*RECORD_PAUSES, None):
            try:
                now = self.moment()
                record_sent(claim, subject=words.subject, body=words.text, now=now)
                break
            except DBAPIError:
                if pause is None:
                    raise
                time.sleep(pause)

    def _failed(self, claim: Claim, reason: str) -> str:
        db.session.rollback()
        record_failed(claim, error=reason)
        return "failed"
