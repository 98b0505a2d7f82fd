"""The schema and its migrations: brings a database to the newest one, and says what differs.

Every function takes an engine; without one it asks the app context for the office's own.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, Engine, Enum, text

from petitions.models import Base
from petitions.models.base import Instant
from petitions.models.encrypted import EncryptedJson, EncryptedText
from petitions.models.session import WRITE, db

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
SEARCH_TABLE = "case_words"
"""Made by hand in the migrations, differently on each engine; see ``adapters/word_index``."""
_LOCK = 0x48554959494E
"""Key of the PostgreSQL lock that lets one process migrate at a time."""


class BrokenReferences(RuntimeError):
    """A migration on SQLite left rows that point to nothing; it was undone."""


@lru_cache(maxsize=1)
def head() -> str:
    """The newest revision in the source."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(engine: Engine | None = None) -> str | None:
    """The revision of the database; None before the first."""
    with (engine or db.engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine | None = None, revision: str = "head") -> None:
    """Bring the database to a revision, whole or not at all; a second process waits, then has nothing to do."""
    with _migrating(engine or db.engine) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine | None = None, revision: str = "-1") -> None:
    """Take the database back to a revision ("base" for none)."""
    with _migrating(engine or db.engine) as connection:
        command.downgrade(_config(connection), revision)


def differences(engine: Engine | None = None) -> list[str]:
    """What the models have and the database has not, or the reverse: one line for each change."""
    with (engine or db.engine).connect() as connection:
        migrations = MigrationContext.configure(connection, opts=OPTIONS)
        changes = produce_migrations(migrations, Base.metadata).upgrade_ops
        if changes is None or changes.is_empty():
            return []
        body = render_python_code(changes, render_as_batch=True, migration_context=migrations)
        return [line.strip() for line in body.splitlines() if not line.lstrip().startswith("#")]


def new_revision(words: str, engine: Engine | None = None) -> Path:
    """Write the next numbered migration from what differs now, for a developer to finish."""
    number = f"{int(head() or 0) + 1:04d}"
    with (engine or db.engine).connect() as connection:
        script = command.revision(
            _config(connection), message=words, rev_id=number, autogenerate=True
        )
    head.cache_clear()
    assert isinstance(script, Script)
    return Path(script.path)


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction that no other migration shares."""
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        connection.execution_options(**{WRITE: True})
        if sqlite:
            # Altering a table on SQLite copies and drops it; the setting is deaf inside a transaction.
            _foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if not sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise BrokenReferences
        finally:
            if sqlite:
                _foreign_keys(connection, "ON")


def _foreign_keys(connection: Connection, state: Literal["ON", "OFF"]) -> None:
    raw = connection.connection.dbapi_connection
    assert raw is not None
    raw.cursor().execute(f"PRAGMA foreign_keys={state}")


def _named(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out the search table and the tables SQLite keeps for it."""
    return kind != "table" or not (name or "").startswith(SEARCH_TABLE)


def _plain_type(kind: str, item: Any, context: AutogenContext) -> str | Literal[False]:
    """Migrations name plain column types, so that they outlive the models."""
    if kind != "type":
        return False
    if isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, EncryptedText | EncryptedJson):
        return "sa.LargeBinary()"
    if isinstance(item, Enum):
        return f"sa.String({item.length})"
    return False


OPTIONS: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "render_as_batch": True,
    "compare_type": True,
    "include_name": _named,
    "render_item": _plain_type,
    "user_module_prefix": "",
}
