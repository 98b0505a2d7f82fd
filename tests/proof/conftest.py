"""A small office with some history, sealed on two days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from petitions.actions.ask_reset import ask_reset
from petitions.actions.enter import enter
from petitions.actions.keep_draft import stage_loose_file
from petitions.actions.load_calendar import load_calendar
from petitions.actions.record_look import record_look
from petitions.actions.report_retaliation import report_retaliation
from petitions.actions.sign_head import sign_head
from petitions.adapters.inspection import inspect
from petitions.models.session import db
from petitions.rules.erasure import WAIT
from petitions.rules.terms import Action, AttachmentSource, PetitionClass, Status
from tests.factories import Town, a_case, a_submission, actor_of, do, make_town, petitioner_of

DAY = timedelta(days=1)


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


@pytest.fixture
def sealed(register: Session, town: Town, now: datetime) -> Session:
    """Cases in many states, looks, a letter with a file, a calendar; the heads of two days, and some after."""
    clerk = actor_of(town.clerk)
    for status in (Status.RECEIVED, Status.ACCEPTED, Status.CLOSED):
        a_case(town, status, now=now)
    file = stage_loose_file(
        inspect("来信.txt", "来信扫描".encode()),
        now=now,
        source=AttachmentSource.OFFICER,
        officer_id=clerk.officer_id,
    )
    letter = enter(
        a_submission(petition_class=PetitionClass.ACCUSATION),
        submission_key="letter-0001",
        by=clerk,
        now=now,
        attachment_ids=[file],
    )
    assert sign_head(now)
    do(town, Action.REVEAL, letter.case_id, by=clerk, now=now, reason="联系来信人")
    do(town, Action.REDACT, letter.case_id, by=clerk, now=now)
    record_look("look", by=actor_of(town.supervisor), now=now, case_id=letter.case_id)
    load_calendar(
        2027,
        [("2027-01-01", "off", "元旦")],
        announced=True,
        title="通知",
        reason="公布",
        seen="",
        by=actor_of(town.office_head),
        now=now,
    )
    _papers(town, now)
    answered = a_case(town, Status.ANSWERED, now=now + DAY)
    do(town, Action.REQUEST_CORRECTION, answered, by=clerk, now=now + DAY)
    head = actor_of(town.office_head)
    do(town, Action.APPROVE_CORRECTION, answered, by=head, now=now + DAY)
    do(town, Action.REQUEST_CODE, answered, by=clerk, now=now + DAY)
    do(town, Action.REISSUE_CODE, answered, by=head, now=now + DAY)
    gone = a_case(town, Status.WITHDRAWN, now=now - WAIT)
    do(town, Action.REQUEST_ERASURE, gone, by=clerk, now=now - WAIT)
    do(town, Action.APPROVE_ERASURE, gone, by=head, now=now + DAY)
    assert sign_head(now + DAY)
    a_case(town, Status.REGISTERED, now=now + DAY)
    db.session.rollback()
    return register


def _papers(town: Town, now: datetime) -> None:
    """One of each paper that people write to each other."""
    clerk, handler = actor_of(town.clerk), actor_of(town.handler)
    case_id = a_case(town, Status.REGISTERED, now=now)
    do(town, Action.OPEN_JOINT, case_id, by=clerk, now=now)
    do(town, Action.VOICE_JOINT, case_id, by=handler, now=now)
    reviewed = a_case(town, Status.IN_REVIEW, now=now)
    do(town, Action.DRAFT_REVIEW, reviewed, by=clerk, now=now)
    case_id = a_case(town, Status.ROUTED, now=now)
    do(town, Action.OBJECT, case_id, by=handler, now=now)
    do(town, Action.OVERRULE_OBJECTION, case_id, by=clerk, now=now)
    do(town, Action.ACCEPT, case_id, by=handler, now=now)
    do(town, Action.ASK_MORE, case_id, by=handler, now=now)
    do(town, Action.SUPPLEMENT, case_id, by=petitioner_of(case_id), now=now)
    do(town, Action.NOTE, case_id, by=handler, now=now)
    do(town, Action.ATTACH, case_id, by=handler, now=now)
    do(town, Action.REQUEST_EXTENSION, case_id, by=handler, now=now)
    do(town, Action.ORDER_RECUSAL, case_id, by=clerk, now=now)
    do(town, Action.REQUEST_RECUSAL, case_id, by=petitioner_of(case_id), now=now)
    do(town, Action.NAME_ACCUSED, case_id, by=clerk, now=now)
    do(town, Action.REQUEST_EXCEPTION, case_id, by=clerk, now=now)
    do(town, Action.FOLLOW_UP, case_id, by=clerk, now=now)
    do(town, Action.LINK_CASES, case_id, by=clerk, now=now)
    do(town, Action.REPORT_UP, case_id, by=clerk, now=now)
    do(town, Action.RECORD_INSTRUCTION, case_id, by=clerk, now=now)
    report_retaliation(
        case_id, by=petitioner_of(case_id), now=now, text="有人威胁我。", submission_key="sealed"
    )
    ask_reset(town.colleague.id, reason="忘记了密码。", by=actor_of(town.administrator), now=now)
    do(town, Action.INVITE_CO_HANDLER, case_id, by=handler, now=now)
