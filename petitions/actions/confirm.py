"""An officer who is signed in proves again who he is, before something that nobody may do at his empty desk."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.actions.sign_in import check_throttle, step_of
from petitions.adapters import codes, passwords
from petitions.models.keyring import keyed_hash
from petitions.models.officer import Officer, SignInAttempt, StaffSession
from petitions.models.session import db
from petitions.rules.permissions import Actor

FRESH = timedelta(minutes=5)
"""How long a proof holds, in the session in which it was given (office practice)."""


def is_fresh(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether a proof given then still holds."""
    return confirmed_at is not None and now - confirmed_at <= FRESH


def confirm(token: str, password: str, code: str, *, address: str, now: datetime) -> None:
    """Check the password of the session's officer, and the one-time code where he has a second factor.

    Counts with the attempts to sign in. Raises Refused("sign_in_throttled"), ("confirm_wrong") for a wrong
    password, ("second_factor_wrong") for a wrong code after the right password.
    """
    officer = _officer(token)
    account = keyed_hash("sign-in-account", officer.username.casefold() if officer else token)
    source = keyed_hash("sign-in-address", address)
    check_throttle(account, source, now)
    # The slow hash runs outside the write transaction, so that it holds nobody up.
    fits = passwords.matches(officer.password_hash if officer else None, password)
    wanted = officer.totp_secret is not None if officer else False
    known = fits and officer is not None
    step: int | None = None
    with unit_of_work() as session:
        held = session.scalars(_open(token)).first()
        if known and wanted and held is not None:
            locked = session.get_one(Officer, held.officer_id, with_for_update=True)
            step = step_of(locked, code, now)
            if step is not None:
                locked.totp_last_step = step
        passed = known and held is not None and (step is not None or not wanted)
        session.add(
            SignInAttempt(account_hash=account, address_hash=source, at=now, succeeded=passed)
        )
        if passed and held is not None:
            held.confirmed_at = now
    if not known:
        raise Refused("confirm_wrong")
    if not passed:
        raise Refused("second_factor_wrong")


def check_confirmed(session: Session, session_id: int | None, *, by: Actor, now: datetime) -> None:
    """Raise Refused("confirm_again") unless this officer gave a proof in this session lately."""
    held = session.get(StaffSession, session_id) if session_id is not None else None
    if (
        held is None
        or held.officer_id != by.officer_id
        or held.ended_at is not None
        or not is_fresh(held.confirmed_at, now)
    ):
        raise Refused("confirm_again")


def _open(token: str) -> Select[StaffSession]:
    return select(StaffSession).where(
        StaffSession.token_hash == codes.token_hash(token), StaffSession.ended_at.is_(None)
    )


def _officer(token: str) -> Officer | None:
    return (
        db.session()
        .scalars(
            select(Officer)
            .join(StaffSession, StaffSession.officer_id == Officer.id)
            .where(
                StaffSession.token_hash == codes.token_hash(token),
                StaffSession.ended_at.is_(None),
                Officer.active,
            )
        )
        .first()
    )
