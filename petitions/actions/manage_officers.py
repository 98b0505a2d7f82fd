"""The first accounts, from the command line, and what an officer does to his own; no default account exists."""

from datetime import datetime

import pyotp
from sqlalchemy import select, update

from petitions.actions._accused_later import match_account
from petitions.actions._audit import audit
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.adapters import codes, passwords
from petitions.models.audit import AuditEntry
from petitions.models.officer import Officer, StaffSession
from petitions.models.unit import Unit
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role

COMMON = ("password", "12345678", "qwertyui", "huiyin", "letmein", "admin", "xinfang", "回音")


def check_password(password: str, *, username: str) -> None:
    """Refuse a password that is too short, too long, or easily guessed (ASVS 6.2).

    Raises Refused with code password_short, password_long or password_common.
    """
    if len(password) < passwords.MIN_LENGTH:
        raise Refused("password_short", least=passwords.MIN_LENGTH)
    if len(password) > passwords.MAX_LENGTH:
        raise Refused("password_long", most=passwords.MAX_LENGTH)
    plain = password.casefold()
    if len(set(plain)) < 5 or username.casefold() in plain:
        raise Refused("password_common")
    if any(
        plain.replace(word, "").strip("0123456789!@#. ") == "" for word in COMMON if word in plain
    ):
        raise Refused("password_common")


def add_officer(
    username: str,
    *,
    name: str,
    role: Role,
    unit_id: int,
    email: str = "",
    badge: str = "",
    password: str | None = None,
    by: Actor | None,
    now: datetime,
) -> tuple[int, str]:
    """Add an account; returns its id and a first password that must be changed.

    ``by`` None means the command line, which needs no second person: it makes the first administrator and
    the first security administrator. Everybody else asks (``ask_account``). Raises Refused ("username_taken").
    """
    if by is not None:
        raise NotAllowed("no_right")
    first = password or codes.new_key()
    hashed = passwords.hashed(first)
    with unit_of_work() as session:
        if session.scalars(select(Officer.id).where(Officer.username == username)).first():
            raise Refused("username_taken", username=username)
        if session.get(Unit, unit_id) is None:
            raise Refused("no_such_unit", unit_id=unit_id)
        officer = Officer(
            username=username,
            name=name,
            role=role,
            unit_id=unit_id,
            email=email,
            badge=badge,
            password_hash=hashed,
            must_change_password=password is None,
            created_at=now,
        )
        session.add(officer)
        match_account(session, officer, now)
        audit(session, "add_officer", by, now, officer_id=officer.id)
        return officer.id, first


def change_password(officer_id: int, old: str, new: str, *, keep_token: str, now: datetime) -> None:
    """Change one's own password; every other session ends. Raises Refused."""
    with unit_of_work() as session:
        officer = session.get(Officer, officer_id)
        if officer is None:
            raise NotFound
        stored, username = officer.password_hash, officer.username
    if not passwords.matches(stored, old):
        raise Refused("password_wrong")
    check_password(new, username=username)
    hashed = passwords.hashed(new)
    with unit_of_work() as session:
        officer = session.get_one(Officer, officer_id)
        officer.password_hash = hashed
        officer.must_change_password = False
        session.execute(
            update(StaffSession)
            .where(
                StaffSession.officer_id == officer_id,
                StaffSession.ended_at.is_(None),
                StaffSession.token_hash != codes.token_hash(keep_token),
            )
            .values(ended_at=now)
        )
        session.add(AuditEntry(at=now, what="change_password", officer_id=officer_id))


def enrol_second_factor(
    officer_id: int, secret: str, code: str, *, token: str, now: datetime
) -> None:
    """Switch on the second factor after a first right code. Raises Refused("second_factor_wrong")."""
    if not pyotp.TOTP(secret).verify(code.strip(), for_time=now, valid_window=1):
        raise Refused("second_factor_wrong")
    with unit_of_work() as session:
        officer = session.get(Officer, officer_id)
        if officer is None:
            raise NotFound
        officer.totp_secret = secret
        officer.totp_last_step = int(now.timestamp()) // 30
        session.execute(
            update(StaffSession)
            .where(StaffSession.token_hash == codes.token_hash(token))
            .values(second_factor_at=now)
        )
        session.add(AuditEntry(at=now, what="enrol_second_factor", officer_id=officer_id))
