"""A petitioner asks that somebody has nothing to do with his case: decided in time, never by whom it names (§28)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed
from petitions.actions.watch_deadlines import watch_deadlines
from petitions.adapters import clock
from petitions.models import Recusal, RecusalRequest
from petitions.models.clock_run import DeadlineAlert, Reminder
from petitions.models.exchange import Decision
from petitions.models.session import db
from petitions.queries.desk import desk
from petitions.queries.stand import clocks_now
from petitions.queries.tracking import tracked
from petitions.rules.clocks import CaseClock, state_on
from petitions.rules.terms import Action, Clock, ClockState, Status
from tests.factories import Town, a_case, actor_of, do, petitioner_of
from tests.factories.accusations import sees
from tests.factories.matters import two
from web.commands.verify import faults


def test_a_petitioner_asks_for_a_recusal_and_reads_the_answer(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    citizen = petitioner_of(case_id)
    do(town, Action.REQUEST_RECUSAL, case_id, by=citizen, now=now)
    with pytest.raises(NotAllowed) as caught:
        do(town, Action.REQUEST_RECUSAL, case_id, by=citizen, now=now)
    assert caught.value.code == "recusal_asked_already"
    five = [each for each in clocks_now(register, case_id) if each.clock is Clock.DECIDE_RECUSAL]
    assert [each.deadline.length for each in five] == [5]
    do(town, Action.GRANT_RECUSAL, case_id, by=actor_of(town.office_head), now=now)
    assert not sees(register, town, "colleague", case_id, now)
    found = tracked(case_id, now=now)
    assert found is not None
    told = found.recusal_requests[0]
    assert (told.decision, told.answer, told.decided_by) == (Decision.APPROVED, "属实。", "")
    assert [
        each.running for each in clocks_now(register, case_id) if each.clock is Clock.DECIDE_RECUSAL
    ] == [False]
    assert register.scalars(select(Recusal.officer_id)).all() == [town.colleague.id]
    assert list(faults(register)) == []


def test_who_is_named_in_the_request_does_not_decide_it(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(
        town,
        Action.REQUEST_RECUSAL,
        case_id,
        by=petitioner_of(case_id),
        now=now,
        whom="信访局的王局长",
    )
    with pytest.raises(NotAllowed) as caught:
        do(town, Action.REFUSE_RECUSAL, case_id, by=actor_of(town.office_head), now=now)
    assert caught.value.code == "named_in_request"
    do(
        town,
        Action.GRANT_RECUSAL,
        case_id,
        by=actor_of(town.supervisor),
        now=now,
        officer_ids=[town.office_head.id],
    )
    assert not sees(register, town, "office_head", case_id, now)
    assert register.scalars(select(RecusalRequest.decision)).all() == [Decision.APPROVED]


def test_a_request_for_a_recusal_waits_no_longer_in_a_case_that_was_joined(
    register: Session, town: Town, now: datetime
) -> None:
    """O8 is dropped with the case, neither met nor missed; undone, it is as late as if it had never been joined."""
    earlier, later = two(town, now)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.REQUEST_RECUSAL, later, by=petitioner_of(later), now=now)
    due = o8(register, later).deadline.adjusted
    assert asked(town, now) == {"office_head": 1, "supervisor": 1}

    then = now + timedelta(days=1)
    do(town, Action.MERGE_INTO, later, by=clerk, now=then, into_id=earlier)
    stopped = o8(register, later)
    assert (stopped.running, stopped.stopped_by) == (False, Action.MERGE_INTO)
    assert state_on(stopped, clock.local_day(then)) is ClockState.STOPPED
    assert asked(town, now) == {"office_head": 0, "supervisor": 0}
    with pytest.raises(NotAllowed, match="wrong_status"):
        do(town, Action.GRANT_RECUSAL, later, by=head, now=then)
    watch_deadlines(now + timedelta(days=30))
    db.session.rollback()
    alerts = select(DeadlineAlert.clock).where(
        DeadlineAlert.case_id == later, DeadlineAlert.clock == Clock.DECIDE_RECUSAL
    )
    assert register.scalars(alerts).all() == [], "nobody is reminded of it"

    last = now + timedelta(days=30)
    do(town, Action.UNDO_MERGE, later, by=clerk, now=last)
    again = o8(register, later)
    assert (again.running, again.deadline.adjusted) == (True, due)
    assert state_on(again, clock.local_day(last)) is ClockState.OVERDUE
    assert asked(town, now) == {"office_head": 1, "supervisor": 1}
    chosen: dict[str, Any] = {"officer_ids": [town.second_clerk.id]}
    do(town, Action.GRANT_RECUSAL, later, by=head, now=last, **chosen)
    assert not o8(register, later).running
    assert list(faults(register)) == []


def o8(session: Session, case_id: int) -> CaseClock:
    """The clock of the one request for a recusal."""
    session.rollback()
    (found,) = (each for each in clocks_now(session, case_id) if each.clock is Clock.DECIDE_RECUSAL)
    return found


def asked(town: Town, now: datetime) -> dict[str, int]:
    """How many requests for a recusal lie on the desks of who may decide."""
    db.session.rollback()
    return {
        who: pile.count
        for who in ("office_head", "supervisor")
        for pile in desk(actor_of(town.officers[who]), today=clock.local_day(now))
        if pile.code == "to_recuse"
    }


@pytest.mark.parametrize("whom", ["信访局的王局长", "李文书"])
def test_whom_it_names_gets_no_reminder_of_it(
    register: Session, town: Town, now: datetime, whom: str
) -> None:
    """The others who have it on their hands do: near its end, and after it the heads and supervision."""
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.REQUEST_RECUSAL, case_id, by=petitioner_of(case_id), now=now, whom=whom)
    watch_deadlines(now + timedelta(days=15))
    told = {
        town_id
        for town_id, clock_ in register.execute(
            select(Reminder.officer_id, DeadlineAlert.clock).join(
                DeadlineAlert, DeadlineAlert.id == Reminder.alert_id
            )
        )
        if clock_ is Clock.DECIDE_RECUSAL
    }
    named = town.office_head.id if whom.endswith("局长") else town.clerk.id
    assert named not in told
    assert {town.second_clerk.id, town.supervisor.id} <= told
