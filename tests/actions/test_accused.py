"""Who is complained about, his people and his unit never see an accusation; their superiors by two officers alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, NotFound, Refused
from petitions.adapters import clock
from petitions.models import (
    AccusationException,
    Accused,
    Case,
    Extension,
    Officer,
    OutboxNotice,
    Recusal,
    RecusalRequest,
    Reply,
    Unit,
)
from petitions.models.exchange import Decision
from petitions.models.reply import ReplyState
from petitions.queries.accused import destinations_for, superiors_for
from petitions.queries.scope import visible
from petitions.queries.stand import clocks_now, stand_of
from petitions.queries.tracking import tracked
from petitions.rules.accused import ExceptionKind
from petitions.rules.corrections import RegisteredFact
from petitions.rules.permissions import may_see, open_steps
from petitions.rules.terms import (
    Action,
    Clock,
    NoticeState,
    Outcome,
    PetitionClass,
    Recipient,
    Status,
    UnitKind,
)
from tests.actions.test_recusals import seen_by
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    redacted,
    stored,
)
from web.commands.verify import faults

MARK = "芦荟胡同"
DAY = timedelta(days=1)


def an_accusation(
    town: Town, now: datetime, about: str, to: Status = Status.REGISTERED, **changes: object
) -> int:
    given = {
        "title": MARK,
        "facts": f"{MARK}有人收钱",
        "petition_class": PetitionClass.ACCUSATION,
        "confidential": True,
        "complained_about": about,
        **changes,
    }
    case_id = a_case(town, to, now=now, submission=a_submission(**given))
    return redacted(town, case_id, now=now) if to is Status.REGISTERED else case_id


def named(session: Session, case_id: int) -> set[tuple[int | None, int]]:
    session.rollback()
    return {
        (row.officer_id, row.unit_id)
        for row in session.scalars(select(Accused).where(Accused.case_id == case_id))
    }


def sees(session: Session, town: Town, who: str, case_id: int, now: datetime) -> bool:
    """What query and rules say alike."""
    actor = actor_of(town.officers[who])
    in_sql = session.scalars(select(Case.id).where(Case.id == case_id, visible(actor))).first()
    by_rule = may_see(actor, stand_of(session, stored(case_id), now=now))
    assert (in_sql is not None) is by_rule, who
    return by_rule


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
    wanted = {(None, getattr(town, unit).id) for unit in units}
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


def reclassed(town: Town, case_id: int, now: datetime, to: str) -> None:
    """Two persons of the letters office correct the class of a case."""
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    given = {"fact": RegisteredFact.PETITION_CLASS, "new": to}
    do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=now, **given)
    do(town, Action.APPROVE_CORRECTION, case_id, by=head, now=now)


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


def the_only_office(session: Session, town: Town) -> None:
    session.get_one(Unit, town.foreign_office.id).kind = UnitKind.GOVERNMENT
    session.commit()


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
    assert [each.clock for each in clocks_now(register, case_id) if each.binds] != []
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
