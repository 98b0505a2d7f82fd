"""The one scoped query: which cases exist for an actor; pages, lists, search and downloads go through it."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from petitions.models.accused import AccusationException, Accused
from petitions.models.co_handling import CoHandling
from petitions.models.exchange import Decision
from petitions.models.history import Assignment
from petitions.models.joint_matter import JointVoice
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.recusal import Recusal
from petitions.models.review import Review
from petitions.models.unit import Unit
from petitions.rules.accused import HEADS, OFFICE_WORKERS, UNIT_WORKERS
from petitions.rules.permissions import Actor
from petitions.rules.terms import PetitionClass, Role


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on ``Case`` that says the same as ``rules.permissions.may_see``."""
    if actor.role is Role.CITIZEN:
        return Case.id == actor.case_id
    return and_(_granted(actor), not_denied(actor))


def not_denied(actor: Actor) -> ColumnElement[bool]:
    """The case is not kept from this officer: stands above every grant, in every list (信访工作条例 §28, §30).

    Says the same as ``rules.actors.is_denied``.
    """
    return and_(_not_recused(actor), ~_accused(actor))


def _not_recused(actor: Actor) -> ColumnElement[bool]:
    kept = exists().where(
        Recusal.case_id == Case.id,
        Recusal.officer_id == actor.officer_id,
        Recusal.ended_at.is_(None),
    )
    # As an anti-join, whose rows PostgreSQL estimates better than those of NOT IN.
    return ~kept


def _accused(actor: Actor) -> ColumnElement[bool]:
    """Somebody is named because of whom the case is kept from this officer."""
    above, below = sorted(actor.above_ids), sorted(actor.unit_ids)
    spared = (
        and_(Accused.spares_office, Case.office_id == actor.unit_id)
        if actor.role in OFFICE_WORKERS
        else false()
    )
    reaches: list[ColumnElement[bool]] = [
        and_(
            ~spared,
            or_(Accused.officer_id.is_(None), Accused.heads, Officer.role.in_(sorted(HEADS))),
            or_(Accused.unit_id.in_(above), Officer.unit_id.in_(above)),
        )
    ]
    if actor.role in UNIT_WORKERS:
        reaches.append(
            and_(or_(Accused.unit_id.in_(below), Officer.unit_id.in_(below)), ~_excepted(actor))
        )
    return exists(
        select(Accused.id)
        .outerjoin(Officer, Officer.id == Accused.officer_id)
        .where(
            Accused.case_id == Case.id,
            Accused.ended_at.is_(None),
            or_(
                Accused.officer_id == actor.officer_id,
                and_(Case.petition_class == PetitionClass.ACCUSATION, or_(*reaches)),
            ),
        )
        .correlate(Case)
    )


def _excepted(actor: Actor) -> ColumnElement[bool]:
    """On ``Accused``: two officers let this officer's unit have the case."""
    return (
        select(AccusationException.id)
        .where(
            AccusationException.case_id == Accused.case_id,
            AccusationException.unit_id == actor.unit_id,
            AccusationException.decision == Decision.APPROVED,
        )
        .correlate(Accused)
        .exists()
    )


def _granted(actor: Actor) -> ColumnElement[bool]:
    if actor.role in (Role.CLERK, Role.OFFICE_HEAD):
        return Case.office_id == actor.unit_id
    if actor.role is Role.HANDLER:
        return or_(
            Case.handling_unit_id == actor.unit_id,
            co_handled_by([actor.unit_id]),
            consulted([actor.unit_id]),
            reviewed_by([actor.unit_id]),
            _was_sent_to([actor.unit_id]),
        )
    if actor.role is Role.UNIT_HEAD:
        units = sorted(actor.unit_ids)
        return or_(
            Case.handling_unit_id.in_(units),
            co_handled_by(units),
            consulted(units),
            reviewed_by(units),
            _was_sent_to(units),
        )
    if actor.role in (Role.LEADER, Role.SUPERVISOR):
        return Case.office_id.in_(sorted(actor.unit_ids))
    return false()


def co_handled_by(unit_ids: list[Any]) -> ColumnElement[bool]:
    """One of these units helps with it now."""
    return exists(
        select(CoHandling.id).where(
            CoHandling.case_id == Case.id,
            CoHandling.unit_id.in_(unit_ids),
            CoHandling.ended_at.is_(None),
        )
    )


def consulted(unit_ids: list[Any]) -> ColumnElement[bool]:
    """One of these units is concerned in a joint matter that is being settled (信访工作条例 §24)."""
    return exists(
        select(JointVoice.id).where(
            JointVoice.case_id == Case.id,
            JointVoice.unit_id.in_(unit_ids),
            JointVoice.ended_at.is_(None),
        )
    )


def reviewed_by(unit_ids: list[Any]) -> ColumnElement[bool]:
    """One of these units has a review of it before it (信访工作条例 §35, §36)."""
    return exists(
        select(Review.id).where(
            Review.case_id == Case.id,
            Review.unit_id.in_(unit_ids),
            Review.decided_at.is_(None),
        )
    )


def _was_sent_to(unit_ids: list[Any]) -> ColumnElement[bool]:
    """Once sent to one of these units, co-handled by one, asked of one or reviewed by one, and nothing that only those
    may know who have it now."""
    return and_(
        Case.petition_class != PetitionClass.ACCUSATION,
        Case.confidential == false(),
        or_(
            exists(
                select(Assignment.id).where(
                    Assignment.case_id == Case.id, Assignment.unit_id.in_(unit_ids)
                )
            ),
            exists(
                select(CoHandling.id).where(
                    CoHandling.case_id == Case.id, CoHandling.unit_id.in_(unit_ids)
                )
            ),
            exists(
                select(JointVoice.id).where(
                    JointVoice.case_id == Case.id, JointVoice.unit_id.in_(unit_ids)
                )
            ),
            exists(
                select(Review.id).where(Review.case_id == Case.id, Review.unit_id.in_(unit_ids))
            ),
        ),
    )


def visible_notice(actor: Actor) -> ColumnElement[bool]:
    """On ``OutboxNotice`` outer-joined with ``Case``: notices of the cases that exist for the actor.

    A digest belongs to no case: those of the letters office's own people.
    """
    return or_(
        and_(OutboxNotice.case_id.is_not(None), visible(actor)),
        and_(OutboxNotice.case_id.is_(None), OutboxNotice.unit_id == actor.unit_id),
    )


def ended(closed: bool) -> ColumnElement[bool]:
    """Open or ended cases, in the words of the partial indexes.

    ``IS 0`` and ``IS FALSE`` mean the same and are not recognised: the queue would be sorted by hand.
    """
    return Case.closed == (true() if closed else false())


def subtree(path: str) -> ColumnElement[bool]:
    """The condition on ``Unit`` for a unit and all below it."""
    return Unit.path.startswith(path, autoescape=True)


def is_below(unit: Any, top: Any) -> ColumnElement[bool]:
    """The same between two units of one statement; a path holds digits and slashes alone."""
    condition: ColumnElement[bool] = unit.path.startswith(top.path)
    return condition


def depth() -> ColumnElement[int]:
    """How far a unit stands below the root; the spelling of its path would say otherwise."""
    return func.length(Unit.path) - func.length(func.replace(Unit.path, "/", ""))
