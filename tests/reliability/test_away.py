"""R-04, R-09, R-10: the mail server, the database or the room on the disk is away for a while."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from psycopg import sql
from sqlalchemy import func, make_url, select, update

from petitions.adapters import clock
from petitions.models.notice import OutboxNotice
from petitions.models.petition import Case
from petitions.rules.terms import Notice, NoticeState
from tests import engines
from tests.conftest import migrate
from tests.journeys.running import Office, running_office, until
from tests.reliability.citizens import Citizen, Paper, Petition

LITTLE_ROOM = 40 * 1024
"""Bytes a file may have: enough to read the database, too few to write a petition."""
ENOUGH = 2.0
"""Seconds after which a pool has noticed that its database is back."""


def a_petition(mark: str) -> Petition:
    """Something to file."""
    return Petition(mark, (Paper(f"{mark}.txt", mark.encode() * 200),))


def cases(office: Office) -> int:
    """How many are in the books."""
    with office.books() as session:
        return session.scalar(select(func.count()).select_from(Case)) or 0


def assert_no_receipt(answer: httpx.Response) -> None:
    """A clear page: not now, nothing was filed, come again."""
    assert answer.status_code == 503
    assert "系统暂时无法使用" in answer.text
    assert "这次提交就没有成功" in answer.text
    assert "receipt-number" not in answer.text
    assert int(answer.headers["Retry-After"]) > 0


def test_no_notice_is_lost_while_the_mail_server_is_away(tmp_path: Path) -> None:
    petition = a_petition("mail00001")
    with running_office(tmp_path / "data", workers=1) as office:
        office.mail.close()
        Citizen(office.url).files(petition)
        office.run("worker", "--once")
        with office.books() as session:
            waiting = session.scalars(_received(NoticeState.QUEUED)).one()
            assert waiting.attempts == 1
            assert waiting.error
            message_id = waiting.message_id

        office.mail.open()
        with office.books() as session:
            session.execute(update(OutboxNotice).values(next_try_at=clock.now()))
            session.commit()
        office.run("worker", "--once")
        (letter,) = office.mail.to(f"{petition.mark}@example.test")
        assert letter["Message-ID"] == message_id
        with office.books() as session:
            assert session.scalars(_received(NoticeState.SENT)).one()

        office.run("worker", "--once")
        assert len(office.mail.to(f"{petition.mark}@example.test")) == 1, "once is enough"


def _received(state: NoticeState) -> object:
    return select(OutboxNotice).where(
        OutboxNotice.notice == Notice.RECEIVED, OutboxNotice.state == state
    )


def test_without_room_on_the_disk_nobody_gets_a_receipt_for_nothing(tmp_path: Path) -> None:
    petition = a_petition("full00001")
    with running_office(tmp_path / "data", workers=1) as office:
        citizen = Citizen(office.url)
        citizen.prepares(petition)
        office.close()
        office.open(disk=LITTLE_ROOM)
        assert_no_receipt(citizen.presses_once(petition))
        large = {"files": ("large.txt", b"a large paper " * 10_000, "text/plain")}
        refused = citizen.client.post("/submit/files/", data=petition.last_page, files=large)
        assert_no_receipt(refused)
        assert cases(office) == 0

        office.close()
        office.open()
        citizen.presses(petition)
        assert cases(office) == 1


@pytest.mark.parametrize("away", ["gone", "read-only"])
def test_without_its_database_the_office_says_so_and_comes_back_by_itself(
    away: str, tmp_path: Path
) -> None:
    petition = a_petition("gone00001")
    with (
        engines.migrated(engines.POSTGRESQL, migrate, tmp_path) as url,
        running_office(tmp_path / "data", url, workers=1) as office,
    ):
        citizen = Citizen(office.url)
        citizen.prepares(petition)
        with DATABASES[away](url):
            assert_no_receipt(citizen.presses_once(petition))
            assert httpx.get(f"{office.url}/healthz").status_code == 200
        assert until(lambda: httpx.get(f"{office.url}/track/").status_code == 200, ENOUGH)
        citizen.presses(petition)
        assert cases(office) == 1


@contextmanager
def _gone(url: str) -> Iterator[None]:
    name = make_url(url).database
    with _server() as server:
        server.execute(_for(name, "ALTER DATABASE {} WITH ALLOW_CONNECTIONS false"))
        _hang_up(server, name)
        yield
        server.execute(_for(name, "ALTER DATABASE {} WITH ALLOW_CONNECTIONS true"))


@contextmanager
def _read_only(url: str) -> Iterator[None]:
    name = make_url(url).database
    with _server() as server:
        server.execute(_for(name, "ALTER DATABASE {} SET default_transaction_read_only = on"))
        _hang_up(server, name)
        yield
        server.execute(_for(name, "ALTER DATABASE {} RESET default_transaction_read_only"))
        _hang_up(server, name)


DATABASES = {"gone": _gone, "read-only": _read_only}


def _server() -> psycopg.Connection[tuple[object, ...]]:
    address = engines.postgresql_url().replace("+psycopg", "", 1)
    return psycopg.connect(address, autocommit=True)


def _for(name: str | None, statement: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(name or ""))


def _hang_up(server: psycopg.Connection[tuple[object, ...]], name: str | None) -> None:
    server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )
