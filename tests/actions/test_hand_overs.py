"""From hand to hand: who answers until a unit has signed, how often a case was sent, whose ruling is final."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused
from petitions.adapters import clock
from petitions.adapters.office_rules import office_rules
from petitions.models import Assignment, Case, Objection
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.desk import desk
from petitions.queries.queue import Filters, queue
from petitions.queries.stand import stand_of
from petitions.queries.tracking import tracked
from petitions.rules.clocks import Event
from petitions.rules.hand_overs import hand_overs
from petitions.rules.permissions import open_steps
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, actor_of, do, stored
from tests.factories.outcomes import refused
from web.checks.batches import case_papers
from web.checks.histories import check_case
from web.checks.owners import read_directory

DAY = timedelta(days=1)


def dispatch(case_id: int) -> Assignment:
    """The newest one."""
    db.session.rollback()
    wanted = select(Assignment).where(Assignment.case_id == case_id).order_by(Assignment.id.desc())
    return db.session.scalars(wanted).first()  # type: ignore[return-value]


def piles(town: Town, who: str, now: datetime) -> dict[str, int]:
    found = desk(actor_of(town.officers[who]), today=clock.local_day(now))
    return {each.code: each.count for each in found}


def test_the_first_receiver_answers_until_the_unit_signs(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    handler = actor_of(town.handler)
    file = case_file(case_id, actor=handler, now=now)
    assert file is not None
    assert (file.acknowledged, file.first_receiver) == (False, town.clerk.name)
    assert piles(town, "clerk", now)["unsigned_sent"] == 1
    assert piles(town, "handler", now)["unsigned"] == 1
    case = tracked(case_id, now=now)
    assert case is not None
    assert not case.acknowledged

    do(town, Action.ACKNOWLEDGE, case_id, by=handler, now=now + DAY, promised_on=date(2026, 4, 1))
    row = dispatch(case_id)
    assert (row.acknowledged_at, row.acknowledged_by_id) == (now + DAY, handler.officer_id)
    assert row.promised_on == date(2026, 4, 1)
    case = tracked(case_id, now=now)
    assert case is not None
    assert case.acknowledged
    assert case.stays[-1].promised_on == date(2026, 4, 1)
    assert "unsigned_sent" in piles(town, "clerk", now)
    assert piles(town, "clerk", now)["unsigned_sent"] == 0
    error = refused(Action.ACKNOWLEDGE, town, case_id, by=handler, now=now + DAY)
    assert (type(error), error.code) == (NotAllowed, "acknowledged_already")


def test_a_promise_is_of_a_day_to_come(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    handler = actor_of(town.handler)
    yesterday = clock.local_day(now) - DAY
    error = refused(Action.ACKNOWLEDGE, town, case_id, by=handler, now=now, promised_on=yesterday)
    assert (type(error), error.code) == (Refused, "promised_in_past")
    today = clock.local_day(now)
    do(town, Action.ACKNOWLEDGE, case_id, by=handler, now=now, promised_on=today)


@pytest.mark.parametrize(
    ("action", "who", "signs"),
    [
        (Action.TAKE, "handler", True),
        (Action.ACCEPT, "handler", True),
        (Action.OBJECT, "unit_head", True),
        (Action.DECLINE, "handler", True),
        (Action.REDIRECT, "handler", True),
        (Action.ASK_MORE, "handler", True),
        (Action.NOTE, "handler", True),
        (Action.NOTE, "clerk", False),
        (Action.REVEAL, "handler", False),
        (Action.RECUSE, "handler", False),
        (Action.ORDER_RECUSAL, "clerk", False),
        (Action.INVITE_CO_HANDLER, "clerk", False),
    ],
)
def test_whatever_a_unit_does_with_it_is_its_signature(
    town: Town, now: datetime, action: Action, who: str, signs: bool
) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    do(town, action, case_id, by=actor_of(town.officers[who]), now=now + DAY)
    row = dispatch(case_id)
    assert row.acknowledged_at == (now + DAY if signs else None)
    if signs:
        assert row.acknowledged_by_id == town.officers[who].id


def test_a_helping_unit_signs_for_nobody_else(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    do(town, Action.INVITE_CO_HANDLER, case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.FILE_CO_OPINION, case_id, by=actor_of(town.other_handler), now=now)
    assert dispatch(case_id).acknowledged_at is None


def test_who_is_recused_is_named_as_owner_no_more(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    head = actor_of(town.office_head)
    do(town, Action.ORDER_RECUSAL, case_id, by=head, now=now, officer_id=town.clerk.id)
    file = case_file(case_id, actor=head, now=now)
    assert file is not None
    assert file.first_receiver == ""


def test_what_waits_longest_for_a_signature_comes_first(town: Town, now: datetime) -> None:
    late = a_case(town, Status.ROUTED, now=now)
    early = a_case(town, Status.REGISTERED, now=now - 9 * DAY)
    do(town, Action.ASSIGN, early, by=actor_of(town.clerk), now=now - 8 * DAY, limit_days=90)
    clerk = actor_of(town.clerk)
    (pile,) = [
        each for each in desk(clerk, today=clock.local_day(now)) if each.code == "unsigned_sent"
    ]
    assert [row.id for row in pile.rows] == [early, late]
    page = queue(clerk, Filters(unsigned=True), today=clock.local_day(now))
    assert {row.id for row in page.rows} == {early, late}
    do(town, Action.TAKE, early, by=actor_of(town.handler), now=now)
    page = queue(clerk, Filters(unsigned=True), today=clock.local_day(now))
    assert {row.id for row in page.rows} == {late}


def sent_on(town: Town, case_id: int, now: datetime, *ways: tuple[str, int]) -> None:
    """Each unit objects, is right, and the case goes to the next."""
    clerk = actor_of(town.clerk)
    for who, unit_id in ways:
        do(town, Action.OBJECT, case_id, by=actor_of(town.officers[who]), now=now)
        do(town, Action.UPHOLD_OBJECTION, case_id, by=clerk, now=now)
        do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=unit_id)


def test_every_sending_counts_and_everybody_can_see_it(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    sent_on(town, case_id, now, ("handler", town.education.id), ("other_handler", town.works.id))
    assert stored(case_id).hand_overs == 3
    supervisor = actor_of(town.supervisor)
    assert piles(town, "supervisor", now)["sent_round"] == 1
    page = queue(supervisor, Filters(handed_over=True), today=clock.local_day(now))
    assert [(row.id, row.hand_overs) for row in page.rows] == [(case_id, 3)]
    case = tracked(case_id, now=now)
    assert case is not None
    assert case.hand_overs == 3
    assert [stay.unit.id for stay in case.stays if stay.unit] == [
        town.works.id,
        town.education.id,
        town.works.id,
    ]
    assert [stay.until is None for stay in case.stays] == [False, False, True]
    file = case_file(case_id, actor=actor_of(town.clerk), now=now)
    assert file is not None
    assert len(file.stays) == file.hand_overs == 3
    assert stored(a_case(town, Status.REGISTERED, now=now)).hand_overs == 0


def test_the_count_is_of_the_history_alone(now: datetime) -> None:
    events = [
        Event(now, action, {})
        for action in (
            Action.SUBMIT,
            Action.REGISTER,
            Action.TRANSFER,
            Action.OBJECT,
            Action.UPHOLD_OBJECTION,
            Action.ASSIGN,
            Action.ACCEPT,
        )
    ]
    assert [hand_overs(events[:length]) for length in range(8)] == [0, 0, 0, 1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("rulings", "may"),
    [
        ((), {"works": True}),
        ((("works", Action.OVERRULE_OBJECTION),), {"works": False}),
        ((("works", Action.UPHOLD_OBJECTION),), {"education": True}),
        (
            (("works", Action.UPHOLD_OBJECTION), ("education", Action.OVERRULE_OBJECTION)),
            {"education": False},
        ),
        (
            (("works", Action.UPHOLD_OBJECTION), ("education", Action.UPHOLD_OBJECTION)),
            {"works": True},
        ),
    ],
    ids=["none", "overruled", "upheld", "the other overruled", "back to the first"],
)
def test_a_ruling_is_final_for_the_unit_it_was_made_of(
    register: Session,
    town: Town,
    now: datetime,
    rulings: tuple[tuple[str, Action], ...],
    may: dict[str, bool],
) -> None:
    """Overruled: that unit may not return it again. Upheld: whoever gets it next may object for itself, and
    the first one too if the case comes back, since the office agreed with it then."""
    people = {"works": town.handler, "education": town.other_handler}
    other = {"works": town.education.id, "education": town.works.id}
    case_id, clerk = a_case(town, Status.ROUTED, now=now), actor_of(town.clerk)
    for unit, ruling in rulings:
        do(town, Action.OBJECT, case_id, by=actor_of(people[unit]), now=now)
        do(town, ruling, case_id, by=clerk, now=now)
        if ruling is Action.UPHOLD_OBJECTION:
            do(town, Action.TRANSFER, case_id, by=clerk, now=now, unit_id=other[unit])
    ((unit, allowed),) = may.items()
    by = actor_of(people[unit])
    stand = stand_of(register, stored(case_id), now=now)
    offered = Action.OBJECT in {step.action for step in open_steps(stand, by)}
    assert offered is allowed
    if not allowed:
        assert refused(Action.OBJECT, town, case_id, by=by, now=now).code == "objection_ruled"
        head = actor_of(town.unit_head if unit == "works" else town.other_head)
        assert refused(Action.OBJECT, town, case_id, by=head, now=now).code == "objection_ruled"


def test_an_overruled_unit_stays_bound_when_the_case_comes_back(
    register: Session, town: Town, now: datetime
) -> None:
    """However it left in between: the ruling is asked for by unit, not by dispatch."""
    case_id = a_case(town, Status.ROUTED, now=now)
    do(town, Action.OBJECT, case_id, by=actor_of(town.handler), now=now)
    do(town, Action.OVERRULE_OBJECTION, case_id, by=actor_of(town.clerk), now=now)
    for unit_id, ruled in ((town.education.id, False), (town.works.id, True)):
        case = register.get_one(Case, case_id)
        case.handling_unit_id = unit_id
        register.commit()
        assert stand_of(register, case, now=now).objection_ruled is ruled


def test_an_objection_names_who_should_have_it_and_the_next_transfer_knows(
    town: Town, now: datetime
) -> None:
    case_id, by = a_case(town, Status.ROUTED, now=now), actor_of(town.handler)
    for unit_id, code in ((town.works.id, "objection_own_unit"), (999_999, "no_such_unit")):
        error = refused(Action.OBJECT, town, case_id, by=by, now=now, competent_unit_id=unit_id)
        assert error.code == code
    for reasons in ("不归我们。", "不" * 60):
        error = refused(Action.OBJECT, town, case_id, by=by, now=now, reasons=reasons)
        assert error.code == "objection_not_detailed"
    error = refused(Action.OBJECT, town, case_id, by=by, now=now, checked="")
    assert error.code == "objection_unit_wanted"
    assert stored(case_id).status is Status.ROUTED
    do(town, Action.OBJECT, case_id, by=by, now=now, competent_unit_id=town.health.id, checked="")
    db.session.rollback()
    (row,) = db.session.scalars(select(Objection)).all()
    assert (row.competent_unit_id, row.checked) == (town.health.id, None)
    file = case_file(case_id, actor=by, now=now)
    assert file is not None
    assert file.objections[0].competent is not None
    assert file.objections[0].competent.id == town.health.id


def test_verify_sees_a_false_count_and_an_unsigned_case_without_an_office(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)

    def faults() -> str:
        register.rollback()
        directory, rules = read_directory(register), office_rules(register)
        return " ".join(
            fault.words
            for papers in case_papers(register)
            for fault in check_case(papers, directory, rules)
        )

    assert faults() == ""
    case = register.get_one(Case, case_id)
    case.hand_overs = 0
    register.commit()
    assert "was sent 0 times, its history says 1" in faults()
    register.get_one(Case, case_id).hand_overs = 1
    for officer in (town.clerk, town.second_clerk, town.office_head):
        register.merge(officer).active = False
    register.commit()
    assert "nobody has signed for it" in faults()
    register.get_one(Assignment, dispatch(case_id).id).acknowledged_at = now
    register.commit()
    assert "signed for by nobody" in faults()
