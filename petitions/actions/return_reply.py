"""The head of the unit sends a draft back with comments."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._reply import reply_in
from petitions.models.reply import ReplyState
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def return_reply(case_id: int, version: int, *, by: Actor, now: datetime, comments: str) -> None:
    """Return a draft, even one approved but not yet issued."""
    with open_case(case_id, version, Action.RETURN_REPLY, by=by, now=now) as opened:
        opened.advance(Action.RETURN_REPLY, comments=comments)
        row = reply_in(opened, ReplyState.DRAFT, ReplyState.APPROVED)
        row.state = ReplyState.RETURNED
        row.comments = comments
