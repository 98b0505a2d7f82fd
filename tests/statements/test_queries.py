"""What each question to the register costs, however much hangs on the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from petitions.adapters import clock, codes
from petitions.models import StaffSession
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.case_views import CaseFile, TrackedCase
from petitions.queries.desk import desk
from petitions.queries.queue import Filters, queue
from petitions.queries.signed_in import signed_in
from petitions.queries.tracking import bare_view, open_with_code, tracked
from petitions.rules.terms import Action, Status
from tests.factories import Town, a_case, actor_of, do
from tests.statements.counting import Sent, counted


def read_file(town: Town, case_id: int) -> tuple[CaseFile, Sent]:
    actor = actor_of(town.handler)
    db.session.rollback()
    with counted() as sent:
        file = case_file(case_id, actor=actor, now=clock.now())
    assert file is not None
    return file, sent


def read_tracked(case_id: int) -> tuple[TrackedCase, Sent]:
    db.session.rollback()
    with counted() as sent:
        case = tracked(case_id, now=clock.now())
    assert case is not None
    return case, sent


def test_a_case_file_costs_what_it_holds(town: Town, plain: int) -> None:
    """The case, its history, persons, assignments, notices, and all names at once."""
    _, sent = read_file(town, plain)

    assert len(sent) <= 6, sent


def test_a_full_case_file_costs_one_statement_a_kind_of_paper(town: Town, thick: int) -> None:
    file, sent = read_file(town, thick)

    papers = (
        file.files, file.replies, file.questions, file.supplements, file.notes, file.objections,
        file.extensions, file.corrections,
    )  # fmt: skip
    assert all(papers), "the case of this test lacks a kind of paper"
    assert len(sent) <= 6 + len(papers), sent


def test_a_foreign_case_costs_one(town: Town, plain: int) -> None:
    actor = actor_of(town.other_handler)
    db.session.rollback()
    with counted() as sent:
        assert case_file(plain, actor=actor, now=clock.now()) is None

    assert len(sent) == 1, sent


def test_the_citizens_view_costs_four(plain: int) -> None:
    """The case, its history, where it has been, the names of its units."""
    _, sent = read_tracked(plain)

    assert len(sent) <= 4, sent


def test_the_citizens_view_of_a_thick_case(thick: int) -> None:
    case, sent = read_tracked(thick)

    assert case.replies
    assert case.supplements
    assert len(sent) <= 9, sent


def test_number_and_code_cost_the_same_right_or_wrong(register: Session, plain: int) -> None:
    number = tracked(plain, now=clock.now()).receipt_number  # type: ignore[union-attr]
    for asked in (number, "20260310-AAAA-AAAA"):
        with counted() as sent:
            assert open_with_code(asked, "AAAA-AAAA-AAAA-AAAA") is None
        assert len(sent) == 1, sent
    with counted() as sent:
        bare_view(number)

    assert len(sent) == 1, sent


@pytest.mark.parametrize("name", ["handler", "unit_head", "leader", "clerk"])
def test_a_session_costs_one(town: Town, name: str) -> None:
    officer, token = town.officers[name], codes.new_key()
    db.session.add(
        StaffSession(
            token_hash=codes.token_hash(token),
            officer_id=officer.id,
            created_at=clock.now(),
            last_seen_at=clock.now(),
        )
    )
    db.session.commit()
    with counted() as sent:
        held = signed_in(token, now=clock.now())

    assert held is not None
    assert held.actor == actor_of(officer), "the units below his own were read wrongly"
    assert len(sent) == 1, sent


@pytest.mark.parametrize("name", ["handler", "clerk", "leader"])
@pytest.mark.parametrize("many", [3, 9])
def test_the_queue_costs_two_however_long_it_is(town: Town, name: str, many: int) -> None:
    for _ in range(many):
        a_case(town, Status.ROUTED, now=clock.now())
    actor = actor_of(town.officers[name])
    db.session.rollback()
    with counted() as sent:
        page = queue(actor, Filters(), today=clock.today(), size=5)

    assert len(page.rows) == min(many, 5)
    assert len(sent) == 2, sent


@pytest.mark.parametrize("name", ["street_head", "leader", "unit_head"])
def test_merged_lists_page_like_one(town: Town, name: str) -> None:
    """Every case once, in order, page after page, whichever unit has it."""
    units = [town.street, town.community, town.works]
    for number in range(12):
        case_id = a_case(town, Status.REGISTERED, now=clock.now() - timedelta(days=number))
        clerk = actor_of(town.clerk)
        unit_id = units[number % 3].id
        do(town, Action.ASSIGN, case_id, by=clerk, now=clock.now(), unit_id=unit_id, limit_days=30)
    actor = actor_of(town.officers[name])
    for actor_now in (actor, replace(actor, unit_ids=actor.unit_ids | frozenset(range(500, 600)))):
        seen: list[tuple[object, int]] = []
        cursor = ""
        while True:
            page = queue(actor_now, Filters(), today=clock.today(), cursor=cursor, size=5)
            seen += [(row.due_on, row.id) for row in page.rows]
            cursor = page.next_cursor
            if not cursor:
                break
        wanted = {"street_head": 8, "leader": 12, "unit_head": 4}[name]
        assert page.total == len(seen) == len(set(seen)) == wanted
        assert seen == sorted(seen)


@pytest.mark.parametrize("words", ["下水道", "张建国", "XF-2026-000001"])
def test_a_search_costs_two(town: Town, plain: int, words: str) -> None:
    actor = actor_of(town.handler)
    db.session.rollback()
    with counted() as sent:
        page = queue(actor, Filters(words=words), today=clock.today())

    assert [row.id for row in page.rows] == [plain]
    assert len(sent) == 2, sent


@pytest.mark.parametrize("name", ["clerk", "handler", "unit_head", "leader"])
def test_the_desk_costs_one_a_pile(town: Town, plain: int, name: str) -> None:
    actor = actor_of(town.officers[name])
    db.session.rollback()
    with counted() as sent:
        piles = desk(actor, today=clock.today())

    assert len(sent) <= len(piles), sent
