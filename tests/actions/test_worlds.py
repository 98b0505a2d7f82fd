"""Ten thousand worlds: any tree of units, any grants, any accusations and recusals; who is denied sees nothing.

Who is denied is worked out here a third time, in plain words and without the register's help.
"""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import clock, word_index
from petitions.models import (
    AccusationException,
    Accused,
    Assignment,
    Case,
    CoHandling,
    JointMatter,
    JointVoice,
    Officer,
    Recusal,
    Review,
    Unit,
)
from petitions.models.exchange import Decision
from petitions.queries.co_handlings import co_queue, lists_of
from petitions.queries.desk import desk
from petitions.queries.directory import actor_for
from petitions.queries.feed import feed_of
from petitions.queries.queue import Filters, queue
from petitions.queries.scope import visible
from petitions.queries.stand import protection_of, stand_from
from petitions.rules.accused import AccusedSource, ExceptionKind
from petitions.rules.permissions import Actor, CaseStand, may_see, open_steps
from petitions.rules.recusals import RecusalCause
from petitions.rules.reviews import OpenReview
from petitions.rules.terms import PetitionClass, Role
from tests.actions.test_sight import a_tree, some_cases, some_officers

WORLDS = int(os.environ.get("WORLDS", "10000"))
"""Cases with accusations and recusals of their own; every officer of the tree looks at every one."""
A_TREE = 125
"""Cases in one tree of units."""
MARK = "芦荟胡同"


@dataclass
class World:
    """One case: who is accused, recused and excepted in it, as drawn."""

    case: Case
    accused: list[Accused] = field(default_factory=list)
    recused: set[int] = field(default_factory=set)
    excepted: set[int] = field(default_factory=set)


def draw_world(
    session: Session,
    draw: random.Random,
    case: Case,
    units: Iterable[Unit],
    officers: Iterable[Officer],
    now: datetime,
) -> World:
    """Up to two accused units, two accused persons, two recusals (one may have ended), an exception."""
    world, units, officers = World(case), list(units), list(officers)
    for unit in draw.sample(units, draw.randrange(3)):
        world.accused.append(
            Accused(
                case_id=case.id, unit_id=unit.id, heads=True, source=AccusedSource.FOUND, at=now
            )
        )
    for officer in draw.sample(officers, draw.randrange(3)):
        then = draw.choice([officer.unit_id, draw.choice(units).id])
        world.accused.append(
            Accused(
                case_id=case.id,
                officer_id=officer.id,
                unit_id=then,
                heads=draw.random() < 0.3,
                source=AccusedSource.NAMED,
                at=now,
            )
        )
    for row in world.accused:
        row.ended_at = now if draw.random() < 0.2 else None
        row.spares_office = draw.random() < 0.2
    session.add_all(world.accused)
    for officer in draw.sample(officers, draw.randrange(3)):
        over = draw.random() < 0.3
        session.add(
            Recusal(
                case_id=case.id,
                officer_id=officer.id,
                cause=RecusalCause.OTHER,
                reason="-",
                said_by_id=officer.id,
                at=now,
                ended_at=now if over else None,
            )
        )
        world.recused |= set() if over else {officer.id}
    if draw.random() < 0.4:
        unit = draw.choice(units)
        decision = draw.choice(list(Decision))
        session.add(
            AccusationException(
                case_id=case.id,
                kind=ExceptionKind.SUPERIOR_TAKES,
                unit_id=unit.id,
                reason="-",
                requested_by_id=officers[0].id,
                requested_as=Role.CLERK,
                requested_at=now,
                decision=decision,
            )
        )
        world.excepted |= {unit.id} if decision is Decision.APPROVED else set()
    return world


def chain(unit_id: int | None, parents: Mapping[int, int | None]) -> set[int]:
    """A unit and all above it, by parents alone."""
    found = set()
    while unit_id is not None:
        found.add(unit_id)
        unit_id = parents[unit_id]
    return found


def is_kept_from(
    officer: Officer,
    world: World,
    parents: Mapping[int, int | None],
    people: Mapping[int, Officer],
) -> bool:
    """In words: recused or accused himself; in an accusation also who stands below the accused, or does the
    work of a unit above him."""
    if officer.id in world.recused:
        return True
    mine = chain(officer.unit_id, parents)
    for row in world.accused:
        if row.ended_at is not None:
            continue
        if row.officer_id == officer.id:
            return True
        if world.case.petition_class is not PetitionClass.ACCUSATION:
            continue
        person = people.get(row.officer_id or 0)
        places = {row.unit_id} | ({person.unit_id} if person else set())
        over_people = (
            person is None
            or row.heads
            or person.role in (Role.UNIT_HEAD, Role.OFFICE_HEAD, Role.LEADER)
        )
        spared = row.spares_office and at_the_office(officer, world.case)
        if over_people and places & mine and not spared:
            return True
        works_above = officer.role in (Role.HANDLER, Role.UNIT_HEAD) and any(
            officer.unit_id in chain(place, parents) for place in places
        )
        if works_above and officer.unit_id not in world.excepted:
            return True
    return False


