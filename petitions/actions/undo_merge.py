"""Joining was a mistake: the case stands on its own again, with its clocks as if it had never been joined."""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._pair import open_pair, tell_unlinked, unlinked
from petitions.actions._words import index_anew
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.models.session import db
from petitions.rules.permissions import Actor
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import Action


def undo_merge(case_id: int, version: int, *, by: Actor, now: datetime, reason: str) -> None:
    """Take a joined case out again; the earlier one loses the follow-up, and both histories tell it.

    Who was joined by mistake is owed an answer (§21, §23), also after the earlier case was erased: that one only
    stops holding it, and its history stays as it is.

    Raises Refused: "no_such_case", "no_such_link".
    """
    into_id = joined_to(case_id)
    with open_pair(case_id, version, into_id, Action.UNDO_MERGE, by=by, now=now) as pair:
        rows = unlinked(pair, reason)
        papers = pair.session.scalars(
            select(FollowUp).where(
                FollowUp.case_id == into_id,
                FollowUp.from_case_id == case_id,
                FollowUp.undone_at.is_(None),
            )
        )
        for paper in papers:
            paper.undone_at = now
        link_id = rows[case_id].id
        pair.here.advance(Action.UNDO_MERGE, link_id=link_id, private={"reason": reason})
        tell_unlinked(pair.other, rows[into_id], reason)
        if not pair.other_erased:
            index_anew(pair.session, pair.other.case)


def joined_to(case_id: int) -> int:
    """The case in which this one is handled; 0, which none is, where it was not joined."""
    row = db.session().scalars(
        select(MatterLink.into_id).where(
            MatterLink.case_id == case_id,
            MatterLink.kind == LinkKind.JOINED,
            MatterLink.into_id != case_id,
            MatterLink.undone_at.is_(None),
        )
    )
    return row.first() or 0
