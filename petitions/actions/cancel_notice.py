"""An officer calls off a notice that failed or still waits, for example when it was given by hand."""

from datetime import datetime

from petitions.actions._notice import open_notice
from petitions.actions.errors import Missing
from petitions.rules.permissions import Actor
from petitions.rules.terms import NoticeState

LONGEST_REASON = 300


def cancel_notice(notice_id: int, *, by: Actor, now: datetime, reason: str) -> None:
    """Call it off for a reason, which stands on the notices desk. Raises Missing without one."""
    if not reason.strip():
        raise Missing(("reason",))
    with open_notice(notice_id, "cancel_notice", by=by, now=now) as opened:
        opened.row.state = NoticeState.CANCELLED
        opened.row.error = reason.strip()[:LONGEST_REASON]
