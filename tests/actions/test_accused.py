"""Who is complained about, his people and his unit never see an accusation; their superiors by two officers alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.models import AccusationException, Officer, OutboxNotice, Unit
from petitions.queries.accused import destinations_for, superiors_for
from petitions.queries.stand import stand_of
from petitions.queries.tracking import tracked
from petitions.rules.accused import ExceptionKind
from petitions.rules.permissions import open_steps
from petitions.rules.terms import Action, PetitionClass, Recipient, Status
from tests.factories import Town, a_case, a_submission, actor_of, do, event_rows, stored
from tests.factories.accusations import (
    an_accusation,
    named,
    reclassed,
    seen_by,
    sees,
    the_only_office,
)
from web.commands.verify import faults

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("about", "units", "people"),
    [
        ("回音市住房和城乡建设局", {"works"}, set()),
        ("市住房和城乡建设局的人", set(), set()),
        ("住房和城乡建设局", {"works"}, set()),
        ("河东街道办事处 陈主任", {"street"}, {"street_head"}),
        ("教育局、卫生健康委员会", {"education", "health"}, set()),
        ("赵 经 办", set(), {"handler"}),
        ("工号 Ｇ１０２３ 的人", set(), {"colleague"}),
        ("工号 G10234 的人", set(), set()),
        ("某某公司", set(), set()),
        ("", set(), set()),
    ],
)
def test_who_is_named_is_found_when_it_comes_in(
    register: Session, town: Town, now: datetime, about: str, units: set[str], people: set[str]
) -> None:
    register.get_one(Officer, town.colleague.id).badge = "G1023"
    register.commit()
    case_id = an_accusation(town, now, about, Status.RECEIVED)
    wanted: set[tuple[int | None, int]] = {(None, getattr(town, unit).id) for unit in units}
    wanted |= {(town.officers[who].id, town.officers[who].unit_id) for who in people}
    assert named(register, case_id) == wanted
    assert list(faults(register)) == []


@pytest.mark.parametrize("who", ["handler", "colleague", "unit_head"])
def test_an_accused_unit_sees_nothing_and_gets_nothing(
    register: Session, town: Town, now: datetime, who: str
) -> None:
    case_id = an_accusation(town, now, "回音市住房和城乡建设局")
    assert not sees(register, town, who, case_id, now)
    assert seen_by(actor_of(town.officers[who]), case_id, now) == set()
    with pytest.raises(Refused) as caught:
        do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=now)
    assert caught.value.code == "accused_unit"
    assert town.works.id not in {unit.id for unit in destinations_for(case_id)}
    assert stored(case_id).status is Status.REGISTERED


def test_units_below_the_accused_are_no_destination_either(town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, "河东街道办事处")
    clerk = actor_of(town.clerk)
    for unit in (town.street, town.community):
        with pytest.raises(Refused) as caught:
            do(town, Action.ASSIGN, case_id, by=clerk, now=now, unit_id=unit.id)
        assert caught.value.code == "accused_unit"
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=town.education.id)
    assert stored(case_id).handling_unit_id == town.education.id


def test_a_superior_takes_it_by_decision_of_two_officers_alone(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "柳林社区")
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    to_street = {"unit_id": town.street.id}
    with pytest.raises(Refused) as caught:
        do(town, Action.TRANSFER, case_id, by=clerk, now=now, **to_street)
    assert caught.value.code == "superior_of_accused"
    assert [unit.id for unit in superiors_for(case_id)] == [town.street.id]
    do(
        town,
        Action.REQUEST_EXCEPTION,
        case_id,
        by=clerk,
        now=now,
        kind=ExceptionKind.SUPERIOR_TAKES,
        **to_street,
    )
    for who in (town.clerk, town.second_clerk):
        with pytest.raises(NotAllowed):
            do(town, Action.APPROVE_EXCEPTION, case_id, by=actor_of(who), now=now)
    with pytest.raises(Refused):
        do(town, Action.TRANSFER, case_id, by=clerk, now=now, **to_street)
    assert not sees(register, town, "street_head", case_id, now)

    do(town, Action.APPROVE_EXCEPTION, case_id, by=head, now=now)
    do(town, Action.TRANSFER, case_id, by=clerk, now=now, **to_street)

    assert sees(register, town, "street_head", case_id, now)
    assert not sees(register, town, "community_handler", case_id, now)
    row = register.scalars(select(AccusationException)).one()
    assert (row.requested_by_id, row.decided_by_id) == (town.clerk.id, town.office_head.id)
    assert list(faults(register)) == []


def test_only_a_superior_needs_an_exception(town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, "柳林社区")
    for unit in (town.community, town.education):
        with pytest.raises(Refused) as caught:
            do(
                town,
                Action.REQUEST_EXCEPTION,
                case_id,
                by=actor_of(town.clerk),
                now=now,
                kind=ExceptionKind.SUPERIOR_TAKES,
                unit_id=unit.id,
            )
        assert caught.value.code == "not_a_superior"


def test_who_was_named_by_mistake_comes_back_by_two_officers(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "回音市住房和城乡建设局")
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.REQUEST_EXCEPTION, case_id, by=head, now=now)
    with pytest.raises(NotAllowed):
        do(town, Action.APPROVE_EXCEPTION, case_id, by=head, now=now)
    do(town, Action.APPROVE_EXCEPTION, case_id, by=clerk, now=now)
    do(town, Action.TRANSFER, case_id, by=clerk, now=now)
    assert sees(register, town, "handler", case_id, now)


def test_a_refused_exception_leaves_everything_as_it_was(town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, "回音市住房和城乡建设局")
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.REQUEST_EXCEPTION, case_id, by=clerk, now=now)
    do(town, Action.REFUSE_EXCEPTION, case_id, by=head, now=now)
    with pytest.raises(Refused):
        do(town, Action.TRANSFER, case_id, by=clerk, now=now)
    do(town, Action.REQUEST_EXCEPTION, case_id, by=clerk, now=now)
    do(town, Action.REFUSE_EXCEPTION, case_id, by=clerk, now=now)  # he takes it back himself


def test_another_class_does_not_lift_the_protection(town: Town, now: datetime) -> None:
    """What an accusation is called later lets nobody in: first two officers decide that he is not accused."""
    case_id = an_accusation(town, now, "回音市住房和城乡建设局")
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    with pytest.raises(Refused) as caught:
        reclassed(town, case_id, now, "appeal")
    assert caught.value.code == "accused_first"
    do(town, Action.REQUEST_EXCEPTION, case_id, by=clerk, now=now)
    do(town, Action.APPROVE_EXCEPTION, case_id, by=head, now=now)
    reclassed(town, case_id, now, "appeal")
    assert stored(case_id).petition_class is PetitionClass.APPEAL


def test_a_person_takes_his_subordinates_along(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "周科长")
    for who in ("unit_head", "handler", "colleague"):
        assert not sees(register, town, who, case_id, now)
    with pytest.raises(Refused) as caught:
        do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=now)
    assert caught.value.code == "accused_unit"


def test_of_a_plain_officer_the_unit_is_his_superior(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "赵经办")
    with pytest.raises(Refused) as caught:
        do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=now)
    assert caught.value.code == "superior_of_accused"


def test_who_moves_to_the_accused_unit_sees_it_no_more(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "回音市住房和城乡建设局")
    do(
        town,
        Action.TRANSFER,
        case_id,
        by=actor_of(town.clerk),
        now=now,
        unit_id=town.education.id,
    )
    assert sees(register, town, "other_handler", case_id, now)
    moved = register.get_one(Officer, town.other_handler.id)
    moved.unit_id = town.works.id
    register.commit()
    actor = actor_of(moved)
    assert seen_by(actor, case_id, now) == set()


def test_an_accused_head_who_moves_takes_the_protection_along(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "周科长")
    moved = register.get_one(Officer, town.unit_head.id)
    moved.unit_id = town.education.id
    register.commit()
    for unit in (town.education, town.works):
        with pytest.raises(Refused) as caught:
            do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=now, unit_id=unit.id)
        assert caught.value.code == "accused_unit"


def test_in_an_appeal_the_person_is_out_and_his_unit_answers(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(
        town,
        Status.ACCEPTED,
        now=now,
        submission=a_submission(complained_about="周科长，回音市住房和城乡建设局"),
    )
    assert not sees(register, town, "unit_head", case_id, now)
    assert sees(register, town, "handler", case_id, now)
    assert sees(register, town, "colleague", case_id, now)


@pytest.mark.parametrize("about", ["回音市信访局", "王局长"])
def test_an_office_that_is_accused_gives_it_to_another(
    register: Session, town: Town, now: datetime, about: str
) -> None:
    case_id = an_accusation(town, now, about, Status.RECEIVED)
    case = stored(case_id)
    assert case.office_id == town.foreign_office.id
    for who in ("clerk", "second_clerk", "office_head"):
        assert not sees(register, town, who, case_id, now)
    assert sees(register, town, "foreign_clerk", case_id, now)
    notices = register.scalars(
        select(OutboxNotice.unit_id).where(
            OutboxNotice.case_id == case_id, OutboxNotice.recipient == Recipient.OFFICE
        )
    ).all()
    assert notices == [town.foreign_office.id]


@pytest.mark.parametrize(
    ("about", "leader_sees"),
    [("回音市信访局", True), ("回音市人民政府", False), ("卫市长", False)],
)
def test_the_only_office_keeps_sight_of_what_it_has_to_report_to_those_above(
    register: Session, town: Town, now: datetime, about: str, leader_sees: bool
) -> None:
    """Nothing that comes in may exist for nobody; who is spared is the office alone."""
    the_only_office(register, town)
    case_id = an_accusation(town, now, about, Status.RECEIVED)
    for who in ("clerk", "office_head"):
        assert sees(register, town, who, case_id, now)
    assert sees(register, town, "leader", case_id, now) is leader_sees
    assert sees(register, town, "supervisor", case_id, now) is leader_sees
    for who in ("handler", "foreign_clerk", "foreign_leader", "auditor"):
        assert not sees(register, town, who, case_id, now)
    assert list(faults(register)) == []


def test_even_there_who_is_named_himself_is_out(
    register: Session, town: Town, now: datetime
) -> None:
    the_only_office(register, town)
    case_id = an_accusation(town, now, "王局长", Status.RECEIVED)
    assert not sees(register, town, "office_head", case_id, now)
    assert sees(register, town, "clerk", case_id, now)


def test_a_bureau_s_name_names_no_town(register: Session, town: Town, now: datetime) -> None:
    """In many places the root of the tree is the town, whose name begins all others."""
    register.get_one(Unit, town.government.id).name = "回音市"
    register.commit()
    case_id = an_accusation(town, now, "回音市住房和城乡建设局")
    assert named(register, case_id) == {(None, town.works.id)}
    assert sees(register, town, "clerk", case_id, now)


def test_a_case_that_changed_offices_keeps_its_number(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, "")
    number = stored(case_id).registration_number
    by = actor_of(town.clerk)
    do(town, Action.NAME_ACCUSED, case_id, by=by, now=now, unit_ids=[town.office.id])
    case = stored(case_id)
    assert (case.office_id, case.registration_number) == (town.foreign_office.id, number)
    assert list(faults(register)) == []


def test_notices_to_a_head_go_above_the_accused(
    register: Session, town: Town, now: datetime
) -> None:
    """A handler asks for an extension; the head above him is complained about in an appeal."""
    case_id = a_case(
        town,
        Status.ROUTED,
        now=now,
        submission=a_submission(complained_about="周科长"),
    )
    do(town, Action.ACCEPT, case_id, by=actor_of(town.handler), now=now)
    do(town, Action.REQUEST_EXTENSION, case_id, by=actor_of(town.handler), now=now)
    heads = register.scalars(
        select(OutboxNotice.officer_id).where(
            OutboxNotice.case_id == case_id, OutboxNotice.recipient == Recipient.UNIT_HEAD
        )
    ).all()
    assert town.unit_head.id not in heads


def test_oneself_is_not_named(town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, "")
    by = actor_of(town.clerk)
    with pytest.raises(Refused) as caught:
        do(town, Action.NAME_ACCUSED, case_id, by=by, now=now, officer_ids=[town.clerk.id])
    assert caught.value.code == "name_not_oneself"


def test_what_is_named_stands_nowhere_in_the_history(town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, "")
    do(town, Action.NAME_ACCUSED, case_id, by=actor_of(town.clerk), now=now)
    assert event_rows(case_id)[-1].facts == {"accused": 1}
    told = tracked(case_id, now=now)
    assert told is not None
    assert Action.REGISTER in {each.action for each in told.timeline}
    assert Action.NAME_ACCUSED not in {each.action for each in told.timeline}


def test_the_accused_takes_no_step(register: Session, town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, "李文书", Status.RECEIVED)
    clerk = actor_of(town.clerk)
    assert open_steps(stand_of(register, stored(case_id), now=now), clerk) == ()
    with pytest.raises(NotFound):
        do(town, Action.NOTE, case_id, by=clerk, now=now)
