"""Joint matters and protection: nothing goes round unredacted, who is complained about or recused is out at once."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused
from petitions.models import OutboxNotice
from petitions.queries.case_file import case_file
from petitions.rules.joint_matters import JointOutcome
from petitions.rules.terms import Action, Notice, NoticeState, PetitionClass, Status
from tests.factories import Town, a_case, a_submission, actor_of, do, redacted, stored
from tests.factories.joint_matters import joints, voices
from tests.factories.outcomes import refused
from web.commands.verify import faults


def an_accusation(town: Town, now: datetime) -> int:
    about = a_submission(petition_class=PetitionClass.ACCUSATION, complained_about="某个科长")
    return a_case(town, Status.REGISTERED, now=now, submission=about)


def test_nothing_goes_round_before_it_is_redacted(town: Town, now: datetime) -> None:
    case_id, clerk = an_accusation(town, now), actor_of(town.clerk)
    error = refused(Action.OPEN_JOINT, town, case_id, by=clerk, now=now)
    assert (type(error), error.code) == (NotAllowed, "not_redacted")
    redacted(town, case_id, now=now)
    do(town, Action.OPEN_JOINT, case_id, by=clerk, now=now)
    file = case_file(case_id, actor=actor_of(town.other_handler), now=now)
    assert file is not None
    assert file.original is False
    do(town, Action.SETTLE_JOINT, case_id, by=clerk, now=now, lead_unit_id=town.works.id)
    assert case_file(case_id, actor=actor_of(town.other_handler), now=now) is None, (
        "it has no more to do with an accusation"
    )


def named(town: Town, case_id: int, now: datetime, unit_id: int) -> None:
    do(
        town,
        Action.NAME_ACCUSED,
        case_id,
        by=actor_of(town.clerk),
        now=now,
        unit_ids=[unit_id],
        officer_ids=[],
    )


def test_who_is_complained_about_is_not_asked(town: Town, now: datetime) -> None:
    case_id, clerk = an_accusation(town, now), actor_of(town.clerk)
    redacted(town, case_id, now=now)
    named(town, case_id, now, town.education.id)
    error = refused(Action.OPEN_JOINT, town, case_id, by=clerk, now=now)
    assert (type(error), error.code) == (Refused, "accused_unit")
    assert joints(case_id) == []


def test_who_is_named_while_it_is_open_is_out_at_once(
    register: Session, town: Town, now: datetime
) -> None:
    """With what waits in the outbox for it; who named it as lead owes a voice again."""
    case_id, clerk = an_accusation(town, now), actor_of(town.clerk)
    redacted(town, case_id, now=now)
    three = [town.works.id, town.education.id, town.street.id]
    do(town, Action.OPEN_JOINT, case_id, by=clerk, now=now, unit_ids=three)
    handler = actor_of(town.handler)
    do(town, Action.VOICE_JOINT, case_id, by=handler, now=now, lead_unit_id=town.education.id)
    assert case_file(case_id, actor=actor_of(town.other_handler), now=now) is not None
    named(town, case_id, now, town.education.id)
    there = voices(case_id)
    assert there[town.education.id].ended_at == now
    assert there[town.works.id].ended_at is None
    assert there[town.works.id].lead_unit_id is None
    told = register.scalars(select(OutboxNotice).where(OutboxNotice.notice == Notice.JOINT_OPENED))
    states = {row.unit_id: row.state for row in told}
    assert states[town.education.id] is NoticeState.CANCELLED
    assert states[town.works.id] is NoticeState.QUEUED
    assert case_file(case_id, actor=actor_of(town.other_handler), now=now) is None
    do(town, Action.VOICE_JOINT, case_id, by=handler, now=now)
    assert list(faults(register)) == []
    named(town, case_id, now, town.street.id)
    (joint,) = joints(case_id)
    assert joint.outcome is JointOutcome.LAPSED, "one unit alone is left"
    do(town, Action.TRANSFER, case_id, by=clerk, now=now)
    assert stored(case_id).handling_unit_id == town.works.id


def test_a_lead_that_must_not_have_it_binds_nobody(town: Town, now: datetime) -> None:
    case_id, clerk = an_accusation(town, now), actor_of(town.clerk)
    redacted(town, case_id, now=now)
    do(town, Action.OPEN_JOINT, case_id, by=clerk, now=now)
    do(town, Action.SETTLE_JOINT, case_id, by=clerk, now=now, lead_unit_id=town.education.id)
    named(town, case_id, now, town.education.id)
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=town.works.id)
    assert stored(case_id).handling_unit_id == town.works.id


def test_recusal_stands_above_being_asked(town: Town, now: datetime, called: int) -> None:
    for officer in (town.other_handler, town.other_head):
        assert case_file(called, actor=actor_of(officer), now=now) is not None
    do(
        town,
        Action.ORDER_RECUSAL,
        called,
        by=actor_of(town.clerk),
        now=now,
        officer_id=town.other_handler.id,
    )
    assert case_file(called, actor=actor_of(town.other_handler), now=now) is None
    do(town, Action.RECUSE, called, by=actor_of(town.other_head), now=now)
    assert case_file(called, actor=actor_of(town.other_head), now=now) is None
