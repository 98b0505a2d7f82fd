"""A unit that must not have an accusation loses it at once, and it goes on elsewhere (信访工作条例 §30)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed
from petitions.adapters import clock
from petitions.models import Extension, OutboxNotice, Reply, Unit
from petitions.models.exchange import Decision
from petitions.models.reply import ReplyState
from petitions.queries.stand import clocks_now
from petitions.rules.terms import Action, Clock, NoticeState, Outcome, Recipient, Status
from tests.factories import Town, a_case, actor_of, do, event_rows, petitioner_of, redacted, stored
from tests.factories.accusations import an_accusation, reclassed, seen_by, sees
from web.commands.verify import faults

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    "at",
    [
        Status.ROUTED,
        Status.OBJECTED,
        Status.ACCEPTED,
        Status.REPLY_DRAFTED,
        Status.REPLY_APPROVED,
    ],
)
def test_a_unit_that_has_it_loses_it_at_once(
    register: Session, town: Town, now: datetime, at: Status
) -> None:
    case_id = an_accusation(town, now, "", at)
    assert sees(register, town, "handler", case_id, now)
    do(
        town,
        Action.NAME_ACCUSED,
        case_id,
        by=actor_of(town.clerk),
        now=now + DAY,
        unit_ids=[town.works.id],
    )
    case = stored(case_id)
    assert (case.status, case.handling_unit_id, case.holder_id) == (Status.REGISTERED, None, None)
    for who in ("handler", "colleague", "unit_head"):
        assert not sees(register, town, who, case_id, now)
        assert seen_by(actor_of(town.officers[who]), case_id, now) == set()
    unsent = register.scalars(
        select(OutboxNotice).where(
            OutboxNotice.case_id == case_id,
            OutboxNotice.recipient.in_((Recipient.HANDLING_UNIT, Recipient.UNIT_HEAD)),
        )
    ).all()
    assert unsent
    assert {row.state for row in unsent} == {NoticeState.CANCELLED}
    states = set(register.scalars(select(Reply.state).where(Reply.case_id == case_id)))
    assert not states & {ReplyState.DRAFT, ReplyState.APPROVED}
    assert list(faults(register)) == []
    # It goes on elsewhere.
    clerk, other = actor_of(town.clerk), actor_of(town.other_handler)
    later = now + 2 * DAY
    do(town, Action.TRANSFER, case_id, by=clerk, now=later, unit_id=town.education.id)
    do(town, Action.ACCEPT, case_id, by=other, now=later)
    do(town, Action.DRAFT_REPLY, case_id, by=other, now=later, outcome=Outcome.FOUND)


def test_an_appeal_that_turns_out_an_accusation_is_taken_from_the_accused_and_gains_no_time(
    register: Session, town: Town, now: datetime
) -> None:
    """The 60 days run from the first acceptance, whoever has it (§34); and the accused unit hears nothing of it."""
    case_id = a_case(town, Status.ACCEPTED, now=now)
    start = clock.local_day(now)
    do(town, Action.REQUEST_EXTENSION, case_id, by=actor_of(town.handler), now=now, days=10)
    clerk = actor_of(town.clerk)
    do(town, Action.NAME_ACCUSED, case_id, by=clerk, now=now, unit_ids=[town.works.id])
    assert stored(case_id).status is Status.ACCEPTED, "an appeal stays with the competent unit"
    before = len(event_rows(case_id))

    reclassed(town, case_id, now + DAY, "accusation")

    assert not sees(register, town, "handler", case_id, now)
    assert (stored(case_id).status, stored(case_id).handling_unit_id) == (Status.REGISTERED, None)
    told = register.scalars(
        select(OutboxNotice).where(
            OutboxNotice.case_id == case_id,
            OutboxNotice.unit_id == town.works.id,
            OutboxNotice.occasion > before,
        )
    ).all()
    assert {row.state for row in told} == {NoticeState.CANCELLED}
    assert register.scalars(select(Extension.decision)).all() == [Decision.REFUSED]
    redacted(town, case_id, now=now + DAY)
    later = now + 10 * DAY
    do(town, Action.TRANSFER, case_id, by=clerk, now=later, unit_id=town.education.id)
    do(town, Action.ACCEPT, case_id, by=actor_of(town.other_handler), now=later)
    handling = [each for each in clocks_now(register, case_id) if each.clock is Clock.HANDLING]
    assert {each.deadline.start for each in handling} == {start}
    assert list(faults(register)) == []


def test_a_case_is_recalled_from_a_unit_that_came_under_the_accused(
    register: Session, town: Town, now: datetime
) -> None:
    """A community that has the case is put under the street that is accused."""
    case_id = an_accusation(town, now, "河东街道办事处")
    clerk = actor_of(town.clerk)
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=town.education.id)
    unit = register.get_one(Unit, town.education.id)
    unit.parent_id, unit.path = town.street.id, f"{town.street.path}{unit.id}/"
    register.commit()
    assert not sees(register, town, "other_handler", case_id, now)
    do(town, Action.RECALL, case_id, by=clerk, now=now)
    assert stored(case_id).handling_unit_id is None


def test_nobody_recalls_from_a_unit_that_may_have_it(town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, "柳林社区", Status.ROUTED)
    with pytest.raises(NotAllowed) as caught:
        do(town, Action.RECALL, case_id, by=actor_of(town.clerk), now=now)
    assert caught.value.code == "unit_may_have_it"


def test_after_a_recall_news_are_owed_to_the_office_alone(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "", Status.ROUTED)
    by = actor_of(town.clerk)
    do(town, Action.NAME_ACCUSED, case_id, by=by, now=now, unit_ids=[town.works.id])
    do(town, Action.SUPPLEMENT, case_id, by=petitioner_of(case_id), now=now)
    assert list(faults(register)) == []


def test_an_answered_case_of_an_accused_unit_can_be_closed(
    register: Session, town: Town, now: datetime
) -> None:
    """It owes a closing report, and nobody who may write it sees the case any more."""
    case_id = an_accusation(town, now, "", Status.ANSWERED)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.NAME_ACCUSED, case_id, by=clerk, now=now, unit_ids=[town.works.id])
    binding = [each.clock for each in clocks_now(register, case_id) if each.binds]
    assert binding == [Clock.ASSIGNED]
    do(town, Action.CLOSE, case_id, by=head, now=now)
    assert stored(case_id).status is Status.CLOSED
    assert [each.clock for each in clocks_now(register, case_id) if each.binds] == []


def test_the_simple_procedure_ends_with_the_unit_that_took_it(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "", Status.ROUTED)
    do(town, Action.ACCEPT, case_id, by=actor_of(town.handler), now=now, simple=True)
    clerk = actor_of(town.clerk)
    do(town, Action.NAME_ACCUSED, case_id, by=clerk, now=now, unit_ids=[town.works.id])
    do(town, Action.TRANSFER, case_id, by=clerk, now=now + DAY, unit_id=town.education.id)
    do(town, Action.ACCEPT, case_id, by=actor_of(town.other_handler), now=now + DAY)
    running = {each.clock for each in clocks_now(register, case_id) if each.running}
    assert Clock.SIMPLE not in running
