"""The handler asks for more time: once, at most 30 calendar days, with reasons (Art. 34)."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._extension import check_in_time
from petitions.actions.errors import Refused
from petitions.models.exchange import Extension
from petitions.rules.deadlines import check_extension
from petitions.rules.permissions import Actor
from petitions.rules.reasons import ExtensionRefused
from petitions.rules.rulebook import POLICY
from petitions.rules.terms import Action, Clock


def request_extension(
    case_id: int, version: int, *, by: Actor, now: datetime, days: int, reason: str
) -> None:
    """Ask the head of the unit. Raises Refused for more days than the law allows, and once it is late."""
    with open_case(case_id, version, Action.REQUEST_EXTENSION, by=by, now=now) as opened:
        already = opened.stand.extension_granted
        try:
            check_extension(days, reason, already_extended=already)
        except ExtensionRefused as refused:
            most = POLICY[Clock.HANDLING].max_extension
            raise Refused(f"extension_{refused.code}", most=most) from refused
        check_in_time(opened)
        opened.advance(Action.REQUEST_EXTENSION, days=days, reason=reason)
        opened.session.add(
            Extension(
                case_id=case_id,
                days=days,
                reason=reason,
                requested_by_id=opened.officer_id,
                requested_at=now,
            )
        )
