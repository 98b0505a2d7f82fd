"""An officer's private calendar address: made, made anew, and withdrawn by himself; only its hash is kept."""

from datetime import datetime

from petitions.actions._audit import audit
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotAllowed, NotFound
from petitions.adapters import codes
from petitions.models.officer import Officer
from petitions.rules.permissions import Actor, may_enter


def make_feed(*, by: Actor, now: datetime) -> str:
    """A fresh token of 128 bits for the address; one he had before opens nothing any more."""
    if not may_enter(by, "feed"):
        raise NotAllowed("no_right")
    token = codes.new_key()
    _keep(codes.token_hash(token), by, now)
    return token


def withdraw_feed(*, by: Actor, now: datetime) -> None:
    """No address of his opens anything any more."""
    _keep(None, by, now)


def _keep(feed_hash: str | None, by: Actor, now: datetime) -> None:
    with unit_of_work() as session:
        officer = session.get(Officer, by.officer_id)
        if officer is None:
            raise NotFound
        had_one = officer.feed_hash is not None
        if feed_hash is None and not had_one:
            return
        what = "withdraw_feed" if feed_hash is None else "renew_feed" if had_one else "make_feed"
        officer.feed_hash = feed_hash
        audit(session, what, by, now)
