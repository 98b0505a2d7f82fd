"""Somebody finds that the law wants the content of an ended case deleted, and asks for it with a ground."""

from datetime import datetime

from petitions.actions._case import open_case
from petitions.actions._code import note_in_audit
from petitions.models.erasure import Erasure
from petitions.rules.erasure import ErasureGround
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def request_erasure(
    case_id: int, version: int, *, by: Actor, now: datetime, ground: ErasureGround, reason: str
) -> None:
    """Ask a second person to erase what the case says; nothing is deleted before he agrees."""
    with open_case(case_id, version, Action.REQUEST_ERASURE, by=by, now=now) as opened:
        row = Erasure(
            case_id=case_id,
            ground=ground,
            reason=reason,
            requested_by_id=opened.officer_id,
            requested_as=by.role,
            requested_at=now,
        )
        opened.session.add(row)
        opened.session.flush()
        opened.advance(
            Action.REQUEST_ERASURE,
            ground=ground.value,
            erasure_id=row.id,
            private={"reason": reason},
        )
        note_in_audit(opened, Action.REQUEST_ERASURE.value, ground=ground.value)
