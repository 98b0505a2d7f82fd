"""Every migration goes up, down and up again with rows in the tables, on both engines (R-16)."""

from datetime import datetime
from pathlib import Path
from threading import Thread

import pytest
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import CheckConstraint, Connection, Engine, create_engine, inspect, text
from sqlalchemy.pool import NullPool

from petitions.models import Base, schema
from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests import engines
from tests.conftest import NOW, new_settings
from tests.factories import a_case, a_person, a_submission, actor_of, do, make_town
from web.app import create_backroom
from web.commands import group
from web.commands.migrate import check_migrations

ODD = "𠮷野家的\u200b井 ‮ẞ É\u0301 \U0001f6b0 'quoted' \"twice\" 100% \\ \n end"

REVIEWS = {Status.IN_REVIEW, Status.REVIEWED, Status.IN_REREVIEW, Status.CONCLUDED}
NEWER = {Status.CLOSED, Status.JOINED} | REVIEWS
"""Reached by ``a_case`` through steps that came later (a closing report, a joining, a review), and before them no
software goes back: what was closed without one is made by hand."""

TO_THE_END = (
    (Action.TRANSFER, "clerk"),
    (Action.ACCEPT, "handler"),
    (Action.DRAFT_REPLY, "handler"),
    (Action.APPROVE_REPLY, "unit_head"),
    (Action.ISSUE_REPLY, "handler"),
    (Action.CLOSE, "handler"),
)


@pytest.fixture
def empty_engine(empty_url: str) -> Engine:
    return create_engine(empty_url, poolclass=NullPool)


def revisions() -> list[str]:
    script = ScriptDirectory(str(schema.FOLDER))
    return [each.revision for each in reversed(list(script.walk_revisions()))]


def fill(url: str, folder: Path, now: datetime) -> None:
    """Cases in every state that older software knows how to reach, with odd signs in every text."""
    app = create_backroom(new_settings(url, folder))
    with app.app_context():
        town = make_town(db.session())
        for status in set(Status) - NEWER:
            submission = a_submission(
                title=ODD[:20], facts=ODD, persons=(a_person(name=ODD, email=ODD),)
            )
            a_case(town, status, now=now, submission=submission)
        closed = a_case(town, Status.REGISTERED, now=now)
        for action, who in TO_THE_END:
            do(town, action, closed, by=actor_of(town.officers[who]), now=now)
        db.session.remove()
        db.engine.dispose()


