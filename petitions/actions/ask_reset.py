"""Somebody of the administration asks that an officer gets a new first password and loses his second factor."""

from datetime import datetime

from petitions.actions._grant import ask, check_asker
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotFound, Refused
from petitions.models.officer import Officer
from petitions.rules.grants import GrantKind
from petitions.rules.permissions import Actor


def ask_reset(officer_id: int, *, reason: str, by: Actor, now: datetime) -> int:
    """Ask; the old password stays until another person approves. Raises NotAllowed, NotFound, Missing, Refused."""
    check_asker(by)
    with unit_of_work() as session:
        officer = session.get(Officer, officer_id)
        if officer is None:
            raise NotFound
        if not officer.active:
            raise Refused("account_shut")
        return ask(session, officer, GrantKind.RESET, {}, reason, by=by, now=now)
