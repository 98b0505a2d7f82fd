"""Who holds a staff session: the officer behind a token, as a frozen value."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import aliased

from petitions.adapters import codes
from petitions.models.officer import Officer, StaffSession
from petitions.models.session import db
from petitions.models.unit import Unit
from petitions.queries.directory import actor_with
from petitions.queries.scope import is_below
from petitions.rules.permissions import Actor

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=8)
HEARTBEAT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An officer at work in one browser."""

    session_id: int
    actor: Actor
    username: str
    unit: str
    unit_en: str
    must_change_password: bool
    second_factor: bool
    """Whether he has one enrolled."""
    second_factor_done: bool
    """Whether this session passed it (true when none is enrolled)."""
    heartbeat_due: bool
    """Whether ``actions.keep_session`` should note that he is still here."""
    confirmed_at: datetime | None
    """When he last proved in this session who he is."""
    feed: bool
    """Whether he has a private calendar address."""


@cache
def _statement() -> Any:
    """The open session of a token with its officer and unit; one line for each unit he can see into."""
    below = aliased(Unit)
    return (
        select(StaffSession, Officer, Unit, below.id.label("below"))
        .join(Officer, Officer.id == StaffSession.officer_id)
        .join(Unit, Unit.id == Officer.unit_id)
        .join(below, is_below(below, Unit))
        .where(
            StaffSession.token_hash == bindparam("token_hash"),
            StaffSession.ended_at.is_(None),
            Officer.active,
        )
    )


def signed_in(token: str, *, now: datetime) -> SignedIn | None:
    """The officer of a session token; None when it ended, idled 15 minutes or is 8 hours old."""
    rows = db.session().execute(_statement(), {"token_hash": codes.token_hash(token)}).all()
    if not rows:
        return None
    row = rows[0]
    held: StaffSession = row.StaffSession
    if now - held.last_seen_at > IDLE or now - held.created_at > LONGEST:
        return None
    officer: Officer = row.Officer
    return SignedIn(
        held.id,
        actor_with(officer, (each.below for each in rows), row.Unit.path),
        officer.username,
        row.Unit.name,
        row.Unit.name_en or row.Unit.name,
        officer.must_change_password,
        officer.totp_secret is not None,
        officer.totp_secret is None or held.second_factor_at is not None,
        now - held.last_seen_at > HEARTBEAT,
        held.confirmed_at,
        officer.feed_hash is not None,
    )
