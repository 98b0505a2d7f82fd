"""How a case stands, as the rules want to know it: read from its row and its newest papers."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models.exchange import Decision, Extension, Objection
from petitions.models.history import Assignment, CaseEvent
from petitions.models.petition import Case
from petitions.models.reply import Reply
from petitions.rules.clocks import Event
from petitions.rules.permissions import CaseStand


def latest_reply(session: Session, case_id: int) -> Reply | None:
    """The newest reply of a case, whatever its state."""
    return session.scalars(
        select(Reply).where(Reply.case_id == case_id).order_by(Reply.id.desc()).limit(1)
    ).first()


def stand_of(session: Session, case: Case) -> CaseStand:
    """The frozen facts on which every right depends (four short indexed reads)."""
    reply = latest_reply(session, case.id)
    extensions = session.scalars(select(Extension).where(Extension.case_id == case.id)).all()
    pending = next((each for each in extensions if each.decision is Decision.PENDING), None)
    objections = session.scalars(
        select(Objection.unit_id).where(
            Objection.case_id == case.id, Objection.decision == Decision.REFUSED
        )
    ).all()
    units = session.scalars(select(Assignment.unit_id).where(Assignment.case_id == case.id)).all()
    return CaseStand(
        case_id=case.id,
        status=case.status,
        petition_class=case.petition_class,
        office_id=case.office_id,
        handling_unit_id=case.handling_unit_id,
        holder_id=case.holder_id,
        past_unit_ids=frozenset(units),
        objection_ruled=case.handling_unit_id in objections,
        draft_author_id=reply.author_id if reply else None,
        draft_kind=reply.kind if reply else None,
        extension_requested_by=pending.requested_by_id if pending else None,
        extension_pending=pending is not None,
        extension_granted=any(each.decision is Decision.APPROVED for each in extensions),
    )


def events_of(session: Session, case_id: int) -> tuple[Event, ...]:
    """The history of a case, oldest first, as the clocks want it."""
    rows = session.execute(
        select(CaseEvent.at, CaseEvent.action, CaseEvent.facts)
        .where(CaseEvent.case_id == case_id)
        .order_by(CaseEvent.sequence)
    )
    return tuple(Event(row.at, row.action, row.facts) for row in rows)
