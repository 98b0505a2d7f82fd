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
from petitions.queries.own_receipt import held_receipt, line_of
from petitions.rules.erasure import CODED, WAIT, remains
from petitions.rules.terms import NoticeState, Status
from tests.factories import (
    Town,
    a_case,
    a_submission,
    actor_of,
    event_rows,
    stored,
)
from tests.factories.erasures import MARK, YEAR, a_whole_life, erase
from web.checks.erasures import EMPTY, check_erased
from web.checks.register import check_register
from web.commands.verify import faults
from web.proof.receipt_file import receipt_file
from web.proof.verdict import Outcome, judge, read
from web.settings import Settings


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
    """Of ``a_whole_life``: redaction, two dispatches, objection, question, supplement, note, correction, two recusals,
    request for one, accused, exception, follow-up, link, extension, two drafts, report, instruction, closing report,
    code request, one unit that helped, a joint matter with two voices, a review and a re-review."""
    return 28


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


def test_verify_names_whatever_is_left(register: Session, town: Town, now: datetime) -> None:
    case_id = a_whole_life(town, now)
    erase(town, case_id, now + YEAR)
    unnamed = []
    assert sum(map(len, EMPTY.values())) > 50
    for model, columns in EMPTY.items():
        for column in columns:
            row = register.scalars(select(model).where(model.case_id == case_id)).first()
            setattr(row, column, MARK)
            register.flush()
            found = [fault.words for fault in check_erased(register)]
            if not any(f"still has its {column}" in words for words in found):
                unnamed.append((model.__name__, column, found))
            register.rollback()
    assert unnamed == []
