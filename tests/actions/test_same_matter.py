"""One matter that comes in more than once: linked by a person, noted in the first case, and exactly undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotFound, Stale
from petitions.adapters import clock
from petitions.models import FollowUp, MatterLink, OutboxNotice
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.matter_links import group_of
from petitions.queries.queue import Filters, queue
from petitions.queries.stand import clocks_now
from petitions.rules.same_matter import LinkKind
from petitions.rules.terms import Action, Notice, Status
from tests.actions.threads import at_once
from tests.factories import Town, a_case, actor_of, do, event_rows, stored, version_of
from tests.factories.matters import picture, two
from web.commands.verify import faults


@pytest.mark.parametrize("kind", [LinkKind.REPEAT, LinkKind.JOINT, LinkKind.RELATED])
def test_a_link_is_exactly_undone(
    register: Session, town: Town, now: datetime, kind: LinkKind
) -> None:
    one, other = two(town, now, Status.ACCEPTED, Status.CLOSED)
    clerk = actor_of(town.clerk)
    before = picture(one, town, now), picture(other, town, now)

    do(town, Action.LINK_CASES, one, by=clerk, now=now, other_id=other, kind=kind)
    linked = picture(one, town, now)
    assert linked["row"] == before[0]["row"], "each goes on by itself"
    assert linked["clocks"] == before[0]["clocks"]
    assert [each.id for each in linked["clerk group"]] == [other]
    file = case_file(other, actor=clerk, now=now)
    assert file is not None
    assert (file.links[0].other.id, file.links[0].kind) == (one, kind)
    assert file.history[-1].action is Action.LINK_CASES, "both histories tell it"

    do(town, Action.UNLINK_CASES, other, by=clerk, now=now, other_id=one)
    assert (picture(one, town, now), picture(other, town, now)) == before
    assert [row.action for row in event_rows(one)][-2:] == [Action.LINK_CASES, Action.UNLINK_CASES]
    assert list(faults(register)) == []


class TestFollowUps:
    def test_it_goes_into_the_case_and_moves_no_clock(
        self, register: Session, town: Town, now: datetime
    ) -> None:
        case_id = a_case(town, Status.ACCEPTED, now=now)
        before, runs = stored(case_id).due_on, clocks_now(register, case_id)
        do(town, Action.FOLLOW_UP, case_id, by=actor_of(town.clerk), now=now)
        assert (stored(case_id).due_on, clocks_now(register, case_id)) == (before, runs)
        assert {
            row.notice
            for row in register.scalars(select(OutboxNotice).where(OutboxNotice.case_id == case_id))
        } >= {Notice.UNIT_NEWS, Notice.OFFICE_NEWS}
        found = queue(actor_of(town.clerk), Filters(words="进了屋"), today=clock.local_day(now))
        assert [row.id for row in found.rows] == [case_id]
        assert list(faults(register)) == []

    def test_two_presses_add_one(self, app: Flask, town: Town, now: datetime) -> None:
        case_id, clerk = a_case(town, Status.ACCEPTED, now=now), actor_of(town.clerk)
        once: dict[str, Any] = {"submission_key": "again-0001"}
        results = at_once(
            app,
            *(
                lambda: do(town, Action.FOLLOW_UP, case_id, by=clerk, now=now, **once)
                for _ in range(2)
            ),
        )
        assert results == [None, None]
        do(town, Action.FOLLOW_UP, case_id, by=clerk, now=now, **once)
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(FollowUp)) == 1
        again = [row for row in event_rows(case_id) if row.action is Action.FOLLOW_UP]
        assert len(again) == 1

    def test_the_key_of_a_case_one_may_not_see(self, town: Town, now: datetime) -> None:
        case_id = a_case(town, Status.ACCEPTED, now=now)
        do(town, Action.FOLLOW_UP, case_id, by=actor_of(town.clerk), now=now, submission_key="k-1")
        with pytest.raises(NotFound):
            do(
                town,
                Action.FOLLOW_UP,
                case_id,
                by=actor_of(town.foreign_clerk),
                now=now,
                submission_key="k-1",
            )


def test_two_officers_link_from_either_side(app: Flask, town: Town, now: datetime) -> None:
    """One of them wins; the other's page is stale, or he is told that they are linked already."""
    one, other = two(town, now)
    seen = {each: version_of(each) for each in (one, other)}

    def press(officer: Any, here: int, there: int) -> Any:
        return lambda: do(
            town,
            Action.LINK_CASES,
            here,
            by=actor_of(officer),
            now=now,
            version=seen[here],
            other_id=there,
        )

    results = at_once(app, press(town.clerk, one, other), press(town.second_clerk, other, one))
    assert [result for result in results if isinstance(result, Stale)] == [
        result for result in results if result is not None
    ]
    assert results.count(None) == 1
    db.session.rollback()
    rows = db.session.scalars(select(MatterLink).where(MatterLink.undone_at.is_(None))).all()
    assert {(row.case_id, row.other_id) for row in rows} == {(one, other), (other, one)}


def test_a_link_with_a_hidden_case_tells_nothing(
    register: Session, town: Town, now: datetime
) -> None:
    """The unit has one of the two; neither box nor history nor group says that there is another."""
    mine, hidden = a_case(town, Status.ACCEPTED, now=now), a_case(town, Status.REGISTERED, now=now)
    third = a_case(town, Status.ACCEPTED, now=now)
    clerk, handler = actor_of(town.clerk), actor_of(town.handler)
    for here, there in ((mine, hidden), (hidden, third)):
        do(town, Action.LINK_CASES, here, by=clerk, now=now, other_id=there)
    assert {each.id for each in group_of(mine, actor=clerk)} == {hidden, third}
    assert group_of(mine, actor=handler) == (), "not even through it"
    for case_id in (mine, third):
        file = case_file(case_id, actor=handler, now=now)
        assert file is not None
        assert file.links == ()
        assert not any(line.action is Action.LINK_CASES for line in file.history)
    told = case_file(third, actor=clerk, now=now)
    assert told is not None
    assert told.history[-1].action is Action.LINK_CASES
