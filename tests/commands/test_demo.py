"""``make run``: everything prepared, printed, started and stopped; nothing else touched."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from petitions.adapters import clock
from petitions.models import Case, Officer, Unit
from petitions.queries.tracking import open_with_code
from tests import engines
from tests.commands.conftest import Huiyin
from tests.factories import make_town
from web.settings import Settings
from web.town.running import free_port
from web.town.seed import PASSWORD, seed
from web.town.stories import stories

sqlite_only = pytest.mark.parametrize("engine", [engines.SQLITE], indirect=True)
PATIENCE = 90.0


@sqlite_only
def test_it_prints_addresses_accounts_and_receipts_that_open(
    huiyin: Huiyin, register: Session
) -> None:
    said = huiyin("demo", "--once", "--port", 5099)

    assert said.exit_code == 0, said.output
    for words in ("http://127.0.0.1:5099/", "/staff/", PASSWORD, "xf-clerk1", "zjj-head", "admin"):
        assert words in said.output
    receipts = re.findall(r"(\d{8}-\w{4}-\w{4}) +query code (\w{4}(?:-\w{4}){3})", said.output)
    assert len(receipts) == 2
    register.rollback()
    assert all(open_with_code(number, code) for number, code in receipts)
    assert register.scalar(select(func.count(Case.id))) == len(stories())


@sqlite_only
def test_an_office_of_its_own_gets_nothing_invented(huiyin: Huiyin, register: Session) -> None:
    make_town(register)
    before = register.scalar(select(func.count(Officer.id)))

    said = huiyin("demo", "--once")

    assert said.exit_code == 0, said.output
    assert "an office of its own" in said.output
    register.rollback()
    assert register.scalar(select(func.count(Officer.id))) == before
    assert register.scalar(select(func.count(Case.id))) == 0
    assert "HY" not in register.scalars(select(Unit.code)).all()


@sqlite_only
def test_a_taken_port_is_said_before_anything_is_done(huiyin: Huiyin, register: Session) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        said = huiyin("demo", "--port", taken.getsockname()[1])

    assert said.exit_code == 2
    assert "is in use" in said.output
    assert register.scalar(select(func.count(Unit.id))) == 0


@sqlite_only
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_starts_the_office_and_stops_all_of_it(
    environment: None, register: Session, settings: Settings, tmp_path: Path, sign: signal.Signals
) -> None:
    seed(PASSWORD, now=clock.now())
    port, mailbox = free_port(), free_port()
    office = subprocess.Popen(
        [Path(sys.executable).with_name("huiyin"), "demo", "--port", str(port)],
        env={**os.environ, "HUIYIN_ENV": "demo", "HUIYIN_MAILBOX_PORT": str(mailbox)},
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    try:
        assert _answers(port), "the office does not open"
        assert httpx.get(f"http://127.0.0.1:{port}/staff/sign-in").status_code == 200
        os.kill(office.pid, sign)
        said, _ = office.communicate(timeout=PATIENCE)
    finally:
        if office.poll() is None:
            os.killpg(office.pid, signal.SIGKILL)
            office.wait()

    assert office.returncode == 0, said.decode()
    assert b"stopping" in said
    for each in (port, mailbox):
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", each)) != 0


def _answers(port: int) -> bool:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200:
                return True
        except httpx.TransportError:
            time.sleep(0.2)
    return False
