"""An account is changed: name, address, number and withdrawal at once; role, unit and reactivation wait."""

from datetime import datetime

from petitions.actions._accused_later import match_account
from petitions.actions._audit import audit
from petitions.actions._grant import ask, check_asker, check_unit, end_sessions, standing
from petitions.actions._meanwhile import row_as_seen
from petitions.actions._unit import unit_of_work
from petitions.actions.errors import Refused
from petitions.models.officer import Officer
from petitions.rules.grants import GrantKind
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role


def change_account(
    officer_id: int,
    *,
    name: str,
    role: Role,
    unit_id: int,
    email: str,
    badge: str = "",
    active: bool,
    reason: str = "",
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> bool:
    """Change an account; True where a part of it waits for the security administrator.

    What came in before and names him as he is called now is kept from him at once (§30).
    A withdrawn account is signed out and shut at once by one person. ``reason`` is needed for what waits.
    Raises NotAllowed, NotFound, Missing, Refused, and "changed_meanwhile" where it is no longer as it was ``seen``.
    """
    check_asker(by)
    with unit_of_work() as session:
        officer = row_as_seen(session, Officer, officer_id, seen)
        check_unit(session, unit_id)
        moved = (role, unit_id) != (officer.role, officer.unit_id)
        if officer_id == by.officer_id and (moved or not active):
            raise Refused("own_account")
        called = (officer.name, officer.badge)
        officer.name, officer.email, officer.badge = name, email, badge
        if officer.active and not active:
            officer.active, officer.feed_hash = False, None
            end_sessions(session, officer_id, now)
        audit(session, "change_officer", by, now, officer_id=officer_id)
        if called != (name, badge):
            match_account(session, officer, now)
        back = active and not officer.active
        if not (moved or back):
            return False
        new = standing(role, unit_id)
        kind = GrantKind.REACTIVATION if back else GrantKind.CHANGE
        ask(session, officer, kind, new, reason, by=by, now=now)
        return True