def rows(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as the database gives it."""
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        names = [name for name in (*Base.metadata.tables, schema.SEARCH_TABLE) if name in there]
        found = {
            name: connection.execute(text(f"SELECT * FROM {name} ORDER BY 1, 2")).all()
            if name == "counters"
            else connection.execute(text(f"SELECT * FROM {name} ORDER BY 1")).all()
            for name in names
        }
    return {
        name: [tuple(bytes(v) if isinstance(v, memoryview) else v for v in row) for row in each]
        for name, each in found.items()
    }


def test_revisions_are_numbered_in_one_line() -> None:
    numbers = revisions()
    assert numbers == [f"{n:04d}" for n in range(1, len(numbers) + 1)], (
        "Number migrations 0001, 0002 … without a branch: rename yours to follow the newest."
    )
    assert schema.head() == numbers[-1]
    for path in (schema.FOLDER / "versions").glob("*.py"):
        assert path.name[:4] in numbers


def test_the_schema_is_what_the_models_say(empty_engine: Engine) -> None:
    assert schema.current(empty_engine) is None
    schema.upgrade(empty_engine)
    assert schema.current(empty_engine) == schema.head()
    assert schema.differences(empty_engine) == [], "Write a migration: huiyin new-migration WORDS"


def test_checks_and_partial_indexes_are_what_the_models_say(
    empty_engine: Engine, tmp_path: Path, engine: str
) -> None:
    """Alembic compares neither, so both are compared with tables made straight from the models."""
    schema.upgrade(empty_engine)
    with engines.empty(engine, tmp_path) as url:
        straight = create_engine(url, poolclass=NullPool)
        Base.metadata.create_all(straight)
        assert details(empty_engine) == details(straight)
    named = {
        constraint.name
        for table in Base.metadata.tables.values()
        for constraint in table.constraints
        if isinstance(constraint, CheckConstraint)
    }
    found = {name for each in details(empty_engine).values() for name, _ in each["checks"]}
    assert len(found) == len(named)


def details(engine: Engine) -> dict[str, dict[str, set[tuple[object, ...]]]]:
    seen = inspect(engine)
    return {
        name: {
            "checks": {
                (each["name"], each["sqltext"]) for each in seen.get_check_constraints(name)
            },
            "indexes": {
                (
                    each["name"],
                    tuple(each["column_names"]),
                    each["unique"],
                    *(f"{k}={v}" for k, v in sorted(each.get("dialect_options", {}).items())),
                )
                for each in seen.get_indexes(name)
            },
            "unique": {
                (each["name"], tuple(each["column_names"]))
                for each in seen.get_unique_constraints(name)
            },
            "keys": {
                (each["name"], tuple(each["constrained_columns"]), str(each["options"]))
                for each in seen.get_foreign_keys(name)
            },
        }
        for name in Base.metadata.tables
    }


def test_up_down_up_with_rows(empty_engine: Engine, empty_url: str, tmp_path: Path) -> None:
    """Each revision is undone and done again on full tables; what it did not make stays."""
    schema.upgrade(empty_engine)
    fill(empty_url, tmp_path / "data", NOW)
    before = rows(empty_engine)
    assert all(before[name] for name in ("cases", "case_events", "notices", schema.SEARCH_TABLE))

    for revision in reversed(revisions()[1:]):
        below = revisions()[revisions().index(revision) - 1]
        schema.downgrade(empty_engine, below)
        kept = rows(empty_engine)
        schema.upgrade(empty_engine, revision)
        after = rows(empty_engine)
        assert {name: len(after[name]) for name in kept} == {
            name: len(before[name]) for name in kept
        }
        made = after.keys() - kept.keys()
        filled = {name for name in made if after[name]}
        assert filled == made & {"register_end"}, "only the chain begins with a row, its end"
    schema.downgrade(empty_engine, "base")
    left = set(inspect(empty_engine).get_table_names())
    assert left == {"alembic_version"}
    schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    fill(empty_url, tmp_path / "data", NOW)
    assert {name: len(each) for name, each in rows(empty_engine).items()} == {
        name: len(each) for name, each in before.items()
    }


def test_a_second_run_changes_nothing(empty_engine: Engine, empty_url: str, tmp_path: Path) -> None:
    schema.upgrade(empty_engine)
    fill(empty_url, tmp_path / "data", NOW)
    before = rows(empty_engine)
    schema.upgrade(empty_engine)
    assert rows(empty_engine) == before


def test_two_processes_may_migrate_at_once(empty_url: str) -> None:
    faults: list[Exception] = []

    def run() -> None:
        try:
            schema.upgrade(create_engine(empty_url, poolclass=NullPool))
        except Exception as fault:
            faults.append(fault)

    threads = [Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert schema.differences(create_engine(empty_url, poolclass=NullPool)) == []


def test_a_migration_that_fails_leaves_nothing_behind(
    empty_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    schema.upgrade(empty_engine)

    def half_way(connection: Connection) -> None:
        connection.execute(text("DROP TABLE case_words"))
        raise RuntimeError("half-way")

    monkeypatch.setattr(
        "alembic.command.upgrade", lambda config, _: half_way(config.attributes["connection"])
    )
    with pytest.raises(RuntimeError, match="half-way"):
        schema.upgrade(empty_engine)
    assert schema.differences(empty_engine) == []
    with empty_engine.connect() as connection:
        connection.execute(text("SELECT count(*) FROM case_words"))


def test_sqlite_is_opened_for_safety(database_url: str, engine: str, tmp_path: Path) -> None:
    if engine != engines.SQLITE:
        return
    app = create_backroom(new_settings(database_url, tmp_path / "data"))
    with app.app_context(), db.engine.connect() as connection:
        asked = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 30000,
    }


def test_the_commands(empty_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_migrations in group.commands.values()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUIYIN_DATABASE_URL", empty_url)
    monkeypatch.setenv("HUIYIN_DATA_DIR", str(tmp_path / "data"))
    runner = CliRunner()

    first = runner.invoke(group, ["migrate"])
    again = runner.invoke(group, ["migrate"])
    check = runner.invoke(group, ["check-migrations"])

    assert (first.exit_code, again.exit_code, check.exit_code) == (0, 0, 0), check.output
    assert "was empty" in first.output
    assert "was" not in again.output

    monkeypatch.setattr(schema, "differences", lambda engine=None: ["batch_op.drop_column"])
    check = runner.invoke(group, ["check-migrations"])
    assert check.exit_code == 1
    assert "drop_column" in check.output
