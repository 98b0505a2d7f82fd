"""Several workers, and workers that are killed: nothing is lost, and without a kill nothing comes twice."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import datetime

import pytest
from click.testing import CliRunner
from flask import Flask

from petitions.adapters import bell, clock, roll_call
from petitions.jobs.ringer import Ringer
from petitions.jobs.send_notices import Sent, send_due
from petitions.models.session import db
from petitions.rules.terms import NoticeState
from tests.conftest import SECRETS
from tests.factories import Town, a_case
from tests.notices.outbox_rows import owe, rows, states
from tests.notices.post_office import PostOffice
from tests.notices.worker_process import PATIENCE, begin, wait_for
from web import logs
from web.commands.worker import worker
from web.settings import Settings


def owe_many(town: Town, count: int, now: datetime) -> set[str]:
    """So many notices; returns their Message-IDs."""
    case_id = a_case(town, now=now)
    for number in range(count - 2):
        owe(case_id, number, now=now)
    ids = {row.message_id for row in rows()}
    db.session.remove()
    return ids


def test_two_workers_share_the_work(
    app: Flask, post_office: PostOffice, town: Town, now: datetime
) -> None:
    wanted = owe_many(town, 80, now)
    post_office.hang_seconds = 0.005
    done: list[Sent] = []
    start = threading.Barrier(2)

    def work() -> None:
        with app.app_context():
            start.wait()
            done.append(send_due(now))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(PATIENCE)

    assert sum(each.sent for each in done) == 80
    assert all(each.sent for each in done)
    assert Counter(message["Message-ID"] for message in post_office.messages) == Counter(wanted)


def test_killed_again_and_again_every_notice_arrives(
    settings: Settings, post_office: PostOffice, town: Town
) -> None:
    wanted, kills = owe_many(town, 40, clock.now()), 4
    post_office.hang_seconds = 0.02
    for kill in range(1, kills + 1):
        process = begin(settings, post_office, "--once")
        wait_for(lambda seen=5 * kill: len(post_office.taken) >= seen)  # type: ignore[misc]
        process.kill()
        process.join(PATIENCE)
    post_office.hang_seconds = 0

    process = begin(settings, post_office, "--once")
    process.join(PATIENCE)

    assert process.exitcode == 0
    assert states() == {NoticeState.SENT}
    copies = Counter(message["Message-ID"] for message in post_office.messages)
    assert set(copies) == wanted
    assert sum(copies.values()) - len(copies) <= kills, "one that was under way, and no more"


def test_a_worker_wakes_at_a_commit_and_stops_when_told(
    settings: Settings, post_office: PostOffice, town: Town
) -> None:
    process = begin(settings, post_office)
    try:
        # Its first round finds nothing, and the next would come a minute later.
        wait_for(lambda: bool(beats()))
        bell.configure(Ringer("", settings.data_dir).ring)
        a_case(town, now=clock.now())
        wait_for(lambda: len(post_office.taken) == 2)

        post_office.hang_seconds = 0.05
        bell.configure(None)
        owe_many(town, 40, clock.now())
        Ringer("", settings.data_dir).ring()
        wait_for(lambda: len(post_office.taken) >= 5)
    finally:
        bell.configure(None)
        process.terminate()
        process.join(PATIENCE)

    assert process.exitcode == 0
    assert states() == {NoticeState.SENT, NoticeState.QUEUED}, "it ought to stop in the middle"
    waiting = [row for row in rows() if row.state is NoticeState.QUEUED]
    assert {row.attempts for row in waiting} == {0}
    assert len(post_office.taken) == 42 - len(waiting)


def beats() -> list[object]:
    """The signs of life there are."""
    from petitions.models import WorkerHeartbeat

    db.session.rollback()
    return list(db.session.query(WorkerHeartbeat).all())


def test_the_command_does_all_that_is_due_and_says_so(
    settings: Settings, post_office: PostOffice, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe_many(town, 5, clock.now())
    for name, value in {
        "ENV": "development",
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": SECRETS["secret_key"],
        "FIELD_KEYS": SECRETS["field_keys"][0],
        "SMTP_PORT": str(post_office.port),
    }.items():
        monkeypatch.setenv(f"HUIYIN_{name}", value)  # type: ignore[arg-type]
    # It would keep writing to a stream that is gone after the test.
    monkeypatch.setattr(logs, "configure", lambda _level: None)

    result = CliRunner().invoke(worker, ["--once"])

    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("huiyin: sent 5, retried 0, failed 0, barred 0; purged ")
    assert result.stdout.count("\n") == 1


def test_a_worker_knows_whether_it_is_alone(app: Flask, settings: Settings) -> None:
    with app.app_context():
        engine = db.engine
    with roll_call.at_work(engine, settings.data_dir) as first:
        with roll_call.at_work(engine, settings.data_dir) as second:
            pass
        with roll_call.at_work(engine, settings.data_dir) as third:
            pass
    with roll_call.at_work(engine, settings.data_dir) as later:
        pass
    assert (first, second, third, later) == (True, False, False, True)
