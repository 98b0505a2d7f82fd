"""The petitioner asks for a re-review (复核) of the review opinion, within 30 days of receiving it (Art. 36)."""

from datetime import date, datetime

from petitions.actions._case import open_case
from petitions.actions._review import ask_for
from petitions.queries.review_stand import reviews_of
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Channel


def request_rereview(
    case_id: int,
    version: int | None,
    *,
    by: Actor,
    now: datetime,
    text: str,
    received_on: date | None = None,
    channel: Channel = Channel.ONLINE,
) -> None:
    """Ask the unit next above the one that reviewed; one that stands in no directory of ours has none above it here.

    Raises Refused as ``_review.ask_for`` does.
    """
    with open_case(case_id, version, Action.REQUEST_REREVIEW, by=by, now=now) as opened:
        reviewed = reviews_of(opened.session, case_id)[-1]
        ask_for(
            opened,
            Action.REQUEST_REREVIEW,
            reviewed.unit_id,
            text=text,
            received_on=received_on,
            channel=channel,
        )
