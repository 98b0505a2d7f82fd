"""Every step owes the notices of its row, once each, and says so when it cannot reach somebody."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.actions.errors import ActionError
from petitions.adapters import bell
from petitions.models import Officer, OutboxNotice, Unit
from petitions.rules.lifecycle import STEPS
from petitions.rules.terms import Action, Notice, NoticeState, Recipient, ReplyKind, Status
from tests.factories import Town, a_case, a_person, a_submission, actor_of, do, petitioner_of


def notices(session: Session, case_id: int, occasion: int | None = None) -> list[OutboxNotice]:
    session.rollback()
    rows = session.scalars(
        select(OutboxNotice).where(OutboxNotice.case_id == case_id).order_by(OutboxNotice.id)
    ).all()
    return [row for row in rows if occasion in (None, row.occasion)]


@pytest.fixture
def rings() -> Iterator[list[str]]:
    heard: list[str] = []
    bell.configure(lambda: heard.append("ring"))
    yield heard
    bell.configure(None)


def test_a_petition_is_confirmed_and_announced(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, now=now, submission=a_submission(language="en"))

    mine, theirs = notices(register, case_id)

    assert (mine.notice, mine.recipient, mine.state) == (
        Notice.RECEIVED,
        Recipient.PETITIONER,
        NoticeState.QUEUED,
    )
    assert (mine.language, mine.officer_id, mine.unit_id, mine.attempts) == ("en", 0, None, 0)
    assert (mine.created_at, mine.next_try_at, mine.sent_at) == (now, now, None)
    assert (theirs.notice, theirs.recipient, theirs.unit_id, theirs.language) == (
        Notice.OFFICE_NEWS,
        Recipient.OFFICE,
        town.office.id,
        "zh",
    )
    assert mine.message_id != theirs.message_id
    assert mine.message_id.startswith("<")


def test_every_step_owes_what_its_row_says(register: Session, town: Town, now: datetime) -> None:
    case_id = a_case(town, now=now)
    clerk, handler, head = map(actor_of, (town.clerk, town.handler, town.unit_head))
    walk = [
        (Action.REGISTER, clerk),
        (Action.ASSIGN, clerk),
        (Action.OBJECT, handler),
        (Action.UPHOLD_OBJECTION, clerk),
        (Action.TRANSFER, clerk),
        (Action.ACCEPT, handler),
        (Action.ASK_MORE, handler),
        (Action.SUPPLEMENT, petitioner_of(case_id)),
        (Action.REQUEST_EXTENSION, handler),
        (Action.REFUSE_EXTENSION, head),
        (Action.DRAFT_REPLY, handler),
        (Action.APPROVE_REPLY, head),
        (Action.ISSUE_REPLY, handler),
        (Action.NOTE, handler),
        (Action.CLOSE, handler),
    ]
    for occasion, (action, by) in enumerate(walk, start=2):
        do(town, action, case_id, by=by, now=now)
        owed = [(row.notice, row.recipient) for row in notices(register, case_id, occasion)]
        # No unit reviews the case, and so none is told.
        row = [each for each in STEPS[action].notices if each[1] is not Recipient.REVIEWER]
        assert owed == row, action

    everything = notices(register, case_id)
    keys = Counter((row.notice, row.occasion, row.recipient, row.officer_id) for row in everything)
    assert set(keys.values()) == {1}
    assert {row.state for row in everything} == {NoticeState.QUEUED}
    back = next(row for row in everything if row.notice is Notice.UNIT_NEWS)
    assert back.unit_id == town.works.id  # the unit that lost the case hears of it


@pytest.mark.parametrize(
    "submission",
    [
        a_submission(anonymous=True, persons=()),
        a_submission(persons=(a_person(email=""),)),
        a_submission(persons=(a_person(email=""), a_person(name="李四"))),
    ],
    ids=["anonymous", "no-email", "only-the-second-has-one"],
)
def test_without_an_address_the_notice_stands_cancelled(
    register: Session, town: Town, now: datetime, submission: object
) -> None:
    case_id = a_case(town, now=now, submission=submission)  # type: ignore[arg-type]
    mine = notices(register, case_id)[0]
    assert (mine.state, mine.error) == (NoticeState.CANCELLED, "no_address")


def test_a_unit_without_a_mailbox(register: Session, town: Town, now: datetime) -> None:
    register.get_one(Unit, town.works.id).email = ""
    register.commit()
    case_id = a_case(town, Status.ROUTED, now=now)
    sent = notices(register, case_id)[-1]
    assert (sent.notice, sent.unit_id) == (Notice.UNIT_CASE_SENT, town.works.id)
    assert (sent.state, sent.error) == (NoticeState.CANCELLED, "no_address")


def wanted(session: Session, case_id: int) -> list[tuple[int, NoticeState]]:
    return [
        (row.officer_id, row.state)
        for row in notices(session, case_id)
        if row.notice is Notice.APPROVAL_WANTED
    ]


def test_approval_is_asked_of_every_head_of_the_unit(
    register: Session, town: Town, now: datetime
) -> None:
    second = Officer(
        username="second_head",
        name="副科长",
        email="",
        role=town.unit_head.role,
        unit_id=town.works.id,
        password_hash="!",
        created_at=now,
    )
    gone = Officer(
        username="gone_head",
        name="已调离",
        email="gone@office.example.cn",
        role=town.unit_head.role,
        unit_id=town.works.id,
        password_hash="!",
        created_at=now,
        active=False,
    )
    register.add_all([second, gone])
    register.commit()
    case_id = a_case(town, Status.REPLY_DRAFTED, now=now)
    assert wanted(register, case_id) == [
        (town.unit_head.id, NoticeState.QUEUED),
        (second.id, NoticeState.CANCELLED),
    ]


def draft_in_the_community(town: Town, now: datetime) -> int:
    case_id = a_case(town, Status.REGISTERED, now=now)
    by = actor_of(town.community_handler)
    do(town, Action.ASSIGN, case_id, by=actor_of(town.clerk), now=now, unit_id=town.community.id)
    do(town, Action.ACCEPT, case_id, by=by, now=now)
    do(town, Action.DRAFT_REPLY, case_id, by=by, now=now, kind=ReplyKind.INTERIM)
    return case_id


def test_approval_is_asked_of_the_head_above_where_the_unit_has_none(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = draft_in_the_community(town, now)
    assert wanted(register, case_id) == [(town.street_head.id, NoticeState.QUEUED)]
    do(town, Action.APPROVE_REPLY, case_id, by=actor_of(town.street_head), now=now)


def test_where_there_is_no_head_at_all_it_is_seen(
    register: Session, town: Town, now: datetime
) -> None:
    register.get_one(Officer, town.street_head.id).active = False
    register.commit()
    case_id = draft_in_the_community(town, now)
    assert wanted(register, case_id) == [(0, NoticeState.CANCELLED)]


def test_the_worker_is_woken_after_the_commit(town: Town, now: datetime, rings: list[str]) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=now)
    assert len(rings) == 4
    do(town, Action.NOTE, case_id, by=actor_of(town.handler), now=now)
    assert len(rings) == 4  # a note tells nobody
    with pytest.raises(ActionError):
        do(town, Action.CLOSE, case_id, by=actor_of(town.handler), now=now)
    assert len(rings) == 4


def test_a_broken_bell_undoes_nothing(town: Town, now: datetime, rings: list[str]) -> None:
    def broken() -> None:
        raise OSError("the queue is full")

    bell.configure(broken)
    assert a_case(town, Status.ANSWERED, now=now)
