"""The only writer of a case's status: history, clocks, notices and the due date in one go."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from petitions.actions._clocks import Kept, catch_up, count, keep, kept_runs
from petitions.actions._co_end import end_all
from petitions.actions._joint_end import lapse, units_asked
from petitions.actions._outbox import has_address, owe
from petitions.actions._reminders import heads_of
from petitions.actions._sign import sign_for
from petitions.actions.errors import Missing, NotAllowed
from petitions.adapters.office_rules import office_rules
from petitions.models.history import CaseEvent
from petitions.models.petition import Case
from petitions.models.unit import Unit
from petitions.queries.accused import is_barred
from petitions.queries.review_stand import reviewer_told
from petitions.queries.stand import events_of
from petitions.rules.clocks import Event
from petitions.rules.hand_overs import acknowledges, hand_overs
from petitions.rules.lifecycle import STEPS, Step, ends, missing
from petitions.rules.permissions import Actor, CaseStand, refusal
from petitions.rules.terms import (
    Action,
    Notice,
    Recipient,
)


def advance(
    session: Session,
    case: Case,
    action: Action,
    *,
    by: Actor,
    now: datetime,
    stand: CaseStand | None,
    facts: Mapping[str, Any],
    private: Mapping[str, Any] | None = None,
    unit_before: int | None = None,
) -> CaseEvent:
    """Take one step of the table: check it, move the case, write history, clocks and outbox.

    ``stand`` is the case before the step (None when it is being made). ``unit_before`` is the unit that
    had the case when the step takes it away. ``private`` facts satisfy the needs of the step but are kept in
    their own table, not in the history. Raises NotAllowed, Missing.
    """
    step = STEPS[action]
    if stand is not None:
        check_right(step, by, stand)
    absent = missing(step, {**facts, **(private or {})})
    if absent:
        raise Missing(absent)
    with session.no_autoflush:  # one UPDATE of the case a step, when all is known
        history = events_of(session, case.id) if stand is not None else ()
        rules = office_rules(session)
        kept = kept_runs(session, case.id) if stand is not None else Kept()
        catch_up(session, case, history, kept, now=now, rules=rules)
    event = CaseEvent(
        case_id=case.id,
        sequence=len(history) + 1,
        action=action,
        status_before=stand.status if stand else None,
        status_after=step.target or case.status,
        at=now,
        actor_role=by.role,
        officer_id=by.officer_id,
        unit_id=by.unit_id,
        facts={name: value for name, value in facts.items() if value not in (None, "")},
        article=step.article,
    )
    session.add(event)
    if step.target is not None:
        case.status = step.target
    case.closed = ends(case.status)
    if case.closed and stand is not None and stand.co_handling:
        end_all(session, case.id, now)
    if case.closed and stand is not None and stand.joint is not None:
        lapse(session, case.id, now)
    if step.changes_case and stand is not None:
        case.changed_at = now
        # Counts as a change of the row even at the same instant, so that the version moves on.
        flag_modified(case, "changed_at")
    told = (*history, Event(now, action, event.facts))
    case.hand_overs = hand_overs(told)
    if stand is not None and acknowledges(step, by, stand):
        sign_for(session, case.id, by.officer_id, now)
    clocks = count(case, told, rules)
    session.flush()
    with session.no_autoflush:  # one INSERT for all runs and notices
        keep(session, case, clocks, told, kept, now=now)
        _owe_notices(session, case, step, event, case.handling_unit_id or unit_before)
    return event


def check_right(step: Step, by: Actor, stand: CaseStand) -> None:
    """Raise NotAllowed when the step is not open to this actor now."""
    code = refusal(step, by, stand)
    if code is not None:
        raise NotAllowed(code, action=step.action.value)


def _owe_notices(
    session: Session, case: Case, step: Step, event: CaseEvent, unit_id: int | None
) -> None:
    for notice, recipient in step.notices:
        if recipient is Recipient.PETITIONER:
            _owe(session, case, notice, event, recipient, has_address(session, case))
        elif recipient is Recipient.UNIT_HEAD:
            _tell_heads(session, case, notice, event, unit_id)
        elif recipient is Recipient.CONSULTED:
            for each in units_asked(session, case.id):
                _tell_unit(session, case, notice, event, recipient, each)
        else:
            to_office = recipient is Recipient.OFFICE
            target = case.office_id if to_office else unit_id
            if recipient is Recipient.CO_UNIT:
                target = event.facts["unit_id"]
            elif recipient is Recipient.REVIEWER:
                target = reviewer_told(session, case.id)
            if target is not None:
                _tell_unit(session, case, notice, event, recipient, target)


def _tell_unit(
    session: Session,
    case: Case,
    notice: Notice,
    event: CaseEvent,
    recipient: Recipient,
    unit_id: int,
) -> None:
    """One notice to the mailbox of a unit, unless the case is kept from it."""
    withheld = recipient is not Recipient.OFFICE and is_barred(session, case, unit_id)
    email = session.scalars(select(Unit.email).where(Unit.id == unit_id)).first()
    _owe(
        session,
        case,
        notice,
        event,
        recipient,
        bool(email),
        unit_id=unit_id,
        withheld=withheld,
    )


def _tell_heads(
    session: Session, case: Case, notice: Notice, event: CaseEvent, unit_id: int | None
) -> None:
    """One notice to each head who may decide; to nobody's, and cancelled, where there is none."""
    for officer_id, email in heads_of(session, unit_id, case) or [(0, "")]:
        _owe(
            session,
            case,
            notice,
            event,
            Recipient.UNIT_HEAD,
            bool(email),
            unit_id=unit_id,
            officer_id=officer_id,
        )


def _owe(
    session: Session,
    case: Case,
    notice: Notice,
    event: CaseEvent,
    recipient: Recipient,
    deliverable: bool,
    *,
    unit_id: int | None = None,
    officer_id: int = 0,
    withheld: bool = False,
) -> None:
    owe(
        session,
        case,
        notice,
        recipient,
        occasion=event.sequence,
        at=event.at,
        deliverable=deliverable,
        unit_id=unit_id,
        officer_id=officer_id,
        withheld=withheld,
    )
