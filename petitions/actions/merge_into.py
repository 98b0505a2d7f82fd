"""A registered repeat is joined to the earlier case of the same person, which goes on with its own clocks.

The later one ends without an answer of its own, and so only where somebody stands on both: who is not the
same person is owed an answer, and his case is linked instead (信访工作条例 §21, §23; decision 0016).
"""

from datetime import datetime

from sqlalchemy import select

from petitions.actions._pair import OpenPair, linked, open_pair
from petitions.actions.errors import Refused
from petitions.actions.follow_up import noted, tell
from petitions.adapters import clock
from petitions.models.petition import Case, Petitioner
from petitions.models.same_matter import FollowUp, MatterLink
from petitions.queries.persons import marks_of
from petitions.rules.lifecycle import ends
from petitions.rules.permissions import Actor
from petitions.rules.same_matter import LinkKind, persons_in_common
from petitions.rules.terms import Action, PetitionClass


def merge_into(
    case_id: int, version: int, *, by: Actor, now: datetime, into_id: int, reason: str
) -> None:
    """Join a registered case to an open one; its text becomes a follow-up there.

    Raises Refused: "no_such_case", "earlier_ended", "kept_apart" (accusations and confidential matters),
    "nobody_in_common", "has_joined" (others were joined to it), "linked_already".
    """
    with open_pair(case_id, version, into_id, Action.MERGE_INTO, by=by, now=now) as pair:
        _check(pair)
        session, case = pair.session, pair.here.case
        row = linked(pair, LinkKind.JOINED, reason, into_id=into_id)
        first = session.scalars(
            select(Petitioner).where(Petitioner.case_id == case_id).order_by(Petitioner.position)
        ).first()
        paper = noted(
            pair.other,
            FollowUp(
                case_id=into_id,
                from_case_id=case_id,
                channel=case.channel,
                received_on=clock.local_day(case.received_at),
                name=first.name if first else None,
                phone=first.phone if first else None,
                text="\n".join(filter(None, (case.title, case.request, case.facts, case.reasons))),
            ),
        )
        pair.here.advance(Action.MERGE_INTO, link_id=row.id, private={"reason": reason})
        tell(pair.other, paper)


def _check(pair: OpenPair) -> None:
    case, into = pair.here.case, pair.other.case
    if ends(into.status):
        raise Refused("earlier_ended")
    if any(_kept_apart(each) for each in (case, into)):
        raise Refused("kept_apart")
    persons = marks_of(pair.session, (case.id, into.id))
    if not any(persons_in_common(persons[case.id], persons[into.id])):
        raise Refused("nobody_in_common")
    joined = select(MatterLink.id).where(
        MatterLink.case_id == case.id,
        MatterLink.into_id == case.id,
        MatterLink.undone_at.is_(None),
    )
    if pair.session.scalars(joined).first() is not None:
        raise Refused("has_joined")


def _kept_apart(case: Case) -> bool:
    """Whether two persons are the same must not be tried out on it (信访工作条例 §30)."""
    return case.confidential or case.petition_class is PetitionClass.ACCUSATION
