"""An officer signs in: throttled by account and by address, the same answer for unknown names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pyotp
from sqlalchemy import func, select

from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.adapters import codes, passwords
from petitions.models.audit import AuditEntry
from petitions.models.keyring import keyed_hash
from petitions.models.officer import Officer, SignInAttempt, StaffSession
from petitions.models.session import db

WINDOW = timedelta(minutes=15)
PER_ACCOUNT = 8
PER_ADDRESS = 40
TOTP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class NewSession:
    """A fresh session: its token for the cookie, and whether a second factor is still asked for."""

    token: str
    wants_second_factor: bool


def sign_in(username: str, password: str, *, address: str, now: datetime) -> NewSession:
    """Check name and password and open a session on the server.

    Raises Refused("sign_in_throttled") after 8 wrong tries an account or 40 an address in 15 minutes, and
    Refused("sign_in_wrong") for anything else, so that names cannot be found out.
    """
    account = keyed_hash("sign-in-account", username.strip().casefold())
    source = keyed_hash("sign-in-address", address)
    check_throttle(account, source, now)
    session = db.session()
    officer = session.scalars(
        select(Officer).where(Officer.username == username.strip(), Officer.active)
    ).first()
    # The slow hash runs outside the write transaction, so that it holds nobody up.
    fits = passwords.matches(officer.password_hash if officer else None, password)
    officer_id = officer.id if officer is not None and fits else None
    token = codes.new_key()
    with unit_of_work() as work:
        work.add(
            SignInAttempt(
                account_hash=account, address_hash=source, at=now, succeeded=officer_id is not None
            )
        )
        held = work.get(Officer, officer_id) if officer_id is not None else None
        if held is not None:
            held.signed_in_at = now
            work.add(
                StaffSession(
                    token_hash=codes.token_hash(token),
                    officer_id=held.id,
                    created_at=now,
                    last_seen_at=now,
                    # With a second factor only that one proves it.
                    confirmed_at=now if held.totp_secret is None else None,
                )
            )
            work.add(AuditEntry(at=now, what="sign_in", officer_id=held.id, unit_id=held.unit_id))
        wants = held is not None and held.totp_secret is not None
    if officer_id is None:
        raise Refused("sign_in_wrong")
    return NewSession(token, wants)


def check_throttle(account: str, source: str, now: datetime) -> None:
    """Raise Refused("sign_in_throttled") after too many wrong tries of an account or an address."""
    session = db.session()
    wrong = SignInAttempt.succeeded.is_(False)
    since = SignInAttempt.at > now - WINDOW
    for column, value, most in (
        (SignInAttempt.account_hash, account, PER_ACCOUNT),
        (SignInAttempt.address_hash, source, PER_ADDRESS),
    ):
        count = session.scalar(
            select(func.count()).select_from(SignInAttempt).where(column == value, wrong, since)
        )
        if (count or 0) >= most:
            raise Refused("sign_in_throttled", minutes=int(WINDOW.total_seconds() // 60))


def pass_second_factor(token: str, code: str, *, now: datetime) -> None:
    """Check a one-time code for a session that waits for it; a code opens once.

    Raises Refused("second_factor_wrong"), or ("sign_in_throttled") after 8 wrong codes in 15 minutes,
    counted over all sessions of the officer: whoever knows a password could open ever new ones.
    """
    account = keyed_hash("second-factor", _whose(token))
    check_throttle(account, account, now)
    with unit_of_work() as session:
        held = session.scalars(
            select(StaffSession).where(
                StaffSession.token_hash == codes.token_hash(token), StaffSession.ended_at.is_(None)
            )
        ).first()
        officer = (
            session.get(Officer, held.officer_id, with_for_update=True)
            if held is not None
            else None
        )
        step = step_of(officer, code, now)
        session.add(
            SignInAttempt(
                account_hash=account, address_hash=account, at=now, succeeded=step is not None
            )
        )
        if held is not None and officer is not None and step is not None:
            officer.totp_last_step = step
            held.second_factor_at = held.confirmed_at = now
    if step is None:
        raise Refused("second_factor_wrong")


def _whose(token: str) -> str:
    """The officer of a session; the token itself where there is none."""
    owner = select(StaffSession.officer_id).where(
        StaffSession.token_hash == codes.token_hash(token)
    )
    officer_id = db.session().scalars(owner).first()
    return token if officer_id is None else f"officer {officer_id}"


def step_of(officer: Officer | None, code: str, now: datetime) -> int | None:
    """The 30-second step whose code this is (now or one before), if it was not used yet."""
    if officer is None or officer.totp_secret is None:
        return None
    present = int(now.timestamp()) // TOTP_SECONDS
    totp = pyotp.TOTP(officer.totp_secret)
    for step in (present, present - 1):
        if step > officer.totp_last_step and codes.same(totp.at(step * TOTP_SECONDS), code.strip()):
            return step
    return None
