"""A repeat is joined to the earlier case of the same person, and exactly undone (信访工作条例 §19, §21)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, Refused
from petitions.actions.watch_deadlines import watch_deadlines
from petitions.adapters import clock
from petitions.models import FollowUp, MatterLink
from petitions.models.clock_run import DeadlineAlert
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.joined import joined_view
from petitions.queries.queue import Filters, queue
from petitions.queries.stand import clocks_now
from petitions.queries.tracking import tracked
from petitions.rules.erasure import WAIT
from petitions.rules.submission import Person
from petitions.rules.terms import Action, Clock, PetitionClass, Stage, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    stored,
)
from tests.factories.matters import SOMEBODY, duties, picture, two
from web.commands.verify import faults


def test_joining_is_exactly_undone(register: Session, town: Town, now: datetime) -> None:
    earlier, later = two(town, now)
    clerk = actor_of(town.clerk)
    then = now + timedelta(hours=1)
    before = picture(earlier, town, then), picture(later, town, then)
    assert duties(register, later) == {Clock.SORT}

    do(town, Action.MERGE_INTO, later, by=clerk, now=now, into_id=earlier)
    case = stored(later)
    assert (case.status, case.closed) == (Status.JOINED, True)
    assert duties(register, later) == set()
    assert stored(earlier).due_on == before[0]["row"]["due_on"], "the first one's clocks stand"
    file = case_file(earlier, actor=actor_of(town.handler), now=now)
    assert file is not None
    assert "疏通" in file.follow_ups[0].text, "the unit reads what came in again"
    assert file.follow_ups[0].name == "张**"

    do(town, Action.UNDO_MERGE, later, by=clerk, now=then)
    assert (picture(earlier, town, then), picture(later, town, then)) == before
    assert list(faults(register)) == []
    do(town, Action.MERGE_INTO, later, by=clerk, now=then, into_id=earlier)
    assert stored(later).status is Status.JOINED


def test_what_was_joined_for_long_is_as_late_as_if_it_had_never_been(
    register: Session, town: Town, now: datetime
) -> None:
    earlier, later = two(town, now)
    twin = a_case(town, Status.REGISTERED, now=now)
    clerk, then = actor_of(town.clerk), now + timedelta(days=40)
    do(town, Action.MERGE_INTO, later, by=clerk, now=now, into_id=earlier)
    watch_deadlines(now + timedelta(days=20))
    do(town, Action.UNDO_MERGE, later, by=clerk, now=then)
    watch_deadlines(then)

    db.session.rollback()
    assert stored(later).due_on == stored(twin).due_on < clock.local_day(then)
    assert clocks_now(register, later) == clocks_now(register, twin)
    rungs = {
        case_id: {
            (row.clock, row.alert, row.day)
            for row in register.scalars(
                select(DeadlineAlert).where(DeadlineAlert.case_id == case_id)
            )
        }
        for case_id in (later, twin)
    }
    assert rungs[later] == rungs[twin]
    assert list(faults(register)) == []


class TestJoining:
    def test_who_is_somebody_else_is_owed_an_answer(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now, persons=(SOMEBODY,))
        with pytest.raises(Refused, match="nobody_in_common"):
            do(town, Action.MERGE_INTO, later, by=actor_of(town.clerk), now=now, into_id=earlier)

    @pytest.mark.parametrize(
        "kept",
        [
            {"confidential": True},
            {"petition_class": PetitionClass.ACCUSATION, "complained_about": "某"},
        ],
    )
    def test_what_is_kept_apart_is_not_joined(
        self, town: Town, now: datetime, kept: dict[str, Any]
    ) -> None:
        earlier, later = two(town, now, **kept)
        with pytest.raises(Refused, match="kept_apart"):
            do(town, Action.MERGE_INTO, later, by=actor_of(town.clerk), now=now, into_id=earlier)

    def test_not_into_one_that_has_ended(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now, Status.CLOSED, Status.REGISTERED)
        with pytest.raises(Refused, match="earlier_ended"):
            do(town, Action.MERGE_INTO, later, by=actor_of(town.clerk), now=now, into_id=earlier)

    def test_not_one_to_which_others_were_joined(self, town: Town, now: datetime) -> None:
        clerk = actor_of(town.clerk)
        one, two_, three = (a_case(town, Status.REGISTERED, now=now) for _ in range(3))
        do(town, Action.MERGE_INTO, two_, by=clerk, now=now, into_id=one)
        with pytest.raises(Refused, match="has_joined"):
            do(town, Action.MERGE_INTO, one, by=clerk, now=now, into_id=three)
        with pytest.raises(NotAllowed, match="joined_not_linked"):
            do(town, Action.UNLINK_CASES, one, by=clerk, now=now, other_id=two_)
        for each in (one, two_):  # both with a link of their own, so that the step is open
            do(town, Action.LINK_CASES, three, by=clerk, now=now, other_id=each)
        with pytest.raises(Refused, match="joined_not_linked"):
            do(town, Action.UNLINK_CASES, one, by=clerk, now=now, other_id=two_)

    def test_a_missing_and_a_foreign_case_are_the_same(self, town: Town, now: datetime) -> None:
        mine = a_case(town, Status.REGISTERED, now=now)
        hidden = a_case(town, Status.ACCEPTED, now=now)
        do(town, Action.RECUSE, hidden, by=actor_of(town.clerk), now=now)
        for other in (hidden, 999_999, mine):
            for action, name in ((Action.MERGE_INTO, "into_id"), (Action.LINK_CASES, "other_id")):
                with pytest.raises(Refused, match="no_such_case"):
                    do(town, action, mine, by=actor_of(town.clerk), now=now, **{name: other})

    def test_what_the_petitioner_reads(self, town: Town, now: datetime) -> None:
        """The same person reads where it is; one known by his name alone reads the stage and no more."""
        clerk = actor_of(town.clerk)
        earlier, later = two(town, now)
        do(town, Action.MERGE_INTO, later, by=clerk, now=now, into_id=earlier)
        told = joined_view(later)
        assert told is not None
        assert (told.number, told.stage) == (stored(earlier).registration_number, Stage.HANDLING)
        namesake = a_case(
            town,
            Status.REGISTERED,
            now=now,
            submission=a_submission(persons=(Person(name="张建国", phone="13700000000"),)),
        )
        do(town, Action.MERGE_INTO, namesake, by=clerk, now=now, into_id=earlier)
        told = joined_view(namesake)
        assert told is not None
        assert (told.number, told.unit, told.due_on, told.stage) == ("", None, None, Stage.HANDLING)
        case = tracked(namesake, now=now)
        assert case is not None
        assert case.stage is Stage.JOINED


def test_the_erasure_of_a_joined_case_reaches_the_copy(
    register: Session, town: Town, now: datetime
) -> None:
    then = now + WAIT
    earlier, later = two(town, now, facts="井盖旁的芦荟胡同积水。")
    do(town, Action.MERGE_INTO, later, by=actor_of(town.clerk), now=now, into_id=earlier)
    do(town, Action.REQUEST_ERASURE, later, by=actor_of(town.clerk), now=now)
    do(town, Action.APPROVE_ERASURE, later, by=actor_of(town.office_head), now=then)
    db.session.rollback()
    paper = register.scalars(select(FollowUp)).one()
    assert (paper.text, paper.name, paper.phone) == ("", None, None)
    assert register.scalars(select(MatterLink.reason)).all() == ["", ""]
    found = queue(actor_of(town.clerk), Filters(words="芦荟胡同"), today=clock.local_day(then))
    assert found.rows == ()
    assert list(faults(register)) == []


def erased(town: Town, case_id: int, now: datetime) -> datetime:
    """End a case and erase it; returns when it was erased."""
    then = now + WAIT
    do(town, Action.WITHDRAW, case_id, by=petitioner_of(case_id), now=now)
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.APPROVE_ERASURE, case_id, by=actor_of(town.office_head), now=then)
    return then


def test_joining_is_undone_after_the_earlier_one_was_erased(
    register: Session, town: Town, now: datetime
) -> None:
    """Who was joined by mistake is owed an answer (§21, §23): that another's words are gone changes nothing in it."""
    earlier, later = two(town, now)
    twin = a_case(town, Status.REGISTERED, now=now)
    clerk = actor_of(town.clerk)
    do(town, Action.MERGE_INTO, later, by=clerk, now=now, into_id=earlier)
    then = erased(town, earlier, now)
    lines = [row.id for row in event_rows(earlier)]

    do(town, Action.UNDO_MERGE, later, by=clerk, now=then, reason="芦荟胡同是另一件事")

    db.session.rollback()
    assert (stored(later).status, stored(later).closed) == (Status.REGISTERED, False)
    assert clocks_now(register, later) == clocks_now(register, twin)
    assert [row.id for row in event_rows(earlier)] == lines, "an erased case gets no more lines"
    rows = register.scalars(select(MatterLink).order_by(MatterLink.id)).all()
    assert [row.undone_at for row in rows] == [then, then]
    assert {row.case_id: row.undo_reason for row in rows} == {
        later: "芦荟胡同是另一件事",
        earlier: "",
    }
    paper = register.scalars(select(FollowUp)).one()
    assert (paper.undone_at, paper.text) == (then, "")
    assert joined_view(later) is None
    assert list(faults(register)) == []


def test_a_link_is_undone_after_the_other_one_was_erased(
    register: Session, town: Town, now: datetime
) -> None:
    one, other = two(town, now)
    clerk = actor_of(town.clerk)
    do(town, Action.LINK_CASES, one, by=clerk, now=now, other_id=other)
    then = erased(town, other, now)
    with pytest.raises(NotAllowed, match="case_erased"):
        do(town, Action.UNLINK_CASES, other, by=clerk, now=then, other_id=one)
    do(town, Action.UNLINK_CASES, one, by=clerk, now=then, other_id=other, reason="看错了")
    db.session.rollback()
    rows = register.scalars(select(MatterLink)).all()
    assert {row.case_id: row.undo_reason for row in rows} == {one: "看错了", other: ""}
    assert event_rows(one)[-1].action is Action.UNLINK_CASES
    third = a_case(town, Status.REGISTERED, now=now)
    for refused in (Action.LINK_CASES, Action.MERGE_INTO):
        with pytest.raises(Refused, match="no_such_case"):
            do(town, refused, third, by=clerk, now=then, **{OTHER[refused]: other})
    assert list(faults(register)) == []


OTHER = {Action.LINK_CASES: "other_id", Action.MERGE_INTO: "into_id"}
