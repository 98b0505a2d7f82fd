"""An interim reply goes to the petitioner; the case stays open and no clock stops."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._reply import reply_in
from petitions.models.reply import ReplyState
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def issue_interim_reply(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Issue the approved interim reply."""
    with open_case(case_id, version, Action.ISSUE_INTERIM_REPLY, by=by, now=now) as opened:
        row = reply_in(opened, ReplyState.APPROVED)
        opened.advance(Action.ISSUE_INTERIM_REPLY, reply_id=row.id)
        row.state = ReplyState.ISSUED
        row.issued_by_id = opened.officer_id
        row.issued_at = now
