"""The petitioner asks for a review (复查) of the handling opinion, within 30 days of receiving it (Art. 35)."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions._review import ask_for
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Channel


def request_review(
    case_id: int,
    version: int | None,
    *,
    by: Actor,
    now: datetime,
    text: str,
    received_on: date | None = None,
    channel: Channel = Channel.ONLINE,
) -> None:
    """Ask the unit next above the one that handled the matter; its 30 calendar days begin on ``received_on``.

    The letters office enters what came by letter or in person; it counts as asked on the day it came in.
    Raises Refused as ``_review.ask_for`` does.
    """
    with open_case(case_id, version, Action.REQUEST_REVIEW, by=by, now=now) as opened:
        ask_for(
            opened,
            Action.REQUEST_REVIEW,
            opened.case.handling_unit_id,
            text=text,
            received_on=received_on,
            channel=channel,
        )
