"""The ways a case can go, from the first press to its end."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.enter import enter
from petitions.actions.errors import Missing, NotAllowed
from petitions.actions.submit import submit
from petitions.models import (
    Assignment,
    Extension,
    Objection,
    Petitioner,
    Question,
    Reply,
    Supplement,
    Unit,
)
from petitions.models.exchange import Decision
from petitions.models.reply import ReplyState
from petitions.queries.directory import main_office
from petitions.rules.terms import (
    Action,
    Channel,
    Clock,
    CloseReason,
    DispatchKind,
    Outcome,
    PetitionClass,
    ReplyKind,
    Status,
)
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

NEVER = date(9999, 12, 31)


@pytest.mark.parametrize("status", list(Status))
def test_a_case_can_stand_in_every_state(town: Town, now: datetime, status: Status) -> None:
    case = stored(a_case(town, status, now=now))

    assert case.status is status
    history = event_rows(case.id)
    assert [row.sequence for row in history] == list(range(1, len(history) + 1))
    assert history[-1].status_after is status


def test_the_whole_life_of_an_appeal(register: Session, town: Town, now: datetime) -> None:
    clerk, handler, head = map(actor_of, (town.clerk, town.handler, town.unit_head))
    case_id = a_case(town, now=now)
    day = now

    def step(action: Action, by: object, after: int = 0, **facts: object) -> None:
        nonlocal day
        day += timedelta(days=after)
        do(town, action, case_id, by=by, now=day, **facts)  # type: ignore[arg-type]

    assert stored(case_id).due_on == date(2026, 3, 25)  # fifteen days after 10 March
    step(Action.REGISTER, clerk, 1, category="urban")
    assert stored(case_id).registration_number == "XF-2026-000001"
    step(Action.ASSIGN, clerk, 1, unit_id=town.works.id, limit_days=50)
    assert stored(case_id).due_clock is Clock.NOTICE_ROUTED
    assert stored(case_id).due_on == date(2026, 3, 27)
    step(Action.OBJECT, handler, 1)
    step(Action.OVERRULE_OBJECTION, clerk, 1)
    step(Action.ACCEPT, handler, 1)
    assert stored(case_id).holder_id == town.handler.id
    assert stored(case_id).due_on == date(
        2026, 5, 1
    )  # the office's 50 days come before the law's 60
    assert stored(case_id).due_clock is Clock.ASSIGNED
    step(Action.REQUEST_EXTENSION, handler, 10, days=30)
    step(Action.APPROVE_EXTENSION, head, 1)
    step(Action.DRAFT_REPLY, handler, 1, kind=ReplyKind.INTERIM, opinion="正在办理。")
    step(Action.RETURN_REPLY, head, 1)
    step(Action.DRAFT_REPLY, handler, 1, kind=ReplyKind.INTERIM, opinion="已开工，四月底完成。")
    step(Action.APPROVE_REPLY, head)
    step(Action.ISSUE_INTERIM_REPLY, handler)
    assert stored(case_id).status is Status.ACCEPTED
    assert stored(case_id).due_on == date(2026, 5, 1)
    step(Action.DRAFT_REPLY, handler, 20)
    step(Action.APPROVE_REPLY, head, 1)
    step(Action.ISSUE_REPLY, handler, 1)
    case = stored(case_id)
    assert case.status is Status.ANSWERED
    assert (case.due_clock, case.due_on) == (Clock.ASSIGNED, date(2026, 5, 1))  # the report is owed
    step(Action.FILE_CLOSING_REPORT, head, 1)
    assert stored(case_id).due_clock is None  # the feedback is given
    step(Action.RETURN_CLOSING_REPORT, clerk, 1)
    case = stored(case_id)
    assert (case.due_clock, case.due_on) == (Clock.ASSIGNED, date(2026, 5, 1))  # it is owed again
    step(Action.FILE_CLOSING_REPORT, head)
    step(Action.ACCEPT_CLOSING_REPORT, clerk)
    step(Action.CLOSE, handler, 1)

    case = stored(case_id)
    assert (case.status, case.closed, case.due_on, case.due_clock) == (
        Status.CLOSED,
        True,
        NEVER,
        None,
    )
    assert " ".join(row.action.value for row in event_rows(case_id)) == (
        "submit register assign object overrule_objection accept request_extension"
        " approve_extension draft_reply return_reply draft_reply approve_reply"
        " issue_interim_reply draft_reply approve_reply issue_reply"
        " file_closing_report return_closing_report file_closing_report accept_closing_report close"
    )
    assert all(row.article for row in event_rows(case_id))
    replies = register.scalars(select(Reply).order_by(Reply.id)).all()
    assert [(row.kind, row.state) for row in replies] == [
        (ReplyKind.INTERIM, ReplyState.RETURNED),
        (ReplyKind.INTERIM, ReplyState.ISSUED),
        (ReplyKind.FINAL, ReplyState.ISSUED),
    ]
    assert replies[2].outcome is Outcome.SUPPORT
    assert (replies[2].author_id, replies[2].approved_by_id) == (town.handler.id, town.unit_head.id)
    extension = register.scalars(select(Extension)).one()
    assert (extension.decision, extension.decided_by_id) == (Decision.APPROVED, town.unit_head.id)
    objection = register.scalars(select(Objection)).one()
    assert (objection.decision, objection.ruled_by_id) == (Decision.REFUSED, town.clerk.id)
    assignment = register.scalars(select(Assignment)).one()
    assert assignment.ended_at is not None


def test_a_transfer_owes_no_report(town: Town, now: datetime) -> None:
    clerk, handler, head = map(actor_of, (town.clerk, town.handler, town.unit_head))
    case_id = a_case(town, Status.REGISTERED, now=now)

    do(town, Action.TRANSFER, case_id, by=clerk, now=now, note="请依法办理")
    do(town, Action.ACCEPT, case_id, by=handler, now=now)
    do(town, Action.DRAFT_REPLY, case_id, by=handler, now=now)
    do(town, Action.APPROVE_REPLY, case_id, by=head, now=now)
    do(town, Action.ISSUE_REPLY, case_id, by=handler, now=now)
    assert stored(case_id).due_on == NEVER  # only the citizen's own thirty days run now
    do(town, Action.CLOSE, case_id, by=handler, now=now)

    assert stored(case_id).dispatch_kind is DispatchKind.TRANSFER
    assert stored(case_id).status is Status.CLOSED


def test_an_assigned_case_is_not_closed_without_a_report(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ANSWERED, now=now)

    for code in ("closing_report_owed", "closing_report_waiting"):
        with pytest.raises(NotAllowed, match=code):
            do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=now)
        assert stored(case_id).status is Status.ANSWERED
        if code == "closing_report_owed":
            by = actor_of(town.unit_head)
            do(town, Action.FILE_CLOSING_REPORT, case_id, by=by, now=now)

    do(town, Action.ACCEPT_CLOSING_REPORT, case_id, by=actor_of(town.clerk), now=now)
    do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=now)
    assert stored(case_id).status is Status.CLOSED


def test_an_upheld_objection_brings_the_case_back_with_its_first_day(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.OBJECTED, now=now)
    clerk = actor_of(town.clerk)

    do(town, Action.UPHOLD_OBJECTION, case_id, by=clerk, now=now + timedelta(days=2))

    case = stored(case_id)
    assert (case.status, case.handling_unit_id, case.holder_id, case.dispatch_kind) == (
        Status.REGISTERED,
        None,
        None,
        None,
    )
    assert (case.due_clock, case.due_on) == (Clock.SORT, date(2026, 3, 25))
    do(town, Action.ASSIGN, case_id, by=clerk, now=now, unit_id=town.street.id)
    handler = actor_of(town.street_handler)
    do(town, Action.OBJECT, case_id, by=handler, now=now)  # another unit may object for itself
    assert stored(case_id).handling_unit_id == town.street.id
    sent = register.scalars(select(Assignment).order_by(Assignment.id)).all()
    assert [row.ended_at is None for row in sent] == [False, True]


@pytest.mark.parametrize("who", ["clerk", "handler"])
@pytest.mark.parametrize(
    "action", [Action.DECLINE, Action.NO_LONGER_ACCEPT, Action.REDIRECT], ids=str
)
def test_office_and_unit_may_both_end_a_case_before_accepting(
    town: Town, now: datetime, action: Action, who: str
) -> None:
    status = Status.REGISTERED if who == "clerk" else Status.ROUTED
    case_id = a_case(town, status, now=now)

    do(town, action, case_id, by=actor_of(town.officers[who]), now=now)

    case = stored(case_id)
    assert (case.closed, case.due_on, case.due_clock) == (True, NEVER, None)


def test_an_accepted_appeal_can_still_be_led_elsewhere(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.REDIRECT, case_id, by=actor_of(town.handler), now=now)
    assert stored(case_id).status is Status.REDIRECTED


def test_a_citizen_withdraws_and_nothing_is_owed(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)

    with pytest.raises(Missing):
        do(town, Action.WITHDRAW, case_id, by=petitioner_of(case_id), now=now, confirmed=False)
    do(town, Action.WITHDRAW, case_id, by=petitioner_of(case_id), now=now, reason="已解决")

    case = stored(case_id)
    assert (case.status, case.closed, case.due_on) == (Status.WITHDRAWN, True, NEVER)
    assert register.scalars(select(Assignment.ended_at)).one() is not None


def test_a_question_is_answered_by_a_supplement(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.ASK_MORE, case_id, by=actor_of(town.handler), now=now)
    question_id = register.scalars(select(Question.id)).one()
    later = now + timedelta(days=1)

    for _ in range(2):  # pressed twice
        do(
            town,
            Action.SUPPLEMENT,
            case_id,
            by=petitioner_of(case_id),
            now=later,
            question_id=question_id,
            submission_key="the same press",
        )

    assert register.scalars(select(Question.answered_at)).one() == later
    added = register.scalars(select(Supplement)).one()
    assert added.question_id == question_id
    assert stored(case_id).due_on == date(2026, 4, 24)  # asking stops no clock


def test_taking_and_noting(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)

    do(town, Action.TAKE, case_id, by=actor_of(town.colleague), now=now)
    do(town, Action.NOTE, case_id, by=actor_of(town.second_clerk), now=now, text="秘密的话")

    assert stored(case_id).holder_id == town.colleague.id
    taken, noted = event_rows(case_id)[-2:]
    assert taken.facts == {"earlier_holder_id": town.handler.id}
    assert noted.facts == {}  # the words are in their own table


def test_a_letter_entered_at_the_counter_is_registered_at_once(
    register: Session, town: Town, now: datetime
) -> None:
    arrived = now - timedelta(days=5)
    receipt = enter(
        a_submission(channel=Channel.LETTER, received_at=arrived),
        submission_key="letter",
        by=actor_of(town.clerk),
        now=now,
    )

    case = stored(receipt.case_id)
    assert (case.status, case.channel, case.created_by_id) == (
        Status.REGISTERED,
        Channel.LETTER,
        town.clerk.id,
    )
    assert receipt.registration_number == case.registration_number == "XF-2026-000001"
    assert receipt.received_on == date(2026, 3, 5)
    assert case.due_on == date(2026, 3, 20)  # the fifteen days run from the day it arrived
    assert register.scalars(select(Petitioner.name)).one() == "张建国"


@pytest.mark.parametrize("petition_class", list(PetitionClass))
def test_every_class_reaches_its_end(
    town: Town, now: datetime, petition_class: PetitionClass
) -> None:
    case_id = a_case(
        town, Status.CLOSED, now=now, submission=a_submission(petition_class=petition_class)
    )
    assert stored(case_id).status is Status.CLOSED
    assert event_rows(case_id)[-1].facts["close_reason"] == CloseReason.SUPPORTED.value


def test_what_comes_in_online_goes_to_the_highest_office(
    register: Session, town: Town, now: datetime
) -> None:
    """Not to the first by the spelling of its path: "/1/10/3/" comes before "/1/2/"."""
    for number, path in ((900, f"/{town.government.id}/10/900/"), (901, "/0/0/0/901/")):
        register.add(
            Unit(id=number, path=path, code=f"X{number}", name="区信访局", kind=town.office.kind)
        )
    register.commit()

    receipt = submit(a_submission(), submission_key="online", now=now)

    assert stored(receipt.case_id).office_id == town.office.id
    office = main_office()
    assert office is not None
    assert office.id == town.office.id


def test_a_house_without_an_office_says_so(register: Session, now: datetime) -> None:
    with pytest.raises(LookupError):
        submit(a_submission(), submission_key="online", now=now)
