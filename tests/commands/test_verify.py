"""Each promise is broken in the tables, and found; an office that nobody has touched has no fault."""

import re
import sqlite3
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy.orm import Session

from petitions.actions.attach import attach
from petitions.actions.keep_draft import stage_loose_file
from petitions.adapters.inspection import inspect
from petitions.models.session import db
from petitions.rules.corrections import RegisteredFact
from petitions.rules.terms import Action, AttachmentSource, Status
from tests.commands.conftest import Huiyin
from tests.conftest import NOW
from tests.factories import Town, make_town
from tests.factories.cases import a_case, version_of
from tests.factories.town import actor_of
from tests.factories.verbs import do
from web.settings import Settings


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


class Tables:
    """The tables without their guards, as a bad disk or a bad hand would reach them."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        if not self.sqlite:
            self._connection: Any = psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
            self._connection.execute("SET session_replication_role = replica")
            return
        self._connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        self._connection.execute("PRAGMA ignore_check_constraints=ON")
        names = self._connection.execute("SELECT name FROM sqlite_master WHERE type='trigger'")
        for (name,) in names.fetchall():
            self._connection.execute(f"DROP TRIGGER {name}")

    def run(self, statement: str, case_id: int = 0) -> list[Any]:
        """Run a statement about ``:id``."""
        found = self._connection.execute(statement.replace(":id", str(case_id)))
        return list(found.fetchall()) if found.description else []

    def close(self) -> None:
        self._connection.close()


@pytest.fixture
def tables(settings: Settings) -> Iterator[Tables]:
    opened = Tables(settings.database)
    yield opened
    opened.close()


def sound(town: Town) -> int:
    """An accepted case with a file and a recorded look."""
    case_id = a_case(town, Status.ACCEPTED, now=NOW)
    handler = actor_of(town.handler)
    staged = stage_loose_file(
        inspect("现场.txt", "现场记录".encode()),
        now=NOW,
        source=AttachmentSource.OFFICER,
        officer_id=handler.officer_id,
    )
    attach(case_id, version_of(case_id), by=handler, now=NOW, attachment_ids=[staged])
    do(town, Action.REVEAL, case_id, by=handler, now=NOW, reason="联系信访人")
    db.session.remove()
    return case_id


def test_an_untouched_office_has_no_fault(huiyin: Huiyin, town: Town) -> None:
    for status in Status:
        a_case(town, status, now=NOW)
    sound(town)

    said = huiyin("verify")

    assert said.exit_code == 0, said.output
    assert ", 0 faults" in said.output


SET = "UPDATE cases SET {} WHERE id = :id"
BREAKS = {
    "sequence": "UPDATE case_events SET sequence = 99 WHERE case_id = :id AND sequence = 3",
    "an event is gone": "DELETE FROM case_events WHERE case_id = :id AND sequence = 2",
    "all events are gone": "DELETE FROM case_events WHERE case_id = :id",
    "status": SET.format("status = 'answered'"),
    "status of an event": "UPDATE case_events SET status_after = 'closed' WHERE case_id = :id AND sequence = 4",
    "moment of an event": (
        "UPDATE case_events SET at = '2020-01-01 00:00:00+00:00'"
        " WHERE case_id = :id AND sequence = 4"
    ),
    "due date": SET.format("due_on = '2027-01-01'"),
    "due clock": SET.format("due_clock = 'T1'"),
    "closed": SET.format("closed = true"),
    "a notice is gone": "DELETE FROM notices WHERE case_id = :id AND notice = 'accepted'",
    "a notice too many": "UPDATE notices SET occasion = 77 WHERE case_id = :id AND notice = 'accepted'",
    "receipt number": SET.format("receipt_number = '20260310-AAAA-AAAA'"),
    "query code": SET.format("query_code_hash = 'gone'"),
    "registration number": SET.format("registration_number = NULL"),
    "a gap in the books": SET.format("registration_number = 'XF-2026-000999'"),
    "counter": "UPDATE counters SET last = 0 WHERE :id > 0",
    "no unit": SET.format("handling_unit_id = NULL"),
    "a unit without people": SET.format(
        "handling_unit_id = (SELECT id FROM units WHERE code = 'WJ')"
    ),
    "no office": SET.format("office_id = (SELECT id FROM units WHERE code = 'ZJ')"),
    "the holder left": "UPDATE officers SET active = false WHERE id = (SELECT holder_id FROM cases WHERE id = :id)",
    "two dispatches": "UPDATE assignments SET ended_at = '2026-03-10 02:00:00+00:00' WHERE case_id = :id",
    "a look without audit": "DELETE FROM audit_entries WHERE case_id = :id AND what = 'reveal'",
    "another file": "UPDATE attachments SET sha256 = 'x' WHERE case_id = :id",
    "a shorter file": "UPDATE attachments SET size = 1 WHERE case_id = :id",
    "search": "DELETE FROM case_words WHERE {} = :id",
}
KINDS = {
    "sequence": "history",
    "an event is gone": "history",
    "all events are gone": "history",
    "status": "history",
    "status of an event": "history",
    "moment of an event": "history",
    "due date": "clock",
    "due clock": "clock",
    "closed": "clock",
    "a notice is gone": "notice",
    "a notice too many": "notice",
    "no unit": "owner",
    "a unit without people": "owner",
    "no office": "owner",
    "the holder left": "owner",
    "two dispatches": "owner",
    "a look without audit": "audit",
    "another file": "file",
    "a shorter file": "file",
    "search": "search",
}
"""What finds it; "receipt" where nothing stands here."""


@pytest.mark.parametrize("what", BREAKS)
def test_whatever_breaks_is_found(huiyin: Huiyin, town: Town, tables: Tables, what: str) -> None:
    case_id = sound(town)
    try:
        tables.run(BREAKS[what].format("rowid" if tables.sqlite else "case_id"), case_id)
    except psycopg.errors.CheckViolation:
        assert what in {"registration number", "no unit"}
        return  # the database itself sees to it

    said = huiyin("verify")

    assert said.exit_code == 1, said.output
    kind = KINDS.get(what, "receipt")
    assert re.search(rf"^{kind}: ", said.output, re.MULTILINE), said.output
    assert ", 0 faults" not in said.output


def test_a_lost_file_is_found(huiyin: Huiyin, town: Town, settings: Settings) -> None:
    sound(town)
    for path in (settings.data_dir / "files").rglob("*"):
        if path.is_file():
            path.unlink()

    said = huiyin("verify")

    assert said.exit_code == 1
    assert "is missing" in said.output


def test_a_lost_reply_is_found(huiyin: Huiyin, town: Town, tables: Tables) -> None:
    case_id = a_case(town, Status.ANSWERED, now=NOW)
    db.session.remove()
    tables.run("DELETE FROM replies WHERE case_id = :id", case_id)

    assert "without an issued reply" in huiyin("verify").output


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_reply_of_one_pair_of_eyes_is_found(huiyin: Huiyin, town: Town, tables: Tables) -> None:
    case_id = a_case(town, Status.ANSWERED, now=NOW)
    db.session.remove()
    tables.run("UPDATE replies SET approved_by_id = author_id WHERE case_id = :id", case_id)

    assert "one pair of eyes" in huiyin("verify").output


CORRECTED = {
    "a class by the back door": "UPDATE cases SET petition_class = 'suggestion' WHERE id = :id",
    "a day by the back door": "UPDATE cases SET received_at = '2026-03-12 00:00:00+00:00' WHERE id = :id",
    "a place by the back door": "UPDATE cases SET problem_place = 'elsewhere' WHERE id = :id",
    "another new value": "UPDATE corrections SET new = 'elsewhere' WHERE case_id = :id",
    "another old value": "UPDATE corrections SET old = 'visit' WHERE case_id = :id AND fact = 'petition_class'",
    "one pair of eyes": "UPDATE corrections SET decided_by_id = requested_by_id WHERE case_id = :id",
    "a correction is gone": "DELETE FROM corrections WHERE case_id = :id",
    "one nobody approved": (
        "UPDATE corrections SET decision = 'pending', decided_by_id = NULL"
        " WHERE case_id = :id AND fact = 'problem_place' AND decision = 'approved'"
    ),
    "an event is gone": "DELETE FROM case_events WHERE case_id = :id AND action = 'approve_correction'",
}


def corrected(town: Town) -> int:
    """A case whose class and place were corrected, and a third request refused."""
    case_id = a_case(town, Status.ACCEPTED, now=NOW)
    clerk, head = actor_of(town.clerk), actor_of(town.office_head)
    for fact, new in (
        (RegisteredFact.PETITION_CLASS, "accusation"),
        (RegisteredFact.PETITION_CLASS, "appeal"),
        (RegisteredFact.PROBLEM_PLACE, "王家村"),
    ):
        do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=NOW, fact=fact, new=new)
        do(town, Action.APPROVE_CORRECTION, case_id, by=head, now=NOW)
    do(town, Action.REQUEST_CORRECTION, case_id, by=clerk, now=NOW)
    do(town, Action.REFUSE_CORRECTION, case_id, by=head, now=NOW)
    db.session.remove()
    return case_id


def test_corrected_facts_are_a_chain_without_a_gap(huiyin: Huiyin, town: Town) -> None:
    corrected(town)
    said = huiyin("verify")
    assert said.exit_code == 0, said.output


@pytest.mark.parametrize("what", CORRECTED)
def test_a_fact_changed_by_one_is_found(
    huiyin: Huiyin, town: Town, tables: Tables, what: str
) -> None:
    case_id = corrected(town)
    try:
        tables.run(CORRECTED[what], case_id)
    except psycopg.errors.CheckViolation:
        assert what == "one pair of eyes"
        return  # the database itself sees to it
    except psycopg.errors.UniqueViolation:
        assert what == "one nobody approved"
        return

    said = huiyin("verify")

    assert said.exit_code == 1
    assert re.search(r"^correction: ", said.output, re.MULTILINE), said.output
    assert "王家村" not in said.output


def test_other_keys_are_found(huiyin: Huiyin, town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    sound(town)
    monkeypatch.setenv("HUIYIN_FIELD_KEYS", Fernet.generate_key().decode())

    said = huiyin("verify")

    assert said.exit_code == 1
    assert "cannot be read with the field keys at hand" in said.output
    assert "Traceback" not in said.output


def test_no_fault_says_anything_personal(huiyin: Huiyin, town: Town, tables: Tables) -> None:
    sound(town)
    tables.run("DELETE FROM notices")
    tables.run("UPDATE cases SET status = 'received', query_code_hash = 'gone'")

    said = huiyin("verify")

    assert said.exit_code == 1
    for (words,) in tables.run("SELECT title FROM cases UNION SELECT request FROM cases"):
        assert words not in said.output
