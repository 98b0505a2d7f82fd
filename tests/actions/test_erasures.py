"""An erasure takes every word out of a case, in every table and in the storage, and leaves the proof."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from petitions.actions.claim_notices import claim_notices
from petitions.actions.errors import NotAllowed, Refused, Stale
from petitions.actions.record_notice import record_failed, record_sent
from petitions.actions.sign_head import sign_head
from petitions.adapters import clock, files, word_index
from petitions.jobs.purge import purge
from petitions.models import (
    Attachment,
    AuditEntry,
    Case,
    CaseEvent,
    Erasure,
    OutboxNotice,
    SignedReceipt,
)
from petitions.models.base import Base
from petitions.models.proof import RegisterEntry
from petitions.queries.case_file import case_file
from petitions.queries.desk import desk
from petitions.queries.own_receipt import held_receipt, line_of
from petitions.queries.queue import Filters, queue
from petitions.queries.tracking import tracked
from petitions.rules.erasure import CODED, KEPT, WAIT, ErasureGround, remains
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, NoticeState, Recipient, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    do,
    event_rows,
    petitioner_of,
    staged,
    stored,
    version_of,
)
from web.checks.erasures import EMPTY, check_erased
from web.checks.register import check_register
from web.commands.verify import faults
from web.proof.receipt_file import receipt_file
from web.proof.verdict import Outcome, judge, read
from web.settings import Settings

YEAR = timedelta(days=366)
MARK = "芦荟胡同"
"""Stands in every text that anybody writes on the case."""


def a_whole_life(town: Town, now: datetime) -> int:
    """A case with a paper of every kind, each with the mark in it, that was closed a year ago."""
    clerk, handler, head = (actor_of(each) for each in (town.clerk, town.handler, town.unit_head))
    office_head = actor_of(town.office_head)
    case_id = a_case(
        town,
        Status.REGISTERED,
        now=now,
        submission=a_submission(
            title=f"{MARK}的下水道",
            request=f"请修{MARK}的下水道",
            facts=f"{MARK}三号楼前积水。",
            reasons=f"{MARK}归你们管。",
            problem_place=MARK,
            complained_about=f"{MARK}物业",
            confidential=True,
        ),
    )
    steps: tuple[tuple[Action, Actor, dict[str, object]], ...] = (
        (
            Action.REDACT,
            clerk,
            {
                "title": MARK,
                "request": MARK,
                "facts": MARK,
                "reasons": MARK,
                "problem_place": MARK,
                "complained_about": f"{MARK}物业，张建国",
                "reason": f"{MARK}同名",
            },
        ),
        (Action.OPEN_JOINT, clerk, {"reason": f"{MARK}归两家"}),
        (Action.VOICE_JOINT, handler, {"reason": f"{MARK}归我们"}),
        (
            Action.SETTLE_JOINT,
            clerk,
            {"lead_unit_id": town.works.id, "words": MARK, "document_number": MARK},
        ),
        (Action.ASSIGN, clerk, {"unit_id": town.works.id, "note": MARK}),
        (
            Action.OBJECT,
            handler,
            {
                "reasons": f"{MARK}不归我们：按照职责划分由市政公司管理和维修。",
                "checked": f"已查{MARK}的职责清单和三定方案。",
            },
        ),
        (Action.OVERRULE_OBJECTION, clerk, {"ruling": f"{MARK}归你们"}),
        (Action.ACCEPT, handler, {"procedure": f"到{MARK}核查"}),
        (Action.REVEAL, handler, {"reason": f"去{MARK}找信访人"}),
        (Action.ASK_MORE, handler, {"question": f"{MARK}几号？"}),
        (Action.SUPPLEMENT, petitioner_of(case_id), {"text": f"{MARK}三号"}),
        (Action.NOTE, handler, {"text": f"{MARK}已去"}),
        (Action.INVITE_CO_HANDLER, handler, {"task": f"去{MARK}核查"}),
        (Action.FILE_CO_OPINION, actor_of(town.other_handler), {"opinion": f"{MARK}完好"}),
        (Action.END_CO_HANDLING, handler, {"reason": f"{MARK}已经查清"}),
        (Action.ATTACH, handler, {"attachment_ids": [staged(handler, now, name=f"{MARK}.pdf")]}),
        (Action.REQUEST_CORRECTION, handler, {"new": f"{MARK}三号", "reason": MARK}),
        (Action.APPROVE_CORRECTION, office_head, {"comment": MARK}),
        (Action.ORDER_RECUSAL, clerk, {"reason": f"{MARK}的房主"}),
        (Action.END_RECUSAL, office_head, {"reason": f"不是{MARK}的"}),
        (Action.REQUEST_RECUSAL, petitioner_of(case_id), {"whom": f"{MARK}的人", "reason": MARK}),
        (Action.GRANT_RECUSAL, office_head, {"answer": MARK}),
        (Action.NAME_ACCUSED, clerk, {"reason": MARK}),
        (Action.REQUEST_EXCEPTION, clerk, {"reason": MARK}),
        (Action.REFUSE_EXCEPTION, office_head, {"reason": MARK}),
        (Action.FOLLOW_UP, clerk, {"text": f"{MARK}又来了"}),
        (Action.LINK_CASES, clerk, {"reason": MARK}),
        (Action.UNLINK_CASES, clerk, {"reason": MARK}),
        (Action.REQUEST_EXTENSION, handler, {"reason": f"{MARK}要开挖"}),
        (Action.APPROVE_EXTENSION, head, {"comment": MARK}),
        (Action.DRAFT_REPLY, handler, {"opinion": f"{MARK}已修", "facts_found": MARK}),
        (Action.RETURN_REPLY, head, {"comments": f"{MARK}写清楚"}),
        (Action.DRAFT_REPLY, handler, {"opinion": f"{MARK}已修好", "facts_found": MARK}),
        (Action.APPROVE_REPLY, head, {}),
        (Action.ISSUE_REPLY, handler, {}),
        (Action.REPORT_UP, clerk, {"proposal": f"{MARK}请研究"}),
        (Action.RECORD_INSTRUCTION, clerk, {"text": f"{MARK}请办", "post": f"{MARK}长"}),
        (Action.FILE_CLOSING_REPORT, head, {"done": MARK, "result": MARK, "told": MARK}),
        (Action.ACCEPT_CLOSING_REPORT, clerk, {"comment": f"{MARK}属实"}),
        (Action.CLOSE, handler, {}),
        (Action.REQUEST_CODE, clerk, {"reason": f"{MARK}的回执丢了"}),
        (Action.REFUSE_CODE, office_head, {"reason": f"{MARK}对不上"}),
    )
    for action, by, facts in steps:
        do(town, action, case_id, by=by, now=now, **facts)
    return case_id


def erase(town: Town, case_id: int, now: datetime, **facts: object) -> None:
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=now - WAIT, **facts)
    do(town, Action.APPROVE_ERASURE, case_id, by=actor_of(town.office_head), now=now)


def everything(session: Session, case_id: int) -> str:
    """All that any table still says about the case, in one string."""
    session.rollback()
    session.expire_all()
    found = []
    for mapper in Base.registry.mappers:
        if "case_id" not in mapper.columns and mapper.class_ is not Case:
            continue
        key = Case.id if mapper.class_ is Case else mapper.class_.case_id
        for row in session.scalars(select(mapper.class_).where(key == case_id)):
            names = inspect(type(row)).column_attrs.keys()
            found += [f"{type(row).__name__}.{name}={getattr(row, name)!r}" for name in names]
    return "\n".join(found)


def test_no_table_says_a_word_any_more(register: Session, town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    before = everything(register, case_id)
    person = a_submission().persons[0]
    kept = register.scalars(select(Attachment.stored_as).where(Attachment.case_id == case_id)).all()
    assert before.count(MARK) > 25
    assert person.name in before
    assert kept

    erase(town, case_id, now + YEAR)

    after = everything(register, case_id)
    assert MARK not in after
    assert person.name not in after
    assert person.phone not in after
    assert not any(files.exists(name) for name in kept)
    assert register.scalars(select(Attachment).where(Attachment.stored_as.in_(kept))).all() == []
    assert case_file(case_id, actor=actor_of(town.clerk), now=now + YEAR).files == ()
    found = word_index.matches(register, MARK)
    assert found is not None
    assert register.scalars(select(Case.id).where(found)).all() == []


def test_numbers_dates_and_steps_stay(register: Session, town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    before = [(row.action, row.at, row.status_after) for row in event_rows(case_id)]
    number = stored(case_id).registration_number

    erase(town, case_id, now + YEAR)

    rows = event_rows(case_id)
    assert [(row.action, row.at, row.status_after) for row in rows][: len(before)] == before
    assert stored(case_id).registration_number == number
    assert stored(case_id).erased_at == now + YEAR
    row = register.scalars(select(Erasure)).one()
    assert row.gone == {"persons": 1, "papers": len_of_papers(before), "files": 1}
    assert (row.requested_by_id, row.decided_by_id) == (town.clerk.id, town.office_head.id)
    assert list(faults(register)) == []


def len_of_papers(_steps: object) -> int:
    """Of ``a_whole_life``: redaction, dispatch, objection, question, supplement, note, correction, two recusals,
    request for one, accused, exception, follow-up, link, extension, two drafts, report, instruction, closing report,
    code request, one unit that helped, and a joint matter with two voices."""
    return 25


def test_the_receipt_still_proves_the_filing(register: Session, town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    held = held_receipt(case_id)
    assert held is not None
    document = receipt_file(held).decode()
    sign_head(now)
    line = line_of(case_id)

    erase(town, case_id, now + YEAR)

    verdict = judge(read(document))
    assert verdict.outcome is Outcome.HOLDS
    assert verdict.text is True
    assert verdict.erased_on == clock.local_day(now + YEAR)
    assert line_of(case_id) == line
    assert held_receipt(case_id) is None
    salt = select(SignedReceipt.salt).where(SignedReceipt.case_id == case_id)
    assert register.scalars(salt).one() == b""
    assert json.loads(document)["receipt"] == line


def test_each_erased_line_is_chained_once_more(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_whole_life(town, now)
    worded = {row.id for row in event_rows(case_id) if remains(row.facts) != row.facts}
    assert len(worded) > 8
    erase(town, case_id, now + YEAR)
    lines = register.scalars(select(RegisterEntry.ref).where(RegisterEntry.kind == "event")).all()
    assert {ref for ref in lines if lines.count(ref) == 2} == worded
    assert {ref for ref in lines if lines.count(ref) > 2} == set()
    assert list(check_register(register)) == []


def test_nobody_does_anything_with_it_any_more(town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    erase(town, case_id, now + YEAR)
    for action, who in (
        (Action.NOTE, town.clerk),
        (Action.REVEAL, town.clerk),
        (Action.REQUEST_CODE, town.clerk),
        (Action.REQUEST_ERASURE, town.clerk),
    ):
        with pytest.raises(NotAllowed) as refused:
            do(town, action, case_id, by=actor_of(who), now=now + YEAR)
        assert refused.value.code == "case_erased"
    file = case_file(case_id, actor=actor_of(town.clerk), now=now + YEAR)
    assert file is not None
    assert file.erased
    assert file.steps == ()


def test_the_petitioner_reads_that_and_why(town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    erase(town, case_id, now + YEAR, ground=ErasureGround.CONSENT_WITHDRAWN, reason="内部的话")
    case = tracked(case_id, now=now + YEAR)
    assert case is not None
    assert case.erasure is not None
    assert case.erasure.ground is ErasureGround.CONSENT_WITHDRAWN
    assert (case.erasure.reason, case.erasure.requested_by, case.erasure.decided_by) == ("", "", "")
    assert case.timeline[-1].action is Action.APPROVE_ERASURE


@pytest.mark.parametrize("when", [timedelta(days=0), timedelta(days=29)])
def test_not_while_the_petitioner_may_ask_for_a_review(
    town: Town, now: datetime, when: timedelta
) -> None:
    case_id = a_whole_life(town, now)
    with pytest.raises(NotAllowed) as refused:
        do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=now + when)
    assert refused.value.code == "time_still_runs"


def test_two_persons_and_the_head_decides(town: Town, now: datetime) -> None:
    case_id, then = a_whole_life(town, now), now + YEAR
    asked = then - WAIT
    clerk, second, head = (
        actor_of(each) for each in (town.clerk, town.second_clerk, town.office_head)
    )

    def why_not(action: Action, by: Actor) -> str:
        with pytest.raises(NotAllowed) as refused:
            do(town, action, case_id, by=by, now=then)
        return refused.value.code

    assert why_not(Action.APPROVE_ERASURE, head) == "no_erasure_pending"
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=asked)
    assert why_not(Action.REQUEST_ERASURE, second) == "erasure_pending"
    assert why_not(Action.APPROVE_ERASURE, clerk) == "own_erasure"
    assert why_not(Action.APPROVE_ERASURE, second) == "head_decides_erasure"
    assert why_not(Action.APPROVE_ERASURE, actor_of(town.handler)) == "no_right"
    do(town, Action.REFUSE_ERASURE, case_id, by=head, now=then)
    assert stored(case_id).erased_at is None
    do(town, Action.REQUEST_ERASURE, case_id, by=head, now=asked)
    assert why_not(Action.APPROVE_ERASURE, head) == "own_erasure"
    do(town, Action.APPROVE_ERASURE, case_id, by=second, now=then)
    assert stored(case_id).erased_at == then


def test_it_waits_on_the_desk_of_who_decides(town: Town, now: datetime) -> None:
    case_id, then = a_whole_life(town, now), now + YEAR
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=then)

    def pile(by: Actor) -> int:
        found = {each.code: each.count for each in desk(by, today=clock.local_day(then))}
        return found["to_erase"]

    assert (pile(head), pile(clerk)) == (1, 0)
    page = queue(head, Filters(closed=True, erasure=True), today=clock.local_day(then))
    assert [row.id for row in page.rows] == [case_id]


TABLES = {"case_events": "facts", "audit_entries": "facts", "signed_receipts": "salt"}


@pytest.mark.parametrize("table", TABLES)
def test_the_triggers_let_words_go_of_an_erased_case_only(
    register: Session, town: Town, now: datetime, table: str
) -> None:
    """Not one of another case, not another column, not even of this case a line."""
    other, gone = a_whole_life(town, now), a_whole_life(town, now)
    erase(town, gone, now + YEAR)
    register.rollback()
    number = register.scalar(text(f"SELECT min(id) FROM {table} WHERE case_id = {gone}"))
    theirs = register.scalar(text(f"SELECT min(id) FROM {table} WHERE case_id = {other}"))
    column = TABLES[table]
    for statement in (
        f"UPDATE {table} SET {column} = {column} WHERE id = {theirs}",
        f"UPDATE {table} SET case_id = {other} WHERE id = {number}",
        f"UPDATE {table} SET id = 99999 WHERE id = {number}",
        f"DELETE FROM {table} WHERE id = {number}",
    ):
        with pytest.raises(DatabaseError, match="append-only"):
            register.execute(text(statement))
        register.rollback()
    register.execute(text(f"UPDATE {table} SET {column} = {column} WHERE id = {number}"))
    register.rollback()


def test_a_process_killed_before_the_bytes_are_gone_leaves_rows_for_the_clean_up(
    register: Session, town: Town, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    case_id = a_whole_life(town, now)
    (name,) = register.scalars(select(Attachment.stored_as).where(Attachment.case_id == case_id))

    def killed(_case_id: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("petitions.actions.approve_erasure.clear_erased", killed)
    with pytest.raises(KeyboardInterrupt):
        erase(town, case_id, now + YEAR)
    assert files.exists(name)
    assert stored(case_id).erased_at is not None
    assert [fault.subject for fault in faults(register)] == [f"case {case_id}"]

    purge(now + YEAR)

    assert not files.exists(name)
    assert register.scalars(select(Attachment).where(Attachment.stored_as == name)).all() == []
    assert list(faults(register)) == []


def test_every_fact_of_a_life_is_known_as_code_or_as_words(
    register: Session, town: Town, now: datetime
) -> None:
    """A new fact that is a code must be named, or clocks and figures would lose it with an erasure."""
    a_whole_life(town, now)
    rows = [*register.scalars(select(CaseEvent)), *register.scalars(select(AuditEntry))]
    names = {name for row in rows for name in row.facts}
    words = {
        "checked",
        "closing_report",
        "comments",
        "note",
        "question",
        "reason",
        "reasons",
        "ruling",
    }
    assert names - CODED <= words


def test_what_stands_where_a_code_should_goes() -> None:
    facts = {"procedure": "到芦荟胡同核查", "unit_id": 3, "days": 30, "reason": "x", "simple": True}
    assert remains(facts) == {"unit_id": 3, "days": 30, "simple": True}


def test_two_presses_erase_once(town: Town, now: datetime) -> None:
    case_id, then = a_whole_life(town, now), now + YEAR
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=then - WAIT)
    seen = version_of(case_id)
    head = actor_of(town.office_head)
    do(town, Action.APPROVE_ERASURE, case_id, by=head, now=then, version=seen)
    with pytest.raises(Stale):
        do(town, Action.APPROVE_ERASURE, case_id, by=head, now=then, version=seen)


def test_a_repeated_import_does_not_bring_it_back(town: Town, now: datetime) -> None:
    """The outer number and the key of the press are numbers: they stay, and are taken once."""
    submission = a_submission(external_source="省信访局", external_number="SJ-2026-1")
    case_id = a_case(town, Status.WITHDRAWN, now=now - WAIT, submission=submission, key="once-0001")
    erase(town, case_id, now)
    again = a_case(town, Status.RECEIVED, now=now, submission=submission, key="once-0001")
    assert again == case_id


@pytest.mark.parametrize("ground", list(ErasureGround))
def test_an_ended_case_is_kept_half_a_year_unless_he_wants_it_gone(
    town: Town, now: datetime, ground: ErasureGround
) -> None:
    case_id = a_case(town, Status.NOT_ACCEPTED, now=now)
    clerk, last = actor_of(town.clerk), now + KEPT - timedelta(days=1)
    if ground is not ErasureGround.CONSENT_WITHDRAWN:
        with pytest.raises(Refused) as refused:
            do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=last, ground=ground)
        assert refused.value.code == "kept_for_now"
        assert refused.value.facts["first_day"] == clock.local_day(now + KEPT).isoformat()
        last = now + KEPT
    do(town, Action.REQUEST_ERASURE, case_id, by=clerk, now=last, ground=ground)


def test_the_petitioner_has_fifteen_days_to_object(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.WITHDRAWN, now=now)
    do(town, Action.REQUEST_ERASURE, case_id, by=actor_of(town.clerk), now=now)
    told = register.scalars(
        select(OutboxNotice).where(OutboxNotice.notice == "erasure_asked")
    ).one()
    assert (told.recipient, told.state) == (Recipient.PETITIONER, NoticeState.QUEUED)
    head = actor_of(town.office_head)
    with pytest.raises(NotAllowed) as refused:
        do(town, Action.APPROVE_ERASURE, case_id, by=head, now=now + WAIT - timedelta(days=1))
    assert refused.value.code == "erasure_waits"
    do(town, Action.APPROVE_ERASURE, case_id, by=head, now=now + WAIT)


def test_notices_keep_no_word_and_a_late_answer_of_the_mail_server_brings_none_back(
    register: Session, town: Town, now: datetime
) -> None:
    case_id = a_case(town, Status.WITHDRAWN, now=now - WAIT)
    claims = claim_notices(now - WAIT, due=now - WAIT, limit=50, lease=timedelta(days=30))
    record_failed(claims[0], error="550 芦荟胡同")
    erase(town, case_id, now)
    for claim in claims:
        record_sent(claim, subject=MARK, body=MARK, now=now)
    register.rollback()
    rows = register.scalars(select(OutboxNotice).where(OutboxNotice.case_id == case_id)).all()
    assert {row.body for row in rows} | {row.subject for row in rows} == {None}
    assert NoticeState.FAILED not in {row.state for row in rows}
    assert NoticeState.SENT in {row.state for row in rows}
    assert list(faults(register)) == []


def test_no_byte_of_the_database_holds_the_words(
    register: Session, town: Town, now: datetime, settings: Settings
) -> None:
    """SQLite keeps replaced text in free pages, in the segments of the index, and in its log.

    Of PostgreSQL every row of every table is read, the search index with them; its dead rows go with VACUUM.
    """
    case_id = a_whole_life(town, now)
    register.rollback()
    erase(town, case_id, now + YEAR)
    register.rollback()
    if register.get_bind().dialect.name == "postgresql":
        for table in inspect(register.get_bind()).get_table_names():
            said = text(f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE :mark')
            assert register.scalar(said, {"mark": "%芦荟%"}) == 0, table
        return
    path = Path(settings.database.removeprefix("sqlite:///"))
    for file in path.parent.glob(f"{path.name}*"):
        assert "芦荟".encode() not in file.read_bytes(), file.name


LEFT = [(table, column) for table, columns in EMPTY.items() for column in columns]


@pytest.mark.parametrize(
    ("model", "column"), LEFT, ids=lambda each: getattr(each, "__name__", each)
)
def test_verify_names_whatever_is_left(
    register: Session, town: Town, now: datetime, model: type[Base], column: str
) -> None:
    case_id = a_whole_life(town, now)
    erase(town, case_id, now + YEAR)
    row = register.scalars(select(model).where(model.case_id == case_id)).first()
    setattr(row, column, MARK)
    register.commit()
    found = [fault.words for fault in check_erased(register)]
    assert [words for words in found if f"still has its {column}" in words], found
