"""What protects who accuses: who is named, whom the case is taken from, and what is no longer sent (§30)."""

from collections.abc import Iterable
from dataclasses import replace

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from petitions.actions._audit import note_in_audit
from petitions.actions._case import OpenCase
from petitions.actions._co_end import end_all, still_helping
from petitions.actions._joint_matter import keep_apart
from petitions.actions._outbox import WITHHELD
from petitions.actions._review import void_draft
from petitions.actions.errors import Refused
from petitions.models.accused import Accused
from petitions.models.directory import UnitSuccessor
from petitions.models.exchange import Decision, Extension, Objection
from petitions.models.notice import OutboxNotice
from petitions.models.officer import Officer
from petitions.models.petition import Case
from petitions.models.reply import ReplyState
from petitions.models.unit import Unit
from petitions.queries.accused import accused_stands, denied_among, is_barred
from petitions.queries.directory import ids_on
from petitions.queries.review_stand import open_row, reviews_of
from petitions.queries.scope import depth
from petitions.queries.stand import latest_reply
from petitions.rules.accused import HEADS, AccusedSource, AccusedStand, found_in
from petitions.rules.terms import (
    Action,
    NoticeState,
    PetitionClass,
    Recipient,
    Status,
    UnitKind,
)

UNSENT = (NoticeState.QUEUED, NoticeState.FAILED)


def find_accused(session: Session, case: Case) -> int:
    """Name whom the petition names of the house, as soon as it is there; how many there are."""
    if not case.complained_about:
        return 0
    units = {row.id: row.name for row in session.scalars(select(Unit))}
    # One whose account is closed today may have it open tomorrow: it must not show him the case then.
    people = {row.id: (row.name, row.badge) for row in session.scalars(select(Officer))}
    named_units, officer_ids = found_in(case.complained_about, units, people)
    unit_ids = with_successors(session, named_units)
    named = add_accused(
        session, case, unit_ids, officer_ids, source=AccusedSource.FOUND, at=case.created_at
    )
    if named:
        leave_office(session, case)
    return len(named)


def with_successors(session: Session, unit_ids: Iterable[int]) -> frozenset[int]:
    """These units and who goes on with the work, and the people, of those that were closed (信访工作条例 §24)."""
    after: dict[int, set[int]] = {}
    for row in session.scalars(select(UnitSuccessor).where(UnitSuccessor.ended_at.is_(None))):
        after.setdefault(row.unit_id, set()).add(row.successor_id)
    found, new = set(unit_ids), set(unit_ids)
    while new:
        new = {next_ for each in new for next_ in after.get(each, ())} - found
        found |= new
    return frozenset(found)


def add_accused(
    session: Session,
    case: Case,
    unit_ids: Iterable[int],
    officer_ids: Iterable[int],
    *,
    source: AccusedSource,
    at: object,
    reason: str = "",
    said_by_id: int | None = None,
) -> list[Accused]:
    """Name units and officers that are not named yet. Raises Refused("no_such_unit", "no_such_officer")."""
    there = session.scalars(
        select(Accused).where(Accused.case_id == case.id, Accused.ended_at.is_(None))
    ).all()
    known_units = {row.unit_id for row in there if row.officer_id is None}
    known_people = {row.officer_id for row in there}
    said = {"source": source, "at": at, "reason": reason, "said_by_id": said_by_id}
    rows: list[Accused] = []
    for unit_id in sorted(set(unit_ids) - known_units):
        if session.get(Unit, unit_id) is None:
            raise Refused("no_such_unit", unit_id=unit_id)
        rows.append(Accused(case_id=case.id, unit_id=unit_id, heads=True, **said))
    for officer_id in sorted(set(officer_ids) - known_people):
        officer = session.get(Officer, officer_id)
        if officer is None:
            raise Refused("no_such_officer")
        rows.append(
            Accused(
                case_id=case.id,
                officer_id=officer.id,
                unit_id=officer.unit_id,
                heads=officer.role in HEADS,
                **said,
            )
        )
    session.add_all(rows)
    session.flush()
    return rows


def stands_now(session: Session, case: Case) -> tuple[AccusedStand, ...]:
    """Everybody who is named now."""
    rows = session.scalars(select(Accused).where(Accused.case_id == case.id)).all()
    return accused_stands(session, rows)


def leave_office(session: Session, case: Case) -> None:
    """A letters office that is complained about, or works below who is, gives an accusation to the next one.

    The nearest above, else the highest that is free of it. Where the house has no other, this one keeps sight of
    it, whoever is named himself excepted: it has to report it to the next higher letters office, and nothing is lost.
    """
    if case.petition_class is not PetitionClass.ACCUSATION:
        return
    reach = {
        unit for each in stands_now(session, case) if each.reaches_below for unit in each.unit_ids
    }
    own = session.get_one(Unit, case.office_id)
    if not reach & ids_on(own.path):
        return
    offices = session.scalars(
        select(Unit)
        .where(Unit.kind == UnitKind.LETTERS_OFFICE, Unit.active)
        .order_by(depth(), Unit.id)
    )
    free = [office for office in offices if not reach & ids_on(office.path)]
    if free:
        branch = ids_on(own.path)
        above = [
            each for each in free if each.parent_id in branch and each.parent_id != own.parent_id
        ]
        case.office_id = (above[-1] if above else free[0]).id
        return
    for row in session.scalars(
        select(Accused).where(Accused.case_id == case.id, Accused.ended_at.is_(None))
    ):
        row.spares_office = True


