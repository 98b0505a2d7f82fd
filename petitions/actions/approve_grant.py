"""The security administrator approves what another asked for an account: from now on it is in force."""

from datetime import datetime

from petitions.actions._accused_later import match_account
from petitions.actions._audit import audit
from petitions.actions._grant import check_unit, end_sessions, open_grant
from petitions.adapters import codes, passwords
from petitions.models.exchange import Decision
from petitions.models.officer import Officer
from petitions.rules.grants import GrantKind
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role

WITH_PASSWORD = frozenset({GrantKind.ACCOUNT, GrantKind.RESET})


def approve_grant(grant_id: int, *, by: Actor, now: datetime, comment: str = "") -> str | None:
    """Put it in force; returns a first password that nobody chose, where one is given.

    What came in before and names the officer of a new or reopened account is kept from him at once (§30).
    Raises NotAllowed for who asked himself and for whom it is about, NotFound, Refused.
    """
    first = codes.new_key()
    hashed = passwords.hashed(first)
    with open_grant(grant_id, by=by, now=now) as (session, row, officer):
        row.decision, row.comment = Decision.APPROVED, comment.strip()
        if row.kind is not GrantKind.RESET:
            check_unit(session, row.new["unit_id"])
            officer.role, officer.unit_id = Role(row.new["role"]), row.new["unit_id"]
        if row.kind in (GrantKind.ACCOUNT, GrantKind.REACTIVATION):
            officer.active = True
            match_account(session, officer, now)
        if row.kind in WITH_PASSWORD:
            _first_password(officer, hashed)
        end_sessions(session, officer.id, now)
        audit(
            session,
            "approve_grant",
            by,
            now,
            officer_id=officer.id,
            kind=row.kind.value,
            grant_id=row.id,
        )
        return first if row.kind in WITH_PASSWORD else None


def _first_password(officer: Officer, hashed: str) -> None:
    """To be changed at first use; second factor and calendar address are gone with the old one."""
    officer.password_hash = hashed
    officer.must_change_password = True
    officer.totp_secret = None
    officer.feed_hash = None
