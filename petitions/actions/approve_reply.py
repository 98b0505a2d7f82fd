"""The head of the unit signs the draft: a second pair of eyes before anything leaves (Art. 32)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._reply import reply_in
from petitions.models.reply import ReplyState
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def approve_reply(
    case_id: int, version: int, *, by: Actor, now: datetime, comments: str = ""
) -> None:
    """Approve the waiting draft; its author can never do it himself."""
    with open_case(case_id, version, Action.APPROVE_REPLY, by=by, now=now) as opened:
        opened.advance(Action.APPROVE_REPLY)
        row = reply_in(opened, ReplyState.DRAFT)
        row.state = ReplyState.APPROVED
        row.approved_by_id = opened.officer_id
        row.approved_at = now
        row.comments = comments
