"""The reply a decision is about."""

from petitions.actions._case import OpenCase
from petitions.actions.errors import Refused
from petitions.models.reply import Reply, ReplyState
from petitions.queries.stand import latest_reply


def reply_in(opened: OpenCase, *states: ReplyState) -> Reply:
    """The newest reply, which must be in one of ``states``. Raises Refused otherwise."""
    row = latest_reply(opened.session, opened.case.id)
    if row is None or row.state not in states:
        raise Refused("no_such_draft")
    return row
