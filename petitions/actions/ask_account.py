"""Somebody of the administration asks for a new account; it opens nothing until another person approves it."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._grant import ask, check_asker, check_unit, standing
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.adapters import codes, passwords
from petitions.models.officer import Officer
from petitions.rules.grants import GrantKind
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role


def ask_account(
    username: str,
    *,
    name: str,
    role: Role,
    unit_id: int,
    email: str = "",
    badge: str = "",
    reason: str,
    by: Actor,
    now: datetime,
) -> int:
    """Reserve the user name and ask; returns the officer's id. Raises NotAllowed, Missing, Refused."""
    check_asker(by)
    nobodys = passwords.hashed(codes.new_key())
    with unit_of_work() as session:
        if session.scalars(select(Officer.id).where(Officer.username == username)).first():
            raise Refused("username_taken", username=username)
        check_unit(session, unit_id)
        officer = Officer(
            username=username,
            name=name,
            role=role,
            unit_id=unit_id,
            email=email,
            badge=badge,
            password_hash=nobodys,
            must_change_password=True,
            active=False,
            created_at=now,
        )
        session.add(officer)
        session.flush()
        ask(
            session,
            officer,
            GrantKind.ACCOUNT,
            standing(role, unit_id),
            reason,
            by=by,
            now=now,
        )
        return officer.id
