"""A link was a mistake: it is undone, and both cases stand as they stood before."""

from datetime import datetime

from petitions.actions._pair import open_pair, tell_unlinked, unlinked
from petitions.actions.errors import Refused
from petitions.rules.permissions import Actor
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import Action


def unlink_cases(
    case_id: int, version: int, *, by: Actor, now: datetime, other_id: int, reason: str
) -> None:
    """Undo the link between two cases; a joined case is taken out by ``undo_merge`` instead.

    Raises Refused: "no_such_case", "no_such_link", "joined_not_linked".
    """
    with open_pair(case_id, version, other_id, Action.UNLINK_CASES, by=by, now=now) as pair:
        if any(row.kind is LinkKind.JOINED for row in pair.links()):
            raise Refused("joined_not_linked")
        row = unlinked(pair, reason)[case_id]
        for each in (pair.here, pair.other):
            tell_unlinked(each, row, reason)
