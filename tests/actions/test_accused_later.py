"""An accusation names who has no account yet, or another name: when he gets it, the case is kept from him (§30)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petitions.actions.ask_account import ask_account
from petitions.actions.change_account import change_account
from petitions.actions.errors import Missing
from petitions.actions.manage_officers import add_officer
from petitions.models import Accused, AuditEntry, Case, Objection, Officer, OutboxNotice
from petitions.models.exchange import Decision
from petitions.models.session import db
from petitions.queries.scope import visible
from petitions.queries.stand import stand_of
from petitions.rules.accused import AccusedSource
from petitions.rules.permissions import may_see
from petitions.rules.terms import Action, NoticeState, PetitionClass, Role, Status
from tests.actions.test_accused import an_accusation, named, sees, the_only_office
from tests.actions.threads import at_once
from tests.factories import Town, a_case, a_submission, actor_of, do, event_rows, stored
from tests.factories.officers import REASON, approved, changed
from web.commands.verify import faults

LATE = "欧阳迟来"
DAY = timedelta(days=1)


def a_new_account(town: Town, now: datetime) -> int:
    number = ask_account(
        "late", name=LATE, role=Role.HANDLER, unit_id=town.works.id, reason=REASON,
        by=actor_of(town.administrator), now=now,
    )  # fmt: skip
    approved(town, now=now)
    return number


def from_the_command_line(town: Town, now: datetime) -> int:
    given = {"name": LATE, "role": Role.HANDLER, "unit_id": town.works.id}
    return add_officer("late", **given, by=None, now=now)[0]  # type: ignore[arg-type]


def another_name(town: Town, now: datetime) -> int:
    changed(town, town.colleague, now=now, name=LATE)
    return town.colleague.id


def a_staff_number(town: Town, now: datetime) -> int:
    changed(town, town.colleague, now=now, badge="G7788")
    return town.colleague.id


def opened_again(town: Town, now: datetime) -> int:
    """As an earlier version left it: the name was written while nobody looked."""
    db.session.execute(
        update(Officer).where(Officer.id == town.colleague.id).values(name=LATE, active=False)
    )
    db.session.commit()
    changed(town, town.colleague, now=now, name=LATE)
    return town.colleague.id


WAYS: dict[str, Callable[[Town, datetime], int]] = {
    "new": a_new_account,
    "command line": from_the_command_line,
    "renamed": another_name,
    "numbered": a_staff_number,
    "opened again": opened_again,
}
ABOUT = "住建局的 欧阳 迟来（工号 Ｇ７７８８）"


@pytest.mark.parametrize("way", WAYS)
def test_who_is_named_in_an_open_accusation_is_found_when_he_comes(
    register: Session, town: Town, now: datetime, way: str
) -> None:
    """The case is with his unit, which is his superior: it is taken back in the same transaction."""
    case_id = an_accusation(town, now, ABOUT, Status.ACCEPTED)
    assert named(register, case_id) == set()
    before = len(event_rows(case_id))

    officer_id = WAYS[way](town, now + DAY)

    assert named(register, case_id) == {(officer_id, town.works.id)}
    row = register.scalars(select(Accused)).one()
    assert (row.source, row.said_by_id, row.at) == (AccusedSource.FOUND, None, now + DAY)
    case = stored(case_id)
    assert (case.status, case.handling_unit_id, case.holder_id) == (Status.REGISTERED, None, None)
    for who in ("handler", "colleague", "unit_head"):
        assert not sees(register, town, who, case_id, now)
    officer = register.get_one(Officer, officer_id)
    assert not may_see(actor_of(officer), stand_of(register, case, now=now))
    assert sees(register, town, "clerk", case_id, now)
    told = event_rows(case_id)[before:]
    assert [event.action for event in told] == [Action.NAME_ACCUSED, Action.RECALL]
    for event in told:
        assert (event.officer_id, event.unit_id) == (None, town.office.id), "nobody did it"
        assert LATE not in str(event.facts)
    noted = register.scalars(select(AuditEntry).where(AuditEntry.what == "name_accused")).all()
    assert [(entry.case_id, entry.officer_id) for entry in noted] == [(case_id, None)]
    unsent = select(OutboxNotice.state).where(
        OutboxNotice.case_id == case_id, OutboxNotice.unit_id == town.works.id
    )
    assert set(register.scalars(unsent)) == {NoticeState.CANCELLED}
    assert list(faults(register)) == []


def test_what_waits_with_the_unit_is_ended(register: Session, town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, LATE, Status.OBJECTED)
    another_name(town, now + DAY)
    register.rollback()
    row = register.scalars(select(Objection)).one()
    assert (row.decision, row.ruled_by_id, row.ruled_at) == (Decision.APPROVED, None, now + DAY)
    assert stored(case_id).status is Status.REGISTERED
    assert list(faults(register)) == []


def test_in_an_appeal_he_alone_is_out(register: Session, town: Town, now: datetime) -> None:
    given = a_submission(complained_about=ABOUT)
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=given)
    another_name(town, now + DAY)
    assert named(register, case_id) == {(town.colleague.id, town.works.id)}
    assert stored(case_id).status is Status.ACCEPTED
    assert sees(register, town, "handler", case_id, now)
    assert not sees(register, town, "colleague", case_id, now)
    assert list(faults(register)) == []


def test_an_office_that_he_heads_gives_it_up(register: Session, town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, ABOUT)
    changed(town, town.office_head, now=now + DAY, name=LATE)
    assert stored(case_id).office_id != town.office.id
    for who in ("office_head", "clerk"):
        assert not sees(register, town, who, case_id, now)
    assert list(faults(register)) == []


def test_the_only_office_keeps_sight_of_it_without_him(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = an_accusation(town, now, ABOUT)
    the_only_office(register, town)
    changed(town, town.office_head, now=now + DAY, name=LATE)
    row = register.scalars(select(Accused)).one()
    assert (row.officer_id, row.heads, row.spares_office) == (town.office_head.id, True, True)
    assert not sees(register, town, "office_head", case_id, now)
    assert sees(register, town, "clerk", case_id, now)


def test_it_happens_once_and_a_decision_stands(
    register: Session, town: Town, now: datetime
) -> None:
    """Who is not complained about after all, as two officers decided, is not named by the register again."""
    kept, freed = (an_accusation(town, now, ABOUT) for _ in range(2))
    over = an_accusation(town, now, ABOUT, Status.WITHDRAWN)
    other = an_accusation(town, now, "另一个人")
    another_name(town, now)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.REQUEST_EXCEPTION, freed, by=clerk, now=now)
    do(town, Action.APPROVE_EXCEPTION, freed, by=head, now=now)
    lines = {each: len(event_rows(each)) for each in (kept, freed, over, other)}
    a_staff_number(town, now + DAY)
    changed(town, town.colleague, now=now + DAY, name=LATE, email="late@office.example.cn")
    assert {each: len(event_rows(each)) for each in lines} == lines
    assert named(register, kept) == {(town.colleague.id, town.works.id)}
    assert named(register, over) == named(register, other) == set()
    rows = register.scalars(select(Accused).where(Accused.case_id == freed)).all()
    assert [row.ended_at is None for row in rows] == [False]


def test_a_refused_change_names_nobody(register: Session, town: Town, now: datetime) -> None:
    case_id = an_accusation(town, now, ABOUT)
    given: dict[str, Any] = {"name": LATE, "role": Role.UNIT_HEAD, "unit_id": town.works.id}
    with pytest.raises(Missing):
        change_account(
            town.colleague.id, **given, email="", active=True, reason=" ",
            by=actor_of(town.administrator), now=now,
        )  # fmt: skip
    assert named(register, case_id) == set()
    assert register.get_one(Officer, town.colleague.id).name == town.colleague.name


def test_what_comes_in_at_the_same_moment_is_not_missed(
    app: Flask, register: Session, town: Town, now: datetime
) -> None:
    """Either the petition finds his name in the directory, or his new name finds the petition."""
    by = actor_of(town.administrator)

    def rename() -> None:
        change_account(
            town.colleague.id, name=LATE, role=Role.HANDLER, unit_id=town.works.id, email="",
            active=True, by=by, now=now,
        )  # fmt: skip

    def come_in() -> int:
        given = {"petition_class": PetitionClass.ACCUSATION, "confidential": True}
        return a_case(town, now=now, submission=a_submission(**given, complained_about=ABOUT))

    results = at_once(app, come_in, rename, come_in, come_in)
    assert results[1] is None
    for case_id in (results[0], *results[2:]):
        assert named(register, case_id) == {(town.colleague.id, town.works.id)}
    seen = register.scalars(select(Case.id).where(visible(actor_of(town.colleague)))).all()
    assert seen == []
    assert list(faults(register)) == []
