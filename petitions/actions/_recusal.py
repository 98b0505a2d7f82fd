"""What the steps of a recusal share: the row, who may be kept out, and that somebody is left to work."""

from dataclasses import replace

from sqlalchemy import select

from petitions.actions._case import OpenCase
from petitions.actions._review import void_draft
from petitions.actions.errors import Refused
from petitions.models.officer import Officer
from petitions.models.recusal import Recusal
from petitions.queries.directory import actor_for
from petitions.queries.recusals import concerned
from petitions.queries.review_stand import LEAST, open_row, reviews_of
from petitions.rules.actors import is_denied
from petitions.rules.recusals import RecusalCause
from petitions.rules.terms import Role

WORKERS = {
    "office": frozenset({Role.CLERK, Role.OFFICE_HEAD}),
    "unit": frozenset({Role.HANDLER, Role.UNIT_HEAD}),
}


def recused_from_now(
    opened: OpenCase, officer_id: int, cause: RecusalCause, reason: str
) -> Recusal:
    """Keep the case from an officer; he holds it no more.

    Raises Refused: "no_such_officer" for who has nothing to do with the case anyway, "already_recused",
    "nobody_left" when no one could go on with it.
    """
    if officer_id in opened.stand.recused:
        raise Refused("already_recused")
    people = concerned(opened.session, opened.case.office_id, opened.case.handling_unit_id)
    officer = next((each for each in people if each.id == officer_id), None)
    if officer is not None:
        _somebody_left(opened, people, officer)
    elif not _helps(opened, officer_id):
        raise Refused("no_such_officer")
    row = Recusal(
        case_id=opened.case.id,
        officer_id=officer_id,
        cause=cause,
        reason=reason,
        said_by_id=opened.officer_id,
        at=opened.now,
    )
    opened.session.add(row)
    if officer_id != opened.officer_id:  # who recuses himself still takes this one step
        opened.stand = replace(opened.stand, recused=opened.stand.recused | {officer_id})
    if opened.case.holder_id == officer_id:
        opened.case.holder_id = None
    review = open_row(reviews_of(opened.session, opened.case.id))
    if review is not None and review.drafted_by_id == officer_id:
        void_draft(review)
    opened.session.flush()
    return row


def _helps(opened: OpenCase, officer_id: int) -> bool:
    """Whether he is of a unit that helps, is asked or reviews: without him the others do it, or the letters office
    records what they decide, so that nobody need be left there."""
    units = {each.unit_id for each in opened.stand.co_handling}
    if opened.stand.joint is not None:
        units |= opened.stand.joint.unit_ids
    review = opened.stand.review
    if review is not None and review.unit_id is not None and not review.by_office:
        units.add(review.unit_id)
    return any(each.id == officer_id for each in concerned(opened.session, *units))


def _somebody_left(opened: OpenCase, people: list[Officer], officer: Officer) -> None:
    """Of those who do the same work on this case one must remain; of heads, one of a unit above counts.

    Two of the letters office while it keeps a review: one drafts, another signs.
    """
    stand = replace(opened.stand, recused=opened.stand.recused | {officer.id})
    review = opened.stand.review
    for name, roles in WORKERS.items():
        left = [
            each
            for each in people
            if each.role in roles and not is_denied(actor_for(opened.session, each), stand)
        ]
        keeps = name == "office" and review is not None and review.by_office
        able = [each for each in left if review is None or each.id not in review.took_part]
        if officer.role in roles and (not left or (keeps and len(able) < LEAST)):
            raise Refused("nobody_left")


def in_force(opened: OpenCase, recusal_id: int) -> Recusal:
    """The recusal that is to end. Raises Refused."""
    row = opened.session.scalars(
        select(Recusal).where(
            Recusal.id == recusal_id,
            Recusal.case_id == opened.case.id,
            Recusal.ended_at.is_(None),
        )
    ).first()
    if row is None:
        raise Refused("nobody_recused")
    return row