def withhold(session: Session, case: Case, unit_id: int | None = None) -> None:
    """Nothing more goes out to whom the case is kept from: unsent notices are called off, the holder is let go."""
    waiting = select(OutboxNotice.officer_id).where(
        OutboxNotice.case_id == case.id,
        OutboxNotice.state.in_(UNSENT),
        OutboxNotice.officer_id != 0,
    )
    denied = denied_among(session, case, session.scalars(waiting))
    to_unit = OutboxNotice.unit_id == unit_id
    kinds = OutboxNotice.recipient.in_(OF_A_UNIT)
    session.execute(
        update(OutboxNotice)
        .where(
            OutboxNotice.case_id == case.id,
            OutboxNotice.state.in_(UNSENT),
            or_(OutboxNotice.officer_id.in_(sorted(denied)), to_unit & kinds),
        )
        .values(state=NoticeState.CANCELLED, error=WITHHELD, leased_until=None)
    )
    if case.holder_id is not None and denied_among(session, case, [case.holder_id]):
        case.holder_id = None


OF_A_UNIT = (
    Recipient.HANDLING_UNIT,
    Recipient.UNIT_HEAD,
    Recipient.CO_UNIT,
    Recipient.CONSULTED,
    Recipient.REVIEWER,
)
"""Notices by the mailbox of a unit."""
RECALLED_FROM = frozenset(
    {
        Status.ROUTED,
        Status.OBJECTED,
        Status.ACCEPTED,
        Status.REPLY_DRAFTED,
        Status.REPLY_APPROVED,
    }
)
"""Where a unit still has something to do with it; an issued answer stands."""


def take_effect(opened: OpenCase, named: int, reason: str) -> None:
    """After so many were added: the case is kept from them and theirs, history and audit tell it, and an
    accusation leaves a unit that must not have it; all within the same transaction."""
    keep_away(opened)
    opened.advance(Action.NAME_ACCUSED, accused=named, private={"reason": reason})
    note_in_audit(opened, Action.NAME_ACCUSED.value, accused=named)
    take_back(opened)


def keep_away(opened: OpenCase) -> None:
    """Before a step that names somebody, or makes an accusation of the case: another office if need be, and no
    mail to whom it is kept from."""
    leave_office(opened.session, opened.case)
    withhold(opened.session, opened.case)


def take_back(opened: OpenCase) -> None:
    """After that step: a unit that must not have the case, or help with it, loses it in the same transaction."""
    case = opened.case
    for row in still_helping(opened.session, case.id):
        if is_barred(opened.session, case, row.unit_id):
            row.ended_at, row.ended_by_id = opened.now, opened.by.officer_id
            withhold(opened.session, case, row.unit_id)
    for unit_id in keep_apart(opened.session, case, opened.now):
        withhold(opened.session, case, unit_id)
    _keep_from_reviewers(opened)
    if case.status not in RECALLED_FROM or case.handling_unit_id is None:
        return
    if is_barred(opened.session, case, case.handling_unit_id):
        # The same press of the same officer, whom his own step may have barred from the next.
        opened.stand = replace(opened.stand, unit_barred=True)
        recall_from_unit(opened)


def _keep_from_reviewers(opened: OpenCase) -> None:
    """A review goes on without them: no mail to a unit that must not have it, no draft of who must not touch it."""
    session, case = opened.session, opened.case
    review = open_row(reviews_of(session, case.id))
    if review is None:
        return
    if review.unit_id is not None and is_barred(session, case, review.unit_id):
        withhold(session, case, review.unit_id)
    if review.drafted_by_id and denied_among(session, case, [review.drafted_by_id]):
        void_draft(review)


def recall_from_unit(opened: OpenCase) -> None:
    """The case comes back from a unit that must not have it; what that unit prepared counts no more.

    Where the register itself takes it back, no officer decided it.
    """
    case = opened.case
    unit_id = case.handling_unit_id
    withhold(opened.session, case, unit_id)
    end_all(opened.session, case.id, opened.now)  # whoever leads next asks anew
    opened.end_assignment()
    reply = latest_reply(opened.session, case.id)
    if reply is not None and reply.state in (ReplyState.DRAFT, ReplyState.APPROVED):
        reply.state = ReplyState.RETURNED
    for row in opened.session.scalars(
        select(Extension).where(
            Extension.case_id == case.id, Extension.decision == Decision.PENDING
        )
    ):
        row.decision, row.decided_by_id = Decision.REFUSED, opened.by.officer_id
        row.decided_at = opened.now
    for objection in opened.session.scalars(
        select(Objection).where(
            Objection.case_id == case.id, Objection.decision == Decision.PENDING
        )
    ):
        objection.decision, objection.ruled_by_id = Decision.APPROVED, opened.by.officer_id
        objection.ruled_at = opened.now
    case.handling_unit_id = case.holder_id = case.dispatch_kind = None
    opened.advance(Action.RECALL, unit_id=unit_id)
