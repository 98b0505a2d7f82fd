"""Who sees a case and who changes the house: query and rules agree, in worlds drawn at random."""

import random
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.approve_grant import approve_grant
from petitions.actions.ask_account import ask_account
from petitions.actions.ask_reset import ask_reset
from petitions.actions.change_account import change_account
from petitions.actions.errors import NotAllowed
from petitions.actions.manage_officers import add_officer
from petitions.actions.manage_units import UnitFacts, add_unit, change_unit
from petitions.models import (
    Assignment,
    Case,
    CoHandling,
    JointMatter,
    JointVoice,
    Officer,
    Review,
    Unit,
)
from petitions.queries.case_file import case_file
from petitions.queries.directory import actor_for
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.joint_matters import JointOutcome
from petitions.rules.permissions import Actor, may_see, open_steps
from petitions.rules.reviews import ReviewLevel, ReviewOutcome
from petitions.rules.terms import (
    STAFF_ROLES,
    Action,
    Channel,
    DayKind,
    DispatchKind,
    PetitionClass,
    Role,
    Status,
    UnitKind,
)
from tests.factories import Town, a_case, a_submission, actor_of, do, petitioner_of, stored
from tests.factories.officers import changed

WORLDS, UNITS, OFFICERS, CASES = 6, 9, 24, 25


def a_tree(session: Session, draw: random.Random) -> list[Unit]:
    """Units under each other anyhow, with ids of one and of two digits."""
    units: list[Unit] = []
    for number in range(UNITS):
        parent = draw.choice([None, *units]) if units else None
        unit = Unit(
            parent_id=parent.id if parent else None,
            code=f"U{number}",
            name=f"单位{number}",
            kind=draw.choice(list(UnitKind)),
        )
        session.add(unit)
        session.flush()
        unit.path = f"{parent.path if parent else '/'}{unit.id}/"
        units.append(unit)
    return units


def some_officers(
    session: Session, draw: random.Random, units: Sequence[Unit], now: datetime
) -> list[Officer]:
    officers = [
        Officer(
            username=f"o{number}",
            name=f"某{number}",
            role=draw.choice(STAFF_ROLES),
            unit_id=draw.choice(units).id,
            password_hash="-",
            created_at=now,
        )
        for number in range(OFFICERS)
    ]
    session.add_all(officers)
    session.flush()
    return officers


def some_cases(
    session: Session,
    draw: random.Random,
    units: Sequence[Unit],
    officers: Sequence[Officer],
    now: datetime,
    count: int = CASES,
) -> list[Case]:
    """Cases as reorganisations and changes of role may leave them: held by anybody, sent anywhere."""
    cases = []
    for number in range(count):
        status = draw.choice(list(Status))
        holder = draw.choice([None, *officers])
        case = Case(
            receipt_number=f"R{number}",
            query_code_hash="-",
            registration_number=f"N{number}",
            office_id=draw.choice(units).id,
            handling_unit_id=draw.choice(units).id,
            holder_id=holder.id if holder else None,
            petition_class=draw.choice(list(PetitionClass)),
            channel=Channel.ONLINE,
            confidential=draw.random() < 0.3,
            status=status,
            title="题",
            request="请",
            facts="事",
            received_at=now,
            created_at=now,
            changed_at=now,
        )
        session.add(case)
        session.flush()
        for _ in range(draw.randrange(3)):
            session.add(
                Assignment(
                    case_id=case.id,
                    unit_id=draw.choice(units).id,
                    kind=DispatchKind.TRANSFER,
                    at=now,
                )
            )
        for unit in draw.sample(list(units), draw.randrange(3)):
            asked_by = draw.choice(officers)
            session.add(
                CoHandling(
                    case_id=case.id,
                    unit_id=unit.id,
                    asked_by_id=asked_by.id,
                    asked_by_unit_id=asked_by.unit_id,
                    at=now,
                    task="请核查",
                    days=5,
                    day_kind=DayKind.WORKING,
                    last_day=now.date(),
                    ended_at=draw.choice([None, now]),
                )
            )
        if draw.random() < 0.4:
            a_joint_matter(session, draw, case, units, officers, now)
        if draw.random() < 0.4:
            a_review(session, draw, case, units, now)
        cases.append(case)
    session.flush()
    return cases


