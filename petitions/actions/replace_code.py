"""The petitioner takes a query code of his own in place of one that officers know, at its first use (S-01)."""

from datetime import datetime

from petitions.actions._audit import note_in_audit
from petitions.actions._case import open_case
from petitions.actions.errors import Refused
from petitions.adapters import codes
from petitions.rules.numbering import confirms
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action


def replace_code(
    case_id: int,
    *,
    by: Actor,
    now: datetime,
    replaces: str,
    browser_key: str,
    typed: str,
) -> None:
    """Make the code that this browser showed the only one, once its reader has typed it or its last group.

    Until then nothing changes: the old code opens the case, and the page shows the same new one again.
    ``replaces`` is the stamp of the code it was shown for. Raises NotAllowed("code_is_own") when another
    browser was first, Refused("code_replaced_meanwhile", "code_not_confirmed").
    """
    with open_case(case_id, None, Action.REPLACE_CODE, by=by, now=now) as opened:
        case = opened.case
        if not codes.same(codes.stamp_of(case.query_code_hash), replaces):
            raise Refused("code_replaced_meanwhile")
        code = codes.own_code(case.receipt_number, replaces, browser_key)
        if not confirms(code, typed):
            raise Refused("code_not_confirmed")
        case.query_code_hash = codes.query_code_hash(case.receipt_number, code)
        case.code_known_to_staff = False
        opened.advance(Action.REPLACE_CODE, confirmed=True)
        note_in_audit(opened, Action.REPLACE_CODE.value)
