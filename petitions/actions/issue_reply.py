"""The approved handling opinion goes to the petitioner; his 30 days to ask for review begin (Art. 35)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._reply import reply_in
from petitions.models.reply import ReplyState
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def issue_reply(case_id: int, version: int, *, by: Actor, now: datetime) -> None:
    """Issue the approved final reply; from now on it is never changed."""
    with open_case(case_id, version, Action.ISSUE_REPLY, by=by, now=now) as opened:
        row = reply_in(opened, ReplyState.APPROVED)
        opened.advance(
            Action.ISSUE_REPLY,
            reply_id=row.id,
            outcome=row.outcome.value if row.outcome else "",
            petition_class=opened.case.petition_class.value,
        )
        row.state = ReplyState.ISSUED
        row.issued_by_id = opened.officer_id
        row.issued_at = now
