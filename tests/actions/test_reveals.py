"""Looking at an identity: only who has just proved who he is; reported to supervision; an alarm over very many."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from petitions.actions.confirm import FRESH, confirm
from petitions.actions.errors import Refused
from petitions.actions.reveal import OriginalText
from petitions.actions.sign_in import pass_second_factor, sign_in
from petitions.adapters import clock, codes
from petitions.models import AuditEntry, Officer, OutboxNotice, StaffSession
from petitions.models.session import db
from petitions.queries.desk import desk
from petitions.queries.looks import looks_by_unit
from petitions.queries.notice_letter import addressed
from petitions.queries.queue import Filters, queue
from petitions.rules.looks import MOST_REVEALS, SHOWN
from petitions.rules.terms import Action, Notice, NoticeState, PetitionClass, Role, Status
from tests.factories import PASSWORD, Town, a_case, a_submission, actor_of, do
from tests.factories.verbs import confirmed_session

REASON = "电话核实"


def notices(session: Session, notice: Notice) -> list[OutboxNotice]:
    session.rollback()
    wanted = select(OutboxNotice).where(OutboxNotice.notice == notice).order_by(OutboxNotice.id)
    return list(session.scalars(wanted))


@pytest.mark.parametrize("late", [timedelta(0), FRESH, FRESH + timedelta(seconds=1)])
def test_a_proof_holds_five_minutes(town: Town, now: datetime, late: timedelta) -> None:
    case_id, by = a_case(town, Status.ACCEPTED, now=now), actor_of(town.handler)
    session_id = confirmed_session(by, now)
    if late <= FRESH:
        found = do(town, Action.REVEAL, case_id, by=by, now=now + late, session_id=session_id)
        assert found.persons[0].name == "张建国"
        assert found.original is None
        return
    with pytest.raises(Refused, match="confirm_again"):
        do(town, Action.REVEAL, case_id, by=by, now=now + late, session_id=session_id)


def test_nobody_uses_anothers_proof_or_none(register: Session, town: Town, now: datetime) -> None:
    case_id, by = a_case(town, Status.ACCEPTED, now=now), actor_of(town.handler)
    theirs = confirmed_session(actor_of(town.unit_head), now)
    ended = confirmed_session(by, now)
    register.execute(update(StaffSession).where(StaffSession.id == ended).values(ended_at=now))
    register.commit()
    for session_id in (theirs, ended, None, 999_999):
        with pytest.raises(Refused, match="confirm_again"):
            do(town, Action.REVEAL, case_id, by=by, now=now, session_id=session_id)
    assert register.scalars(select(AuditEntry).where(AuditEntry.what == "reveal")).all() == []


def test_a_unit_gets_the_original_with_it(town: Town, now: datetime) -> None:
    submission = a_submission(
        petition_class=PetitionClass.ACCUSATION, complained_about="某科长", title="控告某科长"
    )
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=submission)
    found = do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=now)
    assert isinstance(found.original, OriginalText)
    assert (found.original.title, found.original.complained_about) == ("控告某科长", "某科长")
    assert do(town, Action.REVEAL, case_id, by=actor_of(town.clerk), now=now).original is None


def test_supervision_is_told_once_a_case_officer_and_day(
    register: Session, town: Town, now: datetime
) -> None:
    case_id, by = a_case(town, Status.ACCEPTED, now=now), actor_of(town.handler)
    for minutes in (0, 5, 30):
        do(town, Action.REVEAL, case_id, by=by, now=now + timedelta(minutes=minutes))
    (first,) = notices(register, Notice.IDENTITY_REVEALED)
    assert (first.officer_id, first.unit_id) == (town.supervisor.id, town.office.id)
    assert first.state is (NoticeState.QUEUED if town.supervisor.email else NoticeState.CANCELLED)
    facts = addressed(first.id).facts
    assert (facts.role, facts.unit) == (Role.HANDLER, town.works.name)
    do(town, Action.REVEAL, case_id, by=actor_of(town.unit_head), now=now)
    do(town, Action.REVEAL, case_id, by=by, now=now + timedelta(days=1))
    assert len(notices(register, Notice.IDENTITY_REVEALED)) == 3


def test_the_head_is_told_where_nobody_supervises(
    register: Session, town: Town, now: datetime
) -> None:
    register.execute(update(Officer).where(Officer.role == Role.SUPERVISOR).values(active=False))
    register.commit()
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=now)
    (notice,) = notices(register, Notice.IDENTITY_REVEALED)
    assert notice.officer_id == town.office_head.id


def test_the_letter_names_nobody(register: Session, town: Town, now: datetime) -> None:
    from petitions.adapters.mail_words import write

    submission = a_submission(petition_class=PetitionClass.ACCUSATION)
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=submission)
    do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=now, reason=REASON)
    (notice,) = notices(register, Notice.IDENTITY_REVEALED)
    words = write(addressed(notice.id).facts)
    whole = words.subject + words.text + words.html
    assert town.works.name in whole
    for hidden in ("张建国", submission.title, town.handler.name, REASON, "控告"):
        assert hidden not in whole


def test_the_twenty_first_is_possible_and_raises_an_alarm(
    register: Session, town: Town, now: datetime
) -> None:
    case_id, by = a_case(town, Status.ACCEPTED, now=now), actor_of(town.handler)
    other = a_case(town, Status.ACCEPTED, now=now)
    for number in range(MOST_REVEALS):
        do(town, Action.REVEAL, case_id, by=by, now=now + timedelta(minutes=number))
    assert notices(register, Notice.REVEAL_ALARM) == []
    late = now + timedelta(minutes=MOST_REVEALS)
    assert do(town, Action.REVEAL, other, by=by, now=late).persons
    told = notices(register, Notice.REVEAL_ALARM)
    assert {each.officer_id for each in told} == {town.supervisor.id, town.office_head.id}
    assert {each.case_id for each in told} == {other}
    do(town, Action.REVEAL, other, by=by, now=late)
    assert len(notices(register, Notice.REVEAL_ALARM)) == len(told), "once a day"
    (entry,) = register.scalars(select(AuditEntry).where(AuditEntry.what == "reveal_alarm"))
    assert (entry.officer_id, entry.case_id) == (town.handler.id, other)
    assert entry.facts == {"reveals": MOST_REVEALS + 1, "role": "handler"}
    (unit,) = looks_by_unit(other)
    assert unit.visits == 1, "an alarm is no look"


def test_looks_of_another_day_raise_no_alarm(register: Session, town: Town, now: datetime) -> None:
    case_id, by = a_case(town, Status.ACCEPTED, now=now), actor_of(town.handler)
    for hours in range(0, 2 * (MOST_REVEALS + 1), 2):
        do(town, Action.REVEAL, case_id, by=by, now=now + timedelta(hours=hours))
    assert notices(register, Notice.REVEAL_ALARM) == []


def test_the_supervisor_has_a_pile_of_them(town: Town, now: datetime) -> None:
    case_id = a_case(town, Status.ACCEPTED, now=clock.now())
    a_case(town, Status.ACCEPTED, now=clock.now())
    do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=clock.now())
    supervisor, today = actor_of(town.supervisor), clock.today()
    (pile,) = [each for each in desk(supervisor, today=today) if each.code == "revealed"]
    assert [row.id for row in pile.rows] == [case_id]
    assert [row.id for row in queue(supervisor, Filters(revealed=True), today=today).rows] == [
        case_id
    ]
    assert timedelta(days=7) == SHOWN


@pytest.fixture
def token(town: Town, now: datetime) -> str:
    """The session of the handler, whose proof is an hour old."""
    fresh = sign_in("handler", PASSWORD, address="10.0.0.1", now=now - timedelta(hours=1))
    return fresh.token


def confirmed_at(token: str) -> datetime | None:
    db.session.rollback()
    wanted = select(StaffSession.confirmed_at).where(
        StaffSession.token_hash == codes.token_hash(token)
    )
    return db.session.scalars(wanted).one()


def test_a_password_confirms(token: str, now: datetime) -> None:
    assert confirmed_at(token) == now - timedelta(hours=1), "to sign in is a proof"
    confirm(token, PASSWORD, "", address="10.0.0.1", now=now)
    assert confirmed_at(token) == now


def test_a_wrong_password_does_not_and_is_counted(token: str, now: datetime) -> None:
    for _ in range(8):
        with pytest.raises(Refused, match="confirm_wrong"):
            confirm(token, "wrong", "", address="10.0.0.1", now=now)
    with pytest.raises(Refused, match="sign_in_throttled"):
        confirm(token, PASSWORD, "", address="10.0.0.1", now=now)
    with pytest.raises(Refused, match="sign_in_throttled"):
        sign_in("handler", PASSWORD, address="10.0.0.2", now=now)
    assert confirmed_at(token) == now - timedelta(hours=1)


def test_an_unknown_session_confirms_nothing(token: str, now: datetime) -> None:
    with pytest.raises(Refused, match="confirm_wrong"):
        confirm("nothing", PASSWORD, "", address="10.0.0.1", now=now)


def test_a_second_factor_is_asked_for_too(
    register: Session, town: Town, token: str, now: datetime
) -> None:
    secret = pyotp.random_base32()
    register.get_one(Officer, town.handler.id).totp_secret = secret
    register.commit()
    code = pyotp.TOTP(secret).at(now)
    wrong = "000000" if code != "000000" else "111111"
    with pytest.raises(Refused, match="confirm_wrong"):
        confirm(token, "wrong", code, address="10.0.0.1", now=now)
    with pytest.raises(Refused, match="second_factor_wrong"):
        confirm(token, PASSWORD, wrong, address="10.0.0.1", now=now)
    confirm(token, PASSWORD, code, address="10.0.0.1", now=now)
    assert confirmed_at(token) == now
    with pytest.raises(Refused, match="second_factor_wrong"):
        confirm(token, PASSWORD, code, address="10.0.0.1", now=now)  # a code opens once


def test_with_a_second_factor_only_that_is_a_proof_at_the_door(
    register: Session, town: Town, now: datetime
) -> None:
    secret = pyotp.random_base32()
    register.get_one(Officer, town.handler.id).totp_secret = secret
    register.commit()
    fresh = sign_in("handler", PASSWORD, address="10.0.0.1", now=now)
    assert confirmed_at(fresh.token) is None
    pass_second_factor(fresh.token, pyotp.TOTP(secret).at(now), now=now)
    assert confirmed_at(fresh.token) == now
