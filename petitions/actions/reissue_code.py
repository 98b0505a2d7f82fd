"""A second officer looks himself and confirms: the old query code is dead, a new one is handed out (S-05)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from petitions.actions._audit import note_in_audit
from petitions.actions._case import OpenCase, open_case
from petitions.actions._code import request_waiting
from petitions.actions._decision import decide
from petitions.actions.errors import Missing, NotAllowed, Stale
from petitions.adapters import codes
from petitions.models.exchange import CodeRequest, Decision
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries.scope import visible
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What the citizen takes home, shown on this answer alone."""

    receipt_number: str
    query_code: str


def reissue_code(
    case_id: int, version: int, *, by: Actor, now: datetime, press_key: str, confirmed: bool
) -> HandedOut:
    """Confirm the request that waits, and give the new code, which must be replaced at its first use.

    ``press_key`` was drawn at random with the page: pressed twice, it gives the same code, and nobody is
    left with a page that shows a dead one. Only the code's hash is kept. ``confirmed`` is the ticked box:
    he has looked at the papers himself. Raises NotAllowed("own_code_request", "no_code_pending").
    """
    if not press_key.strip():
        raise Missing(("press_key",))
    try:
        with open_case(case_id, version, Action.REISSUE_CODE, by=by, now=now) as opened:
            return _hand_out(opened, press_key, confirmed)
    except (Stale, NotAllowed):
        earlier = _handed_out_before(case_id, press_key, by)
        if earlier is None:
            raise
        return earlier


def _hand_out(opened: OpenCase, press_key: str, confirmed: bool) -> HandedOut:
    case, request = opened.case, request_waiting(opened)
    code = codes.reissued_code(case.receipt_number, request.id, press_key)
    case.query_code_hash = codes.query_code_hash(case.receipt_number, code)
    case.code_known_to_staff = True
    decide(opened, request, Decision.APPROVED, decision_reason="")
    opened.advance(Action.REISSUE_CODE, confirmed=confirmed)
    note_in_audit(opened, Action.REISSUE_CODE.value, requested_by=request.requested_by_id)
    return HandedOut(case.receipt_number, code)


def _handed_out_before(case_id: int, press_key: str, by: Actor) -> HandedOut | None:
    """The code of the same press, to the same officer, as long as it is the one that opens the case."""
    row = (
        db.session()
        .execute(
            select(Case.receipt_number, Case.query_code_hash, CodeRequest.id)
            .join(CodeRequest, CodeRequest.case_id == Case.id)
            .where(
                Case.id == case_id,
                visible(by),
                CodeRequest.decided_by_id == by.officer_id,
                CodeRequest.decision == Decision.APPROVED,
            )
            .order_by(CodeRequest.id.desc())
        )
        .first()
    )
    if row is None:
        return None
    code = codes.reissued_code(row.receipt_number, row.id, press_key)
    if not codes.opens(row.receipt_number, code, row.query_code_hash):
        return None
    return HandedOut(row.receipt_number, code)
