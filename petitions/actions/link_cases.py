"""An officer says that two cases are about one matter; each goes on by itself, with its own clocks."""

from datetime import datetime

from petitions.actions._pair import linked, open_pair
from petitions.actions.errors import Missing
from petitions.rules.permissions import Actor
from petitions.rules.same_matter import CHOSEN, LinkKind
from petitions.rules.terms import Action


def link_cases(
    case_id: int,
    version: int,
    *,
    by: Actor,
    now: datetime,
    other_id: int,
    kind: LinkKind,
    reason: str,
) -> None:
    """Link two cases the officer works on; both histories tell it.

    Raises Refused: "no_such_case", "linked_already".
    """
    with open_pair(case_id, version, other_id, Action.LINK_CASES, by=by, now=now) as pair:
        if kind not in CHOSEN:
            raise Missing(("kind",))
        row = linked(pair, kind, reason)
        for each in (pair.here, pair.other):
            each.advance(
                Action.LINK_CASES, link_id=row.id, kind=kind.value, private={"reason": reason}
            )
