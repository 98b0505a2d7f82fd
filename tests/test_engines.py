"""The databases the suite relies on really are there, apart from each other, and at the schema."""

from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests import engines


def make_table(url: str) -> None:
    run(url, "CREATE TABLE office (name TEXT)")


def run(url: str, statement: str) -> list[object]:
    with create_engine(url, poolclass=NullPool).begin() as connection:
        result = connection.execute(text(statement))
        return list(result.scalars()) if result.returns_rows else []


@pytest.fixture(autouse=True)
def own_template(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "TEMPLATE", "template_of_test_engines")


def test_postgresql_starts() -> None:
    url = engines.postgresql_url()

    assert url.startswith("postgresql+psycopg://")
    assert run(url, "SELECT 1") == [1]
    assert int(str(run(url, "SHOW server_version_num")[0])) >= 150000
    assert run(url, "SHOW server_encoding") == ["UTF8"]


@pytest.mark.parametrize("engine", engines.ENGINES)
def test_each_test_gets_a_migrated_database_of_its_own(engine: str, tmp_path: Path) -> None:
    with (
        engines.migrated(engine, make_table, tmp_path) as one,
        engines.migrated(engine, make_table, tmp_path) as other,
    ):
        run(one, "INSERT INTO office VALUES ('回音')")

        assert run(one, "SELECT name FROM office") == ["回音"]
        assert run(other, "SELECT name FROM office") == []


@pytest.mark.parametrize("engine", engines.ENGINES)
def test_an_empty_database_has_no_tables(engine: str, tmp_path: Path) -> None:
    with engines.empty(engine, tmp_path) as url:
        make_table(url)  # would fail if the table stood there already

        assert run(url, "SELECT count(*) FROM office") == [0]


def test_a_database_is_gone_afterwards(tmp_path: Path) -> None:
    with engines.migrated(engines.POSTGRESQL, make_table, tmp_path) as url:
        name = str(run(url, "SELECT current_database()")[0])

    assert name not in run(engines.postgresql_url(), "SELECT datname FROM pg_database")
