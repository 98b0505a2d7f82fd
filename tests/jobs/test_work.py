"""The worker's round and the engine that starts it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from huey import PostgresHuey, SqliteHuey
from sqlalchemy import inspect
from sqlalchemy.orm import Session

from petitions.adapters import mailer
from petitions.jobs import engine as jobs
from petitions.jobs import watch
from petitions.jobs.ringer import Ringer
from petitions.jobs.send_notices import Sent
from petitions.jobs.work import do_due
from petitions.models import WorkerHeartbeat
from petitions.models.session import db
from tests import engines
from web.settings import Settings

MINUTE = timedelta(minutes=1)


@pytest.fixture
def nowhere(app: Flask) -> None:
    """A mail server that is never spoken to."""
    mailer.install(app, mailer.MailServer("127.0.0.1", 9, "noreply@example.cn"))


def beat_of(session: Session) -> WorkerHeartbeat:
    session.rollback()
    return session.get_one(WorkerHeartbeat, watch.this_worker())


def test_it_clears_up_once_an_hour(register: Session, nowhere: None, now: datetime) -> None:
    do_due(now, everything=False)
    assert beat_of(register).purged_at == now
    do_due(now + 59 * MINUTE, everything=False)
    assert beat_of(register).purged_at == now
    do_due(now + 60 * MINUTE, everything=False)
    assert beat_of(register).purged_at == now + 60 * MINUTE
    done = do_due(now + 61 * MINUTE)
    assert beat_of(register).purged_at == now + 61 * MINUTE
    assert done.sent == Sent()
    assert done.line().startswith("sent 0, retried 0, failed 0, barred 0; purged 0 drafts")


def test_told_to_stop_it_begins_nothing(register: Session, nowhere: None, now: datetime) -> None:
    do_due(now, stop=lambda: True)
    assert db.session.query(WorkerHeartbeat).count() == 0


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.01)


def queue_url(kind: str, settings: Settings) -> str:
    return settings.database if kind == engines.POSTGRESQL else ""


def test_a_hundred_rings_wake_once(settings: Settings, engine: str) -> None:
    url, folder = queue_url(engine, settings), settings.data_dir
    folder.mkdir(exist_ok=True)
    ringing = jobs.build(url, folder)
    ring = jobs.enlist(ringing, lambda: None)
    ringing.storage.flush_all()
    for _ in range(100):
        ring()
    assert ringing.storage.queue_size() == 1

    rounds: list[int] = []
    working = jobs.build(url, folder)
    consumer = jobs.consumer_of(working)
    consumer.periodic = False
    jobs.enlist(working, lambda: rounds.append(1))
    worker, stop = consumer._create_worker(), consumer.stop_flag
    thread = threading.Thread(target=lambda: [worker.loop() for _ in iter(stop.is_set, True)])
    thread.start()
    try:
        wait_for(lambda: len(rounds) == 1)
        ring()
        wait_for(lambda: len(rounds) == 2)
    finally:
        stop.set()
        thread.join(20)
        ringing.storage.close()
        working.storage.close()


def test_a_ringer_rings_from_another_thread(tmp_path: Path) -> None:
    ringer = Ringer("", tmp_path)
    began = time.monotonic()
    for _ in range(50):
        ringer.ring()
    assert time.monotonic() - began < 0.5

    queue = jobs.build("", tmp_path)
    wait_for(lambda: queue.storage.queue_size() == 1)


def test_a_queue_that_is_away_stops_nobody(tmp_path: Path) -> None:
    ringer = Ringer("redis://127.0.0.1:9/0", tmp_path)
    ringer.ring()
    ringer.ring()


def test_messages_are_no_pickles(tmp_path: Path) -> None:
    queue = jobs.build("", tmp_path)
    jobs.enlist(queue, lambda: None)()

    (message,) = queue.storage.enqueued_items()
    assert bytes(message).startswith(b"[")
    queue.storage.enqueue(b"cos\nsystem\n(S'true'\ntR.")
    assert queue.dequeue() is not None
    with pytest.raises(json.JSONDecodeError):
        queue.dequeue()


def test_each_kind_of_queue(tmp_path: Path) -> None:
    assert isinstance(jobs.build("", tmp_path), SqliteHuey)
    path = tmp_path / "elsewhere.sqlite3"
    assert jobs.build(f"sqlite:///{path}", tmp_path).storage.filename == str(path)
    with pytest.raises(jobs.UnknownQueue):
        jobs.build("amqp://localhost", tmp_path)


@pytest.mark.parametrize("engine", [engines.POSTGRESQL], indirect=True)
def test_on_postgresql_it_keeps_to_a_schema_of_its_own(settings: Settings, app: Flask) -> None:
    queue = jobs.build(settings.database, settings.data_dir)
    assert isinstance(queue, PostgresHuey)
    with app.app_context():
        tables = inspect(db.engine).get_table_names()
        own = inspect(db.engine).get_table_names(schema=jobs.SCHEMA)
    queue.storage.close()
    assert not [name for name in tables if name.startswith("huey")]
    assert "huey_task" in own
