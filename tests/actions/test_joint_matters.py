"""Joint matters: who is asked, each way of settling who leads, what is barred meanwhile, and who is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import Missing, NotAllowed, NotFound, Refused, Stale
from petitions.adapters import clock
from petitions.models import OutboxNotice, Unit
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.desk import desk
from petitions.queries.queue import Filters, queue
from petitions.queries.tracking import tracked
from petitions.rules.joint_matters import JointOutcome
from petitions.rules.terms import (
    Action,
    Notice,
    Recipient,
    Status,
)
from tests.actions.threads import at_once
from tests.factories import (
    Town,
    a_case,
    actor_of,
    do,
    event_rows,
    stored,
    version_of,
)
from tests.factories.joint_matters import joints, voices
from tests.factories.outcomes import refused
from tests.factories.verbs import FACTS
from web.commands.verify import faults

DAY = timedelta(days=1)


def without_superior(register: Session, town: Town) -> None:
    """Education stands for itself from now on."""
    unit = register.get_one(Unit, town.education.id)
    unit.parent_id, unit.path = None, f"/{unit.id}/"
    register.commit()


def both_say(town: Town, case_id: int, now: datetime, works: int, education: int) -> None:
    for officer, lead in ((town.handler, works), (town.other_head, education)):
        do(town, Action.VOICE_JOINT, case_id, by=actor_of(officer), now=now, lead_unit_id=lead)


def test_the_units_concerned_are_called_together(
    register: Session, town: Town, now: datetime, called: int
) -> None:
    (joint,) = joints(called)
    assert (joint.superior_unit_id, joint.outcome) == (town.government.id, None)
    assert set(voices(called)) == {town.works.id, town.education.id}
    told = register.scalars(select(OutboxNotice).where(OutboxNotice.notice == Notice.JOINT_OPENED))
    assert {(row.recipient, row.unit_id) for row in told} == {
        (Recipient.CONSULTED, town.works.id),
        (Recipient.CONSULTED, town.education.id),
    }
    for officer in (town.handler, town.other_handler, town.other_head):
        assert case_file(called, actor=actor_of(officer), now=now) is not None
    assert case_file(called, actor=actor_of(town.street_handler), now=now) is None
    error = refused(Action.OPEN_JOINT, town, called, by=actor_of(town.clerk), now=now)
    assert (type(error), error.code) == (NotAllowed, "joint_opened_already")


def test_only_units_that_can_be_asked(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    for unit_ids, code in (
        ([], "joint_too_few"),
        ([town.works.id, town.works.id], "joint_too_few"),
        ([town.works.id, town.health.id], "no_such_unit"),  # nobody works there
        ([town.works.id, 999_999], "no_such_unit"),
    ):
        error = refused(
            Action.OPEN_JOINT, town, case_id, by=actor_of(town.clerk), now=now, unit_ids=unit_ids
        )
        assert (type(error), error.code) == (Refused, code)
    assert joints(case_id) == []


def test_while_it_is_open_nobody_gets_the_case(town: Town, now: datetime, called: int) -> None:
    clerk = actor_of(town.clerk)
    for action in (Action.TRANSFER, Action.ASSIGN):
        error = refused(action, town, called, by=clerk, now=now)
        assert (type(error), error.code) == (NotAllowed, "joint_open")


def test_what_all_name_is_agreed(town: Town, now: datetime, called: int) -> None:
    both_say(town, called, now, town.works.id, town.works.id)
    clerk = actor_of(town.clerk)
    error = refused(Action.SETTLE_JOINT, town, called, by=clerk, now=now, way=JointOutcome.SUPERIOR)
    assert error.code == "joint_all_agree"
    do(town, Action.SETTLE_JOINT, called, by=clerk, now=now, lead_unit_id=None)
    (joint,) = joints(called)
    assert (joint.outcome, joint.lead_unit_id) == (JointOutcome.AGREED, town.works.id)
    assert (joint.words, joint.document_number) == ("", ""), "the voices say all of it"
    for action in (Action.TRANSFER, Action.ASSIGN):
        error = refused(action, town, called, by=clerk, now=now, unit_id=town.education.id)
        assert (type(error), error.code) == (Refused, "joint_lead")
        assert error.facts["unit"] == town.works.name
    do(town, Action.ASSIGN, called, by=clerk, now=now)
    assert stored(called).handling_unit_id == town.works.id
    assert case_file(called, actor=actor_of(town.other_handler), now=now) is not None, (
        "like a unit that had it before"
    )


@pytest.mark.parametrize("said", [False, True], ids=["silent", "in dispute"])
def test_a_common_superior_decides(town: Town, now: datetime, called: int, said: bool) -> None:
    """A unit that does not answer holds up nobody."""
    clerk = actor_of(town.clerk)
    if said:
        both_say(town, called, now, town.education.id, town.works.id)
    for way, code in (
        (JointOutcome.AGREED, "joint_not_agreed"),
        (JointOutcome.CONFERENCE, "joint_superior_decides"),
        (JointOutcome.LAPSED, "joint_superior_decides"),
    ):
        error = refused(Action.SETTLE_JOINT, town, called, by=clerk, now=now, way=way)
        assert (type(error), error.code) == (Refused, code)
    for given in ({"words": " "}, {"document_number": ""}):
        error = refused(Action.SETTLE_JOINT, town, called, by=clerk, now=now, **given)
        assert isinstance(error, Missing)
        assert error.names == tuple(given)
    error = refused(
        Action.SETTLE_JOINT, town, called, by=clerk, now=now, lead_unit_id=town.street.id
    )
    assert error.code == "not_concerned"
    do(town, Action.SETTLE_JOINT, called, by=clerk, now=now, lead_unit_id=town.education.id)
    (joint,) = joints(called)
    assert (joint.outcome, joint.lead_unit_id) == (JointOutcome.SUPERIOR, town.education.id)
    assert joint.decided_by_id == town.clerk.id


def test_without_a_common_superior_the_conference_coordinates(
    register: Session, town: Town, now: datetime
) -> None:
    without_superior(register, town)
    clerk, case_id = actor_of(town.clerk), a_case(town, Status.REGISTERED, now=now)
    do(town, Action.OPEN_JOINT, case_id, by=clerk, now=now)
    assert joints(case_id)[0].superior_unit_id is None
    today = clock.local_day(now)
    error = refused(
        Action.SETTLE_JOINT, town, case_id, by=clerk, now=now, way=JointOutcome.SUPERIOR
    )
    assert error.code == "joint_no_superior"
    for day, code in ((today + DAY, "held_in_future"), (today - DAY, "held_before_opening")):
        error = refused(Action.SETTLE_JOINT, town, case_id, by=clerk, now=now, held_on=day)
        assert (type(error), error.code) == (Refused, code)
    for given in ({"held_on": None}, {"words": ""}):
        error = refused(Action.SETTLE_JOINT, town, case_id, by=clerk, now=now, **given)
        assert isinstance(error, Missing)
    do(town, Action.SETTLE_JOINT, case_id, by=clerk, now=now, lead_unit_id=town.works.id)
    (joint,) = joints(case_id)
    assert (joint.outcome, joint.held_on) == (JointOutcome.CONFERENCE, today)


def test_each_unit_speaks_once_and_for_itself(town: Town, now: datetime, called: int) -> None:
    handler = actor_of(town.handler)
    for given in ({"lead_unit_id": town.street.id}, {"unit_id": town.education.id}):
        error = refused(Action.VOICE_JOINT, town, called, by=handler, now=now, **given)
        assert (type(error), error.code) == (Refused, "not_concerned")
    do(town, Action.VOICE_JOINT, called, by=handler, now=now)
    for officer in (town.handler, town.unit_head):
        error = refused(Action.VOICE_JOINT, town, called, by=actor_of(officer), now=now)
        assert (type(error), error.code) == (NotAllowed, "joint_voice_given")
    error = refused(Action.VOICE_JOINT, town, called, by=actor_of(town.clerk), now=now)
    assert error.code == "no_right"
    assert isinstance(
        refused(Action.VOICE_JOINT, town, called, by=actor_of(town.street_head), now=now), NotFound
    )
    news = select(OutboxNotice).where(
        OutboxNotice.notice == Notice.OFFICE_NEWS, OutboxNotice.case_id == called
    )
    voiced = event_rows(called)[-1]
    assert voiced.sequence in {row.occasion for row in db.session.scalars(news)}


def test_an_upheld_objection_frees_the_choice(town: Town, now: datetime, called: int) -> None:
    clerk = actor_of(town.clerk)
    do(town, Action.SETTLE_JOINT, called, by=clerk, now=now, lead_unit_id=town.works.id)
    do(town, Action.TRANSFER, called, by=clerk, now=now)
    do(town, Action.OBJECT, called, by=actor_of(town.handler), now=now)
    do(town, Action.OPEN_JOINT, called, by=clerk, now=now)
    error = refused(Action.OVERRULE_OBJECTION, town, called, by=clerk, now=now)
    assert error.code == "joint_open"
    do(town, Action.SETTLE_JOINT, called, by=clerk, now=now, lead_unit_id=town.education.id)
    do(town, Action.UPHOLD_OBJECTION, called, by=clerk, now=now)
    error = refused(Action.TRANSFER, town, called, by=clerk, now=now, unit_id=town.works.id)
    assert error.code == "joint_lead"
    do(town, Action.TRANSFER, called, by=clerk, now=now, unit_id=town.education.id)
    do(town, Action.OBJECT, called, by=actor_of(town.other_handler), now=now)
    do(town, Action.UPHOLD_OBJECTION, called, by=clerk, now=now)
    do(town, Action.TRANSFER, called, by=clerk, now=now, unit_id=town.street.id)
    assert stored(called).handling_unit_id == town.street.id, "the old lead binds no more"


def test_it_lapses_when_the_case_ends(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.OPEN_JOINT, case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.DECLINE, case_id, by=actor_of(town.clerk), now=now)
    (joint,) = joints(case_id)
    assert (joint.outcome, joint.lead_unit_id, joint.decided_at) == (JointOutcome.LAPSED, None, now)
    assert {row.ended_at for row in voices(case_id).values()} == {now}
    assert list(faults(register)) == []


def test_it_lies_on_the_desks_of_who_owes_something(town: Town, now: datetime, called: int) -> None:
    today = clock.local_day(now)

    def pile(officer: object, code: str) -> list[int]:
        piles = {each.code: each for each in desk(actor_of(officer), today=today)}  # type: ignore[arg-type]
        return [row.id for row in piles[code].rows]

    assert pile(town.handler, "joint_asked") == [called]
    assert pile(town.clerk, "joint_to_settle") == [called]
    assert pile(town.street_handler, "joint_asked") == []
    do(town, Action.VOICE_JOINT, called, by=actor_of(town.handler), now=now)
    assert pile(town.handler, "joint_asked") == []
    assert pile(town.other_head, "joint_asked") == [called]
    asked = Filters(joint=True)
    assert queue(actor_of(town.other_head), asked, today=today).total == 1
    assert queue(actor_of(town.leader), asked, today=today).total == 1
    do(town, Action.SETTLE_JOINT, called, by=actor_of(town.clerk), now=now)
    assert pile(town.clerk, "joint_to_settle") == []
    assert queue(actor_of(town.other_head), asked, today=today).total == 0


def test_the_petitioner_reads_that_it_is_being_settled_and_on_whom(
    town: Town, now: datetime, called: int
) -> None:
    do(town, Action.VOICE_JOINT, called, by=actor_of(town.handler), now=now)
    do(
        town,
        Action.SETTLE_JOINT,
        called,
        by=actor_of(town.clerk),
        now=now,
        lead_unit_id=town.works.id,
    )
    case = tracked(called, now=now)
    assert case is not None
    assert stored(called).title in repr(case), "what is in it is looked for in it"
    told = [
        each for each in case.timeline if each.action in (Action.OPEN_JOINT, Action.SETTLE_JOINT)
    ]
    assert len(told) == 2
    assert Action.VOICE_JOINT not in {each.action for each in case.timeline}
    assert told[-1].target is not None
    assert told[-1].target.id == town.works.id
    between_units = {
        FACTS[Action.OPEN_JOINT](town)["reason"],
        FACTS[Action.VOICE_JOINT](town)["reason"],
        FACTS[Action.SETTLE_JOINT](town)["words"],
    }
    assert [words for words in sorted(between_units) if words in repr(case)] == []


def test_two_at_once_settle_it_once(app: Flask, town: Town, now: datetime, called: int) -> None:
    seen = version_of(called)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)

    def settled(by: object, lead: int) -> object:
        return do(
            town,
            Action.SETTLE_JOINT,
            called,
            by=by,  # type: ignore[arg-type]
            now=now,
            version=seen,
            lead_unit_id=lead,
        )

    outcomes = at_once(
        app,
        lambda: settled(clerk, town.works.id),
        lambda: settled(head, town.education.id),
    )
    assert [type(each) for each in outcomes if each is not None] == [Stale]
    assert [row.action for row in event_rows(called)].count(Action.SETTLE_JOINT) == 1