def at_the_office(officer: Officer, case: Case) -> bool:
    """Whether he works in the letters office that has the case."""
    return officer.role in (Role.CLERK, Role.OFFICE_HEAD) and officer.unit_id == case.office_id


def shown_to(actor: Actor, now: datetime) -> set[int]:
    """Cases that any list, search, pile or feed shows him, by number."""
    today = clock.local_day(now)
    found: set[int] = set()
    for filters in (
        Filters(),
        Filters(closed=True),
        Filters(words=MARK),
        Filters(joint=True),
        Filters(review=True),
    ):
        page = queue(actor, filters, today=today)
        found |= {row.id for row in page.rows}
        assert page.total is None or page.total >= len(page.rows)
    for pile in desk(actor, today=today):
        found |= {row.id for row in pile.rows}
    for which in lists_of(actor):
        found |= {row.id for row in co_queue(actor, which, today=today).rows}
    return found | {day.case_id for day in feed_of(actor, today=today)}


@pytest.mark.parametrize("tree", range(8))
def test_no_denied_officer_finds_a_case_in_any_world(
    register: Session, now: datetime, tree: int
) -> None:
    seen = denied = 0
    for number in range(max(WORLDS // A_TREE // 8, 1)):
        draw = random.Random(f"world {tree} {number}")
        found, kept = one_tree(register, draw, now, listed=number == 0)
        seen, denied = seen + found, denied + kept
    assert seen, "somebody sees something"
    assert denied, "and somebody is kept out who was granted it"


def one_tree(
    session: Session, draw: random.Random, now: datetime, *, listed: bool
) -> tuple[int, int]:
    """Every officer against every case of a tree: how many he finds, and how many he is kept from."""
    units = a_tree(session, draw)
    officers = some_officers(session, draw, units, now)
    worlds = {
        case.id: draw_world(session, draw, case, units, officers, now)
        for case in some_cases(session, draw, units, officers, now, A_TREE)
    }
    session.flush()
    parents = {unit.id: unit.parent_id for unit in units}
    people = {officer.id: officer for officer in officers}
    stands = stands_of(session, worlds)
    if listed:
        for world in worlds.values():
            word_index.index_case(session, world.case.id, MARK, "", "", "", "")
    seen = denied = 0
    for officer in officers:
        by = actor_for(session, officer)
        found = set(session.scalars(select(Case.id).where(visible(by))))
        kept = {
            number
            for number, world in worlds.items()
            if is_kept_from(officer, world, parents, people)
        }
        assert not found & kept, (officer.role, found & kept)
        assert found == {number for number, each in stands.items() if may_see(by, each)}
        assert not any(open_steps(stands[number], by) for number in kept)
        if listed:
            assert not shown_to(by, now) & kept
        seen, denied = seen + len(found), denied + len(kept)
    session.rollback()
    return seen, denied


def laid_before(rows: Iterable[Review]) -> OpenReview | None:
    """The open review, before whichever unit."""
    row = next((each for each in rows if each.decided_at is None), None)
    return OpenReview(row.level, row.unit_id) if row else None


def stands_of(session: Session, worlds: Mapping[int, World]) -> dict[int, CaseStand]:
    """The cases as the rules know them, read at once for the whole tree."""
    exceptions: dict[int, list[AccusationException]] = defaultdict(list)
    for row in session.scalars(select(AccusationException)):
        exceptions[row.case_id].append(row)
    sent: dict[int, list[Assignment]] = defaultdict(list)
    for dispatch in session.scalars(select(Assignment)):
        sent[dispatch.case_id].append(dispatch)
    helped: dict[int, list[CoHandling]] = defaultdict(list)
    for help_ in session.scalars(select(CoHandling)):
        helped[help_.case_id].append(help_)
    joints: dict[int, list[JointMatter]] = defaultdict(list)
    for joint in session.scalars(select(JointMatter)):
        joints[joint.case_id].append(joint)
    voices: dict[int, list[JointVoice]] = defaultdict(list)
    for voice in session.scalars(select(JointVoice)):
        voices[voice.case_id].append(voice)
    reviews: dict[int, list[Review]] = defaultdict(list)
    for review in session.scalars(select(Review)):
        reviews[review.case_id].append(review)
    recusals: dict[int, list[Recusal]] = defaultdict(list)
    for each in session.scalars(select(Recusal)):
        recusals[each.case_id].append(each)
    return {
        number: stand_from(
            world.case,
            recusals=recusals[number],
            protection=protection_of(session, world.case, world.accused, exceptions[number]),
            assignments=sent[number],
            co_handlings=helped[number],
            joint_matters=joints[number],
            joint_voices=voices[number],
            reviews=reviews[number],
            review=laid_before(reviews[number]),
        )
        for number, world in worlds.items()
    }
