"""A copy of the office can be put back on either engine, and a damaged one is refused."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from petitions.actions.keep_draft import keep_draft, stage_file
from petitions.actions.submit import submit
from petitions.adapters import files
from petitions.adapters.inspection import Inspected
from petitions.jobs.backup import Backup, backup, rows_in, tables_of
from petitions.jobs.restore import RestoreRefused, restore
from petitions.models import Attachment, Case, Officer, Petitioner
from petitions.models.schema import head
from petitions.models.session import db
from petitions.queries.directory import actor_for
from petitions.queries.queue import Filters, queue
from petitions.rules.permissions import Actor
from petitions.rules.terms import Action, Status
from tests import engines
from tests.conftest import new_settings
from tests.factories.cases import a_case
from tests.factories.petitions import a_submission
from tests.factories.town import actor_of, make_town
from tests.factories.verbs import do
from web.app import create_backroom


@pytest.fixture
def copy(register: Session, app: Flask, now: datetime, tmp_path: Path) -> Backup:
    """A copy of a small house: some cases, one with a file."""
    town = make_town(register)
    case_id = a_case(town, Status.ANSWERED, now=now)
    do(town, Action.ATTACH, case_id, by=actor_of(town.clerk), now=now)
    a_case(town, now=now + timedelta(days=1))
    return backup(db.engine, tmp_path / "copies", now=now)


@pytest.mark.parametrize("other", engines.ENGINES)
def test_a_copy_comes_back_whole_on_either_engine(
    copy: Backup, other: str, tmp_path: Path, now: datetime, app: Flask
) -> None:
    with app.app_context():
        names = list(db.session.scalars(select(Petitioner.name).order_by(Petitioner.id)))
    with engines.empty(other, tmp_path) as url:
        house = create_backroom(new_settings(url, tmp_path / "elsewhere"))
        with house.app_context():
            done = restore(db.engine, copy.folder)
            assert (done.rows, done.files) == (copy.rows, copy.files)
            assert (
                list(db.session.scalars(select(Petitioner.name).order_by(Petitioner.id))) == names
            )
            row = db.session.scalars(select(Attachment)).one()
            assert files.get(row.stored_as)
            clerk = actor_of_username(db.session(), "clerk")
            word = db.session.scalars(select(Case.title)).first()
            assert queue(clerk, Filters(words=word[:4]), today=now.date()).total == 2
            again = backup(db.engine, tmp_path / "again", now=now)
            assert again.rows == copy.rows
            with db.engine.connect() as connection:
                for table in tables_of(connection):
                    name = f"tables/{table.name}.jsonl"
                    one, two = (list(rows_in(each.folder / name)) for each in (copy, again))
                    assert len(one) == len(two), name
            db.session.remove()
            db.engine.dispose()


def actor_of_username(session: Session, username: str) -> Actor:
    """The officer of that name, as the rules know him."""
    return actor_for(
        session, session.scalars(select(Officer).where(Officer.username == username)).one()
    )


def test_the_restored_house_goes_on(
    copy: Backup, tmp_path: Path, now: datetime, engine: str
) -> None:
    with engines.empty(engine, tmp_path) as url:
        house = create_backroom(new_settings(url, tmp_path / "elsewhere"))
        with house.app_context():
            restore(db.engine, copy.folder)
            before = db.session.scalar(text("SELECT MAX(id) FROM cases"))
            db.session.rollback()
            receipt = submit(a_submission(), submission_key="after the fire", now=now)
            assert receipt.case_id > before
            db.session.remove()
            db.engine.dispose()


def test_a_damaged_copy_is_refused(copy: Backup, tmp_path: Path) -> None:
    victim = copy.folder / "tables" / "cases.jsonl"
    victim.write_text(victim.read_text("utf-8") + "\n", "utf-8")
    with engines.empty("sqlite", tmp_path) as url:
        house = create_backroom(new_settings(url, tmp_path / "elsewhere"))
        with house.app_context():
            with pytest.raises(RestoreRefused, match="damaged"):
                restore(db.engine, copy.folder)
            db.engine.dispose()


def test_a_full_house_is_not_overwritten(copy: Backup, app: Flask) -> None:
    with app.app_context(), pytest.raises(RestoreRefused, match="not_empty"):
        restore(db.engine, copy.folder)


def test_a_copy_of_another_version_is_refused(copy: Backup, app: Flask) -> None:
    path = copy.folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**manifest, "schema": "9999"}), "utf-8")
    with app.app_context(), pytest.raises(RestoreRefused, match="other_schema"):
        restore(db.engine, copy.folder)


def test_what_is_no_copy_is_refused(app: Flask, tmp_path: Path) -> None:
    with app.app_context(), pytest.raises(RestoreRefused, match="not_a_backup"):
        restore(db.engine, tmp_path)


def test_a_file_taken_out_of_a_draft_meanwhile_stops_no_copy(
    register: Session, app: Flask, now: datetime, tmp_path: Path
) -> None:
    make_town(register)
    token = keep_draft(None, {"title": "未提交"}, now=now)
    paper = Inspected(name="信.txt", media_type="text/plain", content=b"text")
    stage_file(token, paper, now=now)
    stage_file(token, paper, now=now)
    gone = db.session.scalars(select(Attachment.stored_as).limit(1)).one()
    files.remove(gone)  # its row stands in the snapshot still
    made = backup(db.engine, tmp_path / "copies", now=now)
    assert made.files == 1
    with engines.empty("sqlite", tmp_path) as url:
        house = create_backroom(new_settings(url, tmp_path / "elsewhere"))
        with house.app_context():
            restore(db.engine, made.folder)
            names = db.session.scalars(select(Attachment.stored_as)).all()
            assert names
            assert gone not in names
            assert all(files.exists(name) for name in names)
            db.session.remove()
            db.engine.dispose()


def test_a_lost_file_of_a_case_is_never_passed_over(
    register: Session, app: Flask, now: datetime, tmp_path: Path
) -> None:
    town = make_town(register)
    case_id = a_case(town, Status.ACCEPTED, now=now)
    do(town, Action.ATTACH, case_id, by=actor_of(town.clerk), now=now)
    files.remove(db.session.scalars(select(Attachment.stored_as)).one())
    with pytest.raises(FileNotFoundError):
        backup(db.engine, tmp_path / "copies", now=now)


def test_a_copy_says_the_schema_of_its_rows(
    register: Session, app: Flask, now: datetime, tmp_path: Path
) -> None:
    make_town(register)
    register.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    register.commit()
    try:
        made = backup(db.engine, tmp_path / "copies", now=now)
    finally:
        register.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head()})
        register.commit()
    assert json.loads((made.folder / "manifest.json").read_text("utf-8"))["schema"] == "0000"
