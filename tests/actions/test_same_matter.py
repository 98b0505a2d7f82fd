"""One matter that comes in more than once: found in one's own sight, linked, joined, and exactly undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.actions.errors import NotAllowed, NotFound, Refused, Stale
from petitions.actions.watch_deadlines import watch_deadlines
from petitions.adapters import clock
from petitions.models import Case, CaseEvent, FollowUp, MatterLink, OutboxNotice
from petitions.models.clock_run import ClockRun, DeadlineAlert
from petitions.models.session import db
from petitions.queries.case_file import case_file
from petitions.queries.joined import joined_view
from petitions.queries.matter_links import find_case, group_of, number_of
from petitions.queries.queue import Filters, queue
from petitions.queries.same_matter import MOST, same_as, same_as_written
from petitions.queries.stand import clocks_now
from petitions.queries.tracking import tracked
from petitions.rules.erasure import WAIT
from petitions.rules.same_matter import LinkKind, Sign
from petitions.rules.submission import Person
from petitions.rules.terms import Action, Notice, PetitionClass, Stage, Status
from tests.actions.threads import at_once
from tests.factories import (
    Town,
    a_case,
    a_person,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    stored,
    version_of,
)
from web.commands.verify import faults

OTHER_WORDS: dict[str, Any] = {
    "title": "举报收费",
    "request": "请查处乱收费。",
    "facts": "窗口收取现金。",
    "problem_place": "",
}
KEPT_APART: tuple[dict[str, Any], ...] = (
    {"petition_class": PetitionClass.ACCUSATION, "complained_about": "某人"},
    {"confidential": True},
)
SOMEBODY = Person(name="李秀英", phone="13900001111", address="回音市河东区柳林路9号")
OFFICERS = ("clerk", "office_head", "handler", "unit_head", "leader", "supervisor")


def hinted(case_id: int, officer: Any) -> list[int]:
    return [hint.case.id for hint in same_as(case_id, actor=actor_of(officer))]


def two(town: Town, now: datetime, *states: Status, **changes: Any) -> tuple[int, int]:
    """An earlier case and a later one about the same matter."""
    first, second = states or (Status.ACCEPTED, Status.REGISTERED)
    return (
        a_case(town, first, now=now),
        a_case(town, second, now=now, submission=a_submission(**changes)),
    )


class TestHints:
    def test_the_same_person_and_matter(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now)
        (hint,) = same_as(later, actor=actor_of(town.clerk))
        assert hint.case.id == earlier
        assert hint.likeness.kind is LinkKind.REPEAT
        assert {Sign.SAME_PHONE, Sign.SAME_ID, Sign.SAME_NAME} <= {
            each.sign for each in hint.likeness.reasons
        }

    def test_another_person_at_the_same_place(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now, persons=(SOMEBODY,))
        (hint,) = same_as(later, actor=actor_of(town.clerk))
        assert (hint.case.id, hint.likeness.kind) == (earlier, LinkKind.JOINT)

    def test_a_co_signer_counts_and_a_nameless_one_does_not(
        self, town: Town, now: datetime
    ) -> None:
        other = {"title": "柳林路污水", "request": "请来人。", "facts": "下水道堵塞污水倒灌。"}
        joint = a_case(
            town, now=now, submission=a_submission(**other, persons=(SOMEBODY, a_person()))
        )
        nameless = a_case(
            town, now=now, submission=a_submission(**other, persons=(), anonymous=True)
        )
        mine = a_case(town, Status.REGISTERED, now=now)
        found = {h.case.id: h.likeness for h in same_as(mine, actor=actor_of(town.clerk))}
        assert found[joint].kind is LinkKind.REPEAT
        assert nameless not in found or not found[nameless].same_person

    def test_at_most_ten(self, town: Town, now: datetime) -> None:
        for _ in range(MOST + 2):
            mine = a_case(town, now=now)
        assert len(hinted(mine, town.clerk)) == MOST

    @pytest.mark.parametrize("who", OFFICERS)
    @pytest.mark.parametrize("kept", KEPT_APART, ids=["accusation", "confidential"])
    def test_persons_are_never_tried_out_on_what_is_kept_apart(
        self, town: Town, now: datetime, who: str, kept: dict[str, Any]
    ) -> None:
        """Other words, the same person: the only way to find it would be the person."""
        a_case(
            town,
            Status.ACCEPTED,
            now=now,
            submission=a_submission(
                title="举报收费",
                request="请查处乱收费。",
                facts="窗口收取现金。",
                problem_place="",
                **kept,
            ),
        )
        alike = a_case(town, Status.ACCEPTED, now=now, submission=a_submission(**kept))
        mine = a_case(town, Status.ACCEPTED, now=now)
        hints = same_as(mine, actor=actor_of(town.officers[who]))
        assert {hint.case.id for hint in hints} <= {alike}
        assert not any(hint.likeness.same_person for hint in hints)

    @pytest.mark.parametrize(
        "who",
        [
            "other_handler",
            "other_head",
            "foreign_clerk",
            "foreign_leader",
            "auditor",
            "administrator",
        ],
    )
    def test_nothing_is_hinted_to_who_may_not_see(
        self, town: Town, now: datetime, who: str
    ) -> None:
        earlier, later = two(town, now)
        actor = actor_of(town.officers[who])
        assert same_as(later, actor=actor) == ()
        assert same_as_written(a_submission(), actor=actor) == ()
        assert group_of(later, actor=actor) == ()
        assert find_case(stored(earlier).registration_number or "", actor=actor) == 0
        assert number_of(earlier, actor=actor) == ""

    def test_a_unit_is_hinted_its_own_cases_alone(self, town: Town, now: datetime) -> None:
        mine = a_case(town, Status.ACCEPTED, now=now)
        at_the_office = a_case(town, Status.REGISTERED, now=now)
        assert at_the_office in hinted(mine, town.clerk)
        assert hinted(mine, town.handler) == []

    def test_who_is_recused_is_hinted_nothing(self, town: Town, now: datetime) -> None:
        earlier, later = two(town, now)
        do(town, Action.RECUSE, earlier, by=actor_of(town.clerk), now=now)
        assert hinted(later, town.clerk) == []
        assert hinted(later, town.second_clerk) == [earlier]

    def test_only_masked_persons_are_not_compared(self, town: Town, now: datetime) -> None:
        _, later = two(town, now)
        for who in ("leader", "supervisor"):
            hints = same_as(later, actor=actor_of(town.officers[who]))
            assert hints
            assert not any(hint.likeness.same_person for hint in hints)

    def test_what_is_being_written(self, town: Town, now: datetime) -> None:
        earlier = a_case(town, Status.ACCEPTED, now=now)
        (hint,) = same_as_written(a_submission(), actor=actor_of(town.clerk))
        assert hint.case.id == earlier
        assert hint.likeness.same_person
        other = a_submission(
            title="路灯不亮",
            request="请修。",
            facts="槐荫巷路灯坏了。",
            reasons="",
            problem_place="槐荫巷",
        )
        assert same_as_written(other, actor=actor_of(town.clerk)) == ()


def picture(case_id: int, town: Town, now: datetime) -> dict[str, Any]:
    """Everything a case looks like, to everybody, without its history lines and their traces."""
    db.session.rollback()
    case = stored(case_id)
    row = {
        column.key: getattr(case, column.key)
        for column in Case.__mapper__.column_attrs
        if column.key not in {"version", "changed_at"}
    }
    runs = db.session.execute(
        select(
            ClockRun.clock,
            ClockRun.due_on,
            ClockRun.stopped_on,
            ClockRun.sequence,
            ClockRun.reached,
        )
        .where(ClockRun.case_id == case_id)
        .order_by(ClockRun.id)
    ).all()
    seen: dict[str, Any] = {"row": row, "runs": runs, "clocks": clocks_now(db.session(), case_id)}
    undone: dict[str, Any] = {
        "links": (),
        "follow_ups": (),
        "history": (),
        "version": 0,
        "notices": (),
    }
    for who in OFFICERS:
        actor = actor_of(town.officers[who])
        file = case_file(case_id, actor=actor, now=now)
        seen[who] = replace(file, **undone) if file else None
        seen[f"{who} hints"] = same_as(case_id, actor=actor)
        seen[f"{who} group"] = group_of(case_id, actor=actor)
        for words in ("", "柳林路", "污水"):
            filters = Filters(words=words)
            seen[f"{who} queue {words}"] = queue(actor, filters, today=clock.local_day(now)).rows
    citizen = tracked(case_id, now=now)
    assert citizen is not None
    seen["citizen"] = replace(citizen, timeline=(), version=0)
    seen["joined"] = joined_view(case_id)
    return seen


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


def test_joining_is_exactly_undone(register: Session, town: Town, now: datetime) -> None:
    earlier, later = two(town, now)
    clerk = actor_of(town.clerk)
    then = now + timedelta(hours=1)
    before = picture(earlier, town, then), picture(later, town, then)

    do(town, Action.MERGE_INTO, later, by=clerk, now=now, into_id=earlier)
    case = stored(later)
    assert (case.status, case.closed) == (Status.JOINED, True)
    assert not any(each.running for each in clocks_now(register, later) if each.rule.duty)
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
    assert all(row.reason == "" for row in register.scalars(select(MatterLink)))
    found = queue(actor_of(town.clerk), Filters(words="芦荟胡同"), today=clock.local_day(then))
    assert found.rows == ()
    assert list(faults(register)) == []
    assert register.scalar(select(func.count()).select_from(CaseEvent)) is not None


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
    assert all(row.undone_at == then for row in rows)
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
