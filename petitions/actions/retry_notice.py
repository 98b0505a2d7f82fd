"""An officer has a notice that failed, or that waits for its next try, sent now."""

from datetime import datetime

from petitions.actions._notice import open_notice
from petitions.actions._outbox import OWES_MAIL
from petitions.rules.permissions import Actor
from petitions.rules.terms import NoticeState


def retry_notice(notice_id: int, *, by: Actor, now: datetime) -> None:
    """Put it at the head of the queue with all its tries before it; the Message-ID stays the same."""
    with open_notice(notice_id, "retry_notice", by=by, now=now) as opened:
        row = opened.row
        row.state, row.attempts, row.error, row.next_try_at = NoticeState.QUEUED, 0, "", now
        opened.session.info[OWES_MAIL] = True
