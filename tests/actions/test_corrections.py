"""Registered facts change by two persons, with a reason, and never to the office's own advantage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from petitions.actions.errors import Missing, NotAllowed, NotFound, Refused, Stale
from petitions.adapters import clock, word_index
from petitions.models import Case, Correction, OutboxNotice
from petitions.models.clock_run import ClockRun
from petitions.models.exchange import Decision
from petitions.models.session import db
from petitions.queries.desk import desk
from petitions.queries.notice_letter import addressed
from petitions.queries.queue import Filters, queue
from petitions.queries.scope import visible
from petitions.queries.tracking import bare_view, tracked
from petitions.rules.corrections import CorrectionCause, RegisteredFact
from petitions.rules.permissions import Actor
from petitions.rules.terms import (
    Action,
    Channel,
    Clock,
    Notice,
    Outcome,
    PetitionClass,
    Recipient,
    Status,
)
from tests.actions.threads import at_once
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    reported,
    stored,
    version_of,
)

REASON = "信封上写得清楚，是王家村，不是柳林路。"
PLACE = "回音市河西区王家村"


def ask(town: Town, case_id: int, now: datetime, who: str = "handler", **given: Any) -> int:
    """Ask for a correction; returns its number."""
    by = actor_of(town.officers[who])
    facts = {"cause": CorrectionCause.FOUND_OUT, "reason": REASON, **given}
    do(town, Action.REQUEST_CORRECTION, case_id, by=by, now=now, **facts)
    return rows(case_id)[-1].id


def approve(
    town: Town, case_id: int, now: datetime, who: str = "office_head", **given: Any
) -> None:
    do(town, Action.APPROVE_CORRECTION, case_id, by=actor_of(town.officers[who]), now=now, **given)


def correct(town: Town, case_id: int, now: datetime, fact: RegisteredFact, new: str) -> None:
    approve(town, case_id, now, correction_id=ask(town, case_id, now, "clerk", fact=fact, new=new))


def rows(case_id: int) -> list[Correction]:
    db.session.rollback()
    db.session.expire_all()
    wanted = select(Correction).where(Correction.case_id == case_id).order_by(Correction.id)
    return list(db.session.scalars(wanted))


def refused(action: Action, town: Town, case_id: int, now: datetime, who: str, **given: Any) -> str:
    with pytest.raises((Refused, NotAllowed)) as caught:
        do(town, action, case_id, by=actor_of(town.officers[who]), now=now, **given)
    return caught.value.code


@pytest.mark.parametrize(
    ("fact", "new", "now_is"),
    [
        (RegisteredFact.PETITION_CLASS, "suggestion", PetitionClass.SUGGESTION),
        (RegisteredFact.CHANNEL, "letter", Channel.LETTER),
        (RegisteredFact.PROBLEM_PLACE, PLACE, PLACE),
        (RegisteredFact.PERSONS_COUNT, "12", 12),
        (RegisteredFact.RECEIVED_AT, "2026-03-06", date(2026, 3, 6)),
    ],
)
def test_each_fact_is_corrected_by_two(
    town: Town, now: datetime, fact: RegisteredFact, new: str, now_is: object
) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    before = getattr(stored(case_id), fact.value)
    number = ask(town, case_id, now, fact=fact, new=new)
    assert getattr(stored(case_id), fact.value) == before, "asking changes nothing"
    approve(town, case_id, now, correction_id=number, comment="属实")

    value = getattr(stored(case_id), fact.value)
    assert (clock.local_day(value) if isinstance(value, datetime) else value) == now_is
    (row,) = rows(case_id)
    assert (row.decision, row.comment, row.new, row.reason) == (
        Decision.APPROVED,
        "属实",
        new,
        REASON,
    )
    assert (row.requested_by_id, row.decided_by_id) == (town.handler.id, town.office_head.id)
    assert stored(case_id).status is Status.ROUTED


def test_the_history_holds_codes_and_nobodys_words(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.RECEIVED, now=now)
    for fact, new in ((RegisteredFact.PROBLEM_PLACE, PLACE), (RegisteredFact.CHANNEL, "fax")):
        correct(town, case_id, now, fact, new)
    number = ask(town, case_id, now, fact=RegisteredFact.PROBLEM_PLACE, new="别处", who="clerk")
    do(
        town, Action.REFUSE_CORRECTION, case_id, by=actor_of(town.office_head), now=now,
        correction_id=number, reason="王五说不是别处",
    )  # fmt: skip
    events = event_rows(case_id)[1:]
    told = str([event.facts for event in events])
    for words in (PLACE, "别处", REASON, "王五", "柳林路"):
        assert words not in told
    assert events[3].facts == {
        "correction_id": rows(case_id)[1].id,
        "fact": "channel",
        "cause": "found_out",
        "old": "online",
        "new": "fax",
    }
    assert stored(case_id).problem_place == PLACE
    assert rows(case_id)[-1].comment == "王五说不是别处"


@pytest.mark.parametrize(
    ("fact", "new", "code"),
    [
        (RegisteredFact.PETITION_CLASS, "appeal", "correction_unchanged"),
        (RegisteredFact.PETITION_CLASS, "riot", "correction_unreadable"),
        (RegisteredFact.CHANNEL, "", "correction_unreadable"),
        (RegisteredFact.PERSONS_COUNT, "0", "correction_unreadable"),
        (RegisteredFact.PERSONS_COUNT, "1", "correction_fewer_than_named"),
        (RegisteredFact.RECEIVED_AT, "2026-03-11", "correction_later_day"),
        (RegisteredFact.RECEIVED_AT, "2026-03-10", "correction_unchanged"),
    ],
)
def test_what_cannot_be_registered_is_refused(
    town: Town, now: datetime, fact: RegisteredFact, new: str, code: str
) -> None:
    two = (a_submission().persons[0], replace(a_submission().persons[0], name="李四"))
    case_id = a_case(town, now=now, submission=a_submission(persons=two, persons_count=3))
    seen = version_of(case_id)
    assert refused(
        Action.REQUEST_CORRECTION, town, case_id, now, "clerk",
        fact=fact, new=new, cause=CorrectionCause.MISTAKEN, reason=REASON,
    ) == code  # fmt: skip
    assert (rows(case_id), version_of(case_id)) == ([], seen)


def test_without_a_reason_nothing_is_asked(town: Town, now: datetime) -> None:
    case_id = a_case(town, now=now)
    with pytest.raises(Missing) as missing:
        ask(town, case_id, now, "clerk", fact=RegisteredFact.CHANNEL, new="fax", reason=" \u3000")
    assert missing.value.names == ("reason",)
    assert rows(case_id) == []


def test_of_each_fact_one_request_waits(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    ask(town, case_id, now, fact=RegisteredFact.CHANNEL, new="fax")
    given = {"fact": RegisteredFact.CHANNEL, "new": "visit"}
    assert (
        refused(Action.REQUEST_CORRECTION, town, case_id, now, "clerk", **given)
        == "correction_pending"
    )
    ask(town, case_id, now, fact=RegisteredFact.PERSONS_COUNT, new="3")
    # … and the database itself takes no second one.
    waiting = rows(case_id)[0]
    register.add(
        Correction(
            case_id=case_id, fact=waiting.fact, old=waiting.old, new="call", cause=waiting.cause,
            reason="x", requested_by_id=town.clerk.id, requested_as=town.clerk.role,
            requested_at=now,
        )
    )  # fmt: skip
    with pytest.raises(IntegrityError):
        register.flush()
    register.rollback()


def test_nobody_decides_his_own_and_a_clerk_only_his_heads(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    decisions = (Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION)
    for action in decisions:
        for who in ("handler", "unit_head"):
            assert refused(action, town, case_id, now, who) == "no_right"
        assert refused(action, town, case_id, now, "office_head") == "no_correction_pending"
    clerks = ask(town, case_id, now, "clerk", fact=RegisteredFact.CHANNEL, new="fax")
    heads = ask(town, case_id, now, "office_head", fact=RegisteredFact.PERSONS_COUNT, new="3")
    for action in decisions:
        given = {"correction_id": heads}
        assert refused(action, town, case_id, now, "office_head", **given) == "own_correction"
        given = {"correction_id": clerks}
        assert refused(action, town, case_id, now, "clerk", **given) == "own_correction"
        assert (
            refused(action, town, case_id, now, "second_clerk", **given)
            == "head_decides_correction"
        )
        given = {"correction_id": 999_999}
        assert (
            refused(action, town, case_id, now, "office_head", **given) == "no_correction_pending"
        )
    approve(town, case_id, now, "second_clerk", correction_id=heads)
    approve(town, case_id, now, "office_head", correction_id=clerks)
    assert (stored(case_id).persons_count, stored(case_id).channel) == (3, Channel.FAX)


def test_the_request_of_another_case_is_none(town: Town, now: datetime) -> None:
    mine, other = a_case(town, now=now), a_case(town, now=now)
    ask(town, mine, now, "clerk", fact=RegisteredFact.CHANNEL, new="fax")
    theirs = ask(town, other, now, "clerk", fact=RegisteredFact.CHANNEL, new="fax")
    assert (
        refused(Action.APPROVE_CORRECTION, town, mine, now, "office_head", correction_id=theirs)
        == "no_correction_pending"
    )
    foreign = actor_of(town.foreign_clerk)
    for case_id in (mine, 999_999):
        with pytest.raises(NotFound):
            do(town, Action.APPROVE_CORRECTION, case_id, by=foreign, now=now, version=1)


def test_the_database_wants_four_eyes(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, now=now)
    number = ask(town, case_id, now, "clerk", fact=RegisteredFact.CHANNEL, new="fax")
    for values in (
        {"decision": Decision.APPROVED, "decided_by_id": town.clerk.id},
        {"decision": Decision.APPROVED, "decided_by_id": None},
    ):
        with pytest.raises(IntegrityError):
            register.execute(update(Correction).where(Correction.id == number).values(**values))
        register.rollback()


def test_the_second_of_two_is_told_and_a_second_press_does_nothing(
    town: Town, now: datetime
) -> None:
    case_id = a_case(town, now=now)
    number = ask(town, case_id, now, "clerk", fact=RegisteredFact.CHANNEL, new="fax")
    seen = version_of(case_id)
    approve(town, case_id, now, correction_id=number, version=seen)
    for action in (Action.APPROVE_CORRECTION, Action.REFUSE_CORRECTION):
        with pytest.raises(Stale):
            do(
                town, action, case_id, by=actor_of(town.office_head), now=now, version=seen,
                correction_id=number,
            )  # fmt: skip
    assert refused(
        Action.APPROVE_CORRECTION, town, case_id, now, "office_head", correction_id=number
    ) == "no_correction_pending"  # fmt: skip
    assert [row.action for row in event_rows(case_id)].count(Action.APPROVE_CORRECTION) == 1


@pytest.mark.parametrize("status", [Status.CLOSED, Status.WITHDRAWN, Status.NOT_ACCEPTED])
def test_nothing_is_corrected_after_the_end(town: Town, now: datetime, status: Status) -> None:
    case_id = a_case(town, status, now=now)
    assert refused(Action.REQUEST_CORRECTION, town, case_id, now, "clerk") == "wrong_status"
    assert refused(Action.APPROVE_CORRECTION, town, case_id, now, "office_head") == "wrong_status"


def test_what_waits_when_the_case_ends_is_never_decided(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)
    number = ask(town, case_id, now, fact=RegisteredFact.CHANNEL, new="fax")
    reported(town, case_id, now=now)
    do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=now)
    assert refused(
        Action.APPROVE_CORRECTION, town, case_id, now, "office_head", correction_id=number
    ) == "wrong_status"  # fmt: skip
    assert stored(case_id).channel is Channel.ONLINE


# Clocks


def test_an_earlier_day_of_receipt_moves_the_due_date_forward(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.REGISTERED, now=now)
    due = stored(case_id).due_on
    earlier = clock.local_day(now) - timedelta(days=20)
    correct(town, case_id, now, RegisteredFact.RECEIVED_AT, earlier.isoformat())
    case = stored(case_id)
    assert (due - case.due_on, case.due_clock) == (timedelta(days=20), Clock.SORT)
    assert clock.local_day(case.received_at) == earlier
    run = register.scalars(select(ClockRun).where(ClockRun.case_id == case_id)).one()
    assert (run.started_on, run.due_on) == (earlier, case.due_on)
    assert run.reached is not None, "it is late now, and whom it concerns is told"


def test_a_class_that_brings_a_limit_brings_it_from_acceptance(town: Town, now: datetime) -> None:
    submission = a_submission(petition_class=PetitionClass.SUGGESTION)
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=submission)
    assert Clock.HANDLING is not stored(case_id).due_clock
    later = now + timedelta(days=40)
    correct(town, case_id, later, RegisteredFact.PETITION_CLASS, "appeal")
    runs = db.session.scalars(select(ClockRun).where(ClockRun.case_id == case_id)).all()
    (handling,) = [run for run in runs if run.clock is Clock.HANDLING]
    assert handling.due_on == clock.local_day(now) + timedelta(days=60)


def test_a_reply_for_another_class_does_not_leave(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.REPLY_APPROVED, now=now)
    correct(town, case_id, now, RegisteredFact.PETITION_CLASS, "suggestion")
    assert refused(Action.ISSUE_REPLY, town, case_id, now, "handler") == "reclassed_since_draft"
    handler, head = actor_of(town.handler), actor_of(town.unit_head)
    do(town, Action.RETURN_REPLY, case_id, by=head, now=now)
    later = now + timedelta(minutes=1)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=later, outcome=Outcome.NOTED)
    do(town, Action.APPROVE_REPLY, case_id, by=head, now=later)
    do(town, Action.ISSUE_REPLY, case_id, by=handler, now=later)
    assert stored(case_id).status is Status.ANSWERED


# Sight


def test_an_accusation_is_veiled_at_once(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.OBJECTED, now=now)
    clerk = actor_of(town.clerk)
    do(town, Action.UPHOLD_OBJECTION, case_id, by=clerk, now=now)
    number = stored(case_id).receipt_number
    gave_back = actor_of(town.handler)
    assert bare_view(number) is not None
    assert sees(gave_back, case_id)
    correct(town, case_id, now, RegisteredFact.PETITION_CLASS, "accusation")
    assert bare_view(number) is None
    assert not sees(gave_back, case_id)
    assert stored(case_id).confidential
    notice = db.session.scalars(
        select(OutboxNotice.id).where(
            OutboxNotice.case_id == case_id, OutboxNotice.notice == Notice.CORRECTED
        )
    ).one()
    assert addressed(notice).facts.veiled
    correct(town, case_id, now, RegisteredFact.PETITION_CLASS, "appeal")
    assert bare_view(number) is None, "what was promised to be kept secret stays so"


def sees(actor: Actor, case_id: int) -> bool:
    db.session.rollback()
    return db.session.scalar(select(Case.id).where(Case.id == case_id, visible(actor))) is not None


def test_the_petitioner_is_told_of_what_was_approved_alone(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    number = ask(town, case_id, now, fact=RegisteredFact.PERSONS_COUNT, new="9")
    do(
        town, Action.REFUSE_CORRECTION, case_id, by=actor_of(town.office_head), now=now,
        correction_id=number,
    )  # fmt: skip
    ask(town, case_id, now, fact=RegisteredFact.CHANNEL, new="fax")
    view = tracked(case_id, now=now)
    assert view is not None
    assert view.corrections == ()
    correct(town, case_id, now, RegisteredFact.PROBLEM_PLACE, PLACE)
    view = tracked(case_id, now=now)
    assert view is not None
    (each,) = view.corrections
    assert (each.new, each.reason) == (PLACE, REASON)
    assert (each.requested_by, each.decided_by, each.comment) == ("", "", "")
    assert [row.action for row in view.timeline].count(Action.APPROVE_CORRECTION) == 1
    told = db.session.execute(
        select(OutboxNotice.notice, OutboxNotice.recipient).where(
            OutboxNotice.case_id == case_id,
            OutboxNotice.notice.in_([Notice.CORRECTED]),
        )
    ).all()
    assert [tuple(row) for row in told] == [(Notice.CORRECTED, Recipient.PETITIONER)]


def test_a_corrected_place_is_found(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    do(town, Action.SUPPLEMENT, case_id, by=petitioner_of(case_id), now=now, text="在祠堂后面")
    correct(town, case_id, now, RegisteredFact.PROBLEM_PLACE, PLACE)
    for words in ("王家村", "祠堂", "下水道"):
        condition = word_index.matches(register, words)
        assert condition is not None
        found = register.scalars(select(Case.id).where(condition)).all()
        assert found == [case_id], words


def test_the_desk_shows_them_to_who_may_decide(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)

    def piles() -> dict[str, int]:
        found = {}
        for who in ("office_head", "clerk", "second_clerk"):
            actor = actor_of(town.officers[who])
            found[who] = {each.code: each.count for each in desk(actor, today=now.date())}
        return {who: each["to_correct"] for who, each in found.items()}

    first = ask(town, case_id, now, "clerk", fact=RegisteredFact.CHANNEL, new="fax")
    assert piles() == {"office_head": 1, "clerk": 0, "second_clerk": 0}
    approve(town, case_id, now, correction_id=first)
    ask(town, case_id, now, "office_head", fact=RegisteredFact.CHANNEL, new="visit")
    assert piles() == {"office_head": 0, "clerk": 1, "second_clerk": 1}
    head = actor_of(town.office_head)
    page = queue(head, Filters(correction=True), today=now.date())
    assert [row.id for row in page.rows] == [case_id]
    a_case(town, Status.ROUTED, now=now)
    assert len(queue(head, Filters(correction=True), today=now.date()).rows) == 1


def test_of_two_who_decide_at_once_one_wins(app: Flask, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    number = ask(town, case_id, now, "office_head", fact=RegisteredFact.CHANNEL, new="fax")
    seen = version_of(case_id)
    clerk, second = actor_of(town.clerk), actor_of(town.second_clerk)
    given = {"now": now, "version": seen, "correction_id": number}

    results = at_once(
        app,
        lambda: do(town, Action.APPROVE_CORRECTION, case_id, by=clerk, **given),
        lambda: do(town, Action.REFUSE_CORRECTION, case_id, by=second, **given),
        lambda: do(town, Action.APPROVE_CORRECTION, case_id, by=clerk, **given),
    )

    assert sorted(type(each).__name__ for each in results) == ["NoneType", "Stale", "Stale"]
    (row,) = rows(case_id)
    approved = row.decision is Decision.APPROVED
    assert (stored(case_id).channel is Channel.FAX) is approved
    assert event_rows(case_id)[-1].action is (
        Action.APPROVE_CORRECTION if approved else Action.REFUSE_CORRECTION
    )


def test_of_two_who_ask_at_once_one_is_told(app: Flask, town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ROUTED, now=now)
    seen = version_of(case_id)
    people = [actor_of(town.clerk), actor_of(town.handler)]

    results = at_once(
        app,
        *(
            lambda by=by: do(town, Action.REQUEST_CORRECTION, case_id, by=by, now=now, version=seen)
            for by in people
        ),
    )

    assert sorted(type(each).__name__ for each in results) == ["NoneType", "Stale"]
    assert len(rows(case_id)) == 1
