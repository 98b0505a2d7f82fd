"""What an officer's private calendar feed holds: the last days of the duties before him, and nothing personal."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from petitions.adapters import codes
from petitions.models.clock_run import ClockRun, DateChange
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.session import db
from petitions.queries._lists import own_cases
from petitions.queries.directory import actor_for
from petitions.queries.scope import ended, not_denied, reviewed_by
from petitions.rules.lifecycle import OFFICE_DESK_STATUSES
from petitions.rules.permissions import Actor, may_enter
from petitions.rules.terms import UNDER_REVIEW, Alert, Clock, PetitionClass, Role

LOOK_BACK = timedelta(days=60)
"""What is overdue for longer stands on the desk; a calendar does not bring it back."""
MOST = 2000
"""Days in one feed, the earliest first: calendar programs choke on more."""


@dataclass(frozen=True, slots=True)
class FeedDay:
    """The last day of one running duty; ``number`` is blank where even that would tell something."""

    case_id: int
    clock: Clock
    sequence: int
    due_on: date
    number: str
    changed_at: datetime


def feed(token: str, *, today: date) -> tuple[FeedDay, ...] | None:
    """The days of the officer whose feed this token opens; None when it opens none (any more)."""
    session = db.session()
    officer = session.scalars(
        select(Officer).where(Officer.feed_hash == codes.token_hash(token), Officer.active)
    ).first()
    if officer is None:
        return None
    actor = actor_for(session, officer)
    return feed_of(actor, today=today) if may_enter(actor, "feed") else None


def feed_of(actor: Actor, *, today: date) -> tuple[FeedDay, ...]:
    """The running duties that are this officer's to look after, earliest last day first."""
    moved_at = (
        select(func.max(DateChange.at))
        .where(
            DateChange.case_id == ClockRun.case_id,
            DateChange.clock == ClockRun.clock,
            DateChange.sequence == ClockRun.sequence,
        )
        .scalar_subquery()
    )
    rows = db.session().execute(
        select(ClockRun, Case, moved_at.label("moved_at"))
        .join(Case, Case.id == ClockRun.case_id)
        .where(
            or_(and_(own_cases(actor), _his(actor)), _reviews(actor)),
            ended(False),
            ClockRun.stopped_on.is_(None),
            ClockRun.duty,
            ClockRun.due_on >= today - LOOK_BACK,
        )
        .order_by(ClockRun.due_on, ClockRun.id)
        .limit(MOST)
    )
    return tuple(_day(row) for row in rows)


def _reviews(actor: Actor) -> ColumnElement[bool]:
    """Reviews that a handler's unit decides are no cases of its own (a head's tree holds them anyway)."""
    if actor.role is not Role.HANDLER:
        return false()
    return and_(reviewed_by([actor.unit_id]), not_denied(actor), ClockRun.unit_id == actor.unit_id)


def _his(actor: Actor) -> ColumnElement[bool]:
    """Which duties of the cases before him: those his own side owes, or those supervision was told of."""
    if actor.role is Role.HANDLER:
        unclaimed_or_mine = or_(Case.holder_id.is_(None), Case.holder_id == actor.officer_id)
        return (ClockRun.unit_id == actor.unit_id) & unclaimed_or_mine
    if actor.role is Role.UNIT_HEAD:
        return ClockRun.unit_id.in_(sorted(actor.unit_ids))
    if actor.role in (Role.CLERK, Role.OFFICE_HEAD):
        # A review lies there where the office keeps it for a unit above.
        on_desk = Case.status.in_(sorted(OFFICE_DESK_STATUSES | UNDER_REVIEW))
        return (ClockRun.unit_id == actor.unit_id) & on_desk
    if actor.role is Role.SUPERVISOR:
        return ClockRun.reached == Alert.TO_SUPERVISION
    return false()


def _day(row: Any) -> FeedDay:
    run: ClockRun = row.ClockRun
    found: Case = row.Case
    hidden = found.petition_class is PetitionClass.ACCUSATION or found.confidential
    return FeedDay(
        run.case_id,
        run.clock,
        run.sequence,
        run.due_on,
        "" if hidden else found.registration_number or "",
        max(found.changed_at, row.moved_at or found.changed_at),
    )