def a_joint_matter(
    session: Session,
    draw: random.Random,
    case: Case,
    units: Sequence[Unit],
    officers: Sequence[Officer],
    now: datetime,
) -> None:
    """Open or settled; units may be out of an open one already."""
    over = draw.random() < 0.4
    joint = JointMatter(
        case_id=case.id,
        opened_by_id=draw.choice(officers).id,
        at=now,
        reason="涉及两家",
        outcome=JointOutcome.LAPSED if over else None,
        decided_at=now if over else None,
    )
    session.add(joint)
    session.flush()
    session.add_all(
        JointVoice(
            joint_matter_id=joint.id,
            case_id=case.id,
            unit_id=unit.id,
            lead_unit_id=draw.choice([None, unit.id]),
            ended_at=now if over or draw.random() < 0.2 else None,
        )
        for unit in draw.sample(list(units), 3)
    )


def a_review(
    session: Session, draw: random.Random, case: Case, units: Sequence[Unit], now: datetime
) -> None:
    """Open or over, before a unit of the directory or one outside it."""
    over = draw.random() < 0.4
    session.add(
        Review(
            case_id=case.id,
            level=draw.choice(list(ReviewLevel)),
            unit_id=draw.choice([None, *(unit.id for unit in units)]),
            asked_event=1,
            asked_at=now,
            received_on=now.date(),
            channel=Channel.ONLINE,
            text="没有查清",
            outcome=ReviewOutcome.UPHOLD if over else None,
            decided_at=now if over else None,
        )
    )
    session.flush()


@pytest.mark.parametrize("world", range(WORLDS))
def test_the_query_and_the_rules_agree_in_any_world(
    register: Session, now: datetime, world: int
) -> None:
    draw = random.Random(f"world {world}")
    units = a_tree(register, draw)
    officers = some_officers(register, draw, units, now)
    cases = some_cases(register, draw, units, officers, now)
    stands = {case.id: stand_of(register, case) for case in cases}
    people: list[Actor] = [actor_for(register, each) for each in officers]
    people += [petitioner_of(case.id) for case in cases[:3]]
    seen = 0
    for by in people:
        found = set(register.scalars(select(Case.id).where(visible(by))))
        allowed = {number for number, stand in stands.items() if may_see(by, stand)}
        assert found == allowed, (by.role, found ^ allowed)
        for number in set(stands) - found:
            assert not open_steps(stands[number], by), (
                "a step on a case that does not exist for him"
            )
        seen += len(found)
    assert seen
    register.rollback()


def test_who_has_become_the_auditor_no_longer_sees_what_he_held(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    changed(town, town.handler, now=now, role=Role.AUDITOR)
    auditor = actor_for(register, register.get_one(Officer, town.handler.id))
    stand = stand_of(register, stored(case_id))
    assert stand.holder_id == auditor.officer_id
    assert not may_see(auditor, stand)


@pytest.mark.parametrize(
    ("changes", "still"),
    [
        ({}, True),
        ({"confidential": True}, False),
        ({"petition_class": PetitionClass.ACCUSATION}, False),
    ],
    ids=["appeal", "confidential", "accusation"],
)
def test_a_unit_that_gave_it_back_follows_no_secret_matter(
    town: Town, now: datetime, changes: dict[str, Any], still: bool
) -> None:
    case_id = a_case(town, Status.OBJECTED, now=now, submission=a_submission(**changes))
    by = actor_of(town.handler)
    assert case_file(case_id, actor=by, now=now), "it is still theirs"
    do(town, Action.UPHOLD_OBJECTION, case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.TRANSFER, case_id, by=actor_of(town.clerk), now=now, unit_id=town.education.id)
    assert (case_file(case_id, actor=by, now=now) is not None) is still


OTHERS = [role for role in STAFF_ROLES if role not in (Role.ADMINISTRATOR, Role.SECURITY)]


@pytest.mark.parametrize("role", OTHERS)
def test_nobody_but_the_administration_changes_the_directory(
    town: Town, now: datetime, role: Role
) -> None:
    officer = next(each for each in town.officers.values() if each.role is role)
    by = actor_of(officer)
    facts = UnitFacts("NEW", "新单位", UnitKind.STREET)
    for act in (
        lambda: add_officer("mole", name="某", role=role, unit_id=1, by=by, now=now),
        lambda: ask_account("mole", name="某", role=role, unit_id=1, reason="一", by=by, now=now),
        lambda: ask_reset(town.administrator.id, reason="一", by=by, now=now),
        lambda: approve_grant(1, by=by, now=now),
        lambda: change_account(
            officer.id,
            name="某",
            role=Role.ADMINISTRATOR,
            unit_id=officer.unit_id,
            email="",
            active=True,
            by=by,
            now=now,
        ),
        lambda: add_unit(facts, by=by, now=now),
        lambda: change_unit(town.works.id, facts, by=by, now=now),
    ):
        with pytest.raises(NotAllowed):
            act()
