"""What is personal cannot be read in the database, and nobody's history can be rewritten there."""

from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from petitions.actions.keep_draft import keep_draft
from petitions.models import Base, Draft, Petitioner
from petitions.models.encrypted import blind_index
from petitions.models.session import db
from petitions.rules.terms import Action, Status
from tests.conftest import SECRETS
from tests.factories import Town, a_case, a_person, a_submission, actor_of, do

CANARIES = {
    "name": "欧阳凤栖",
    "phone": "13987654321",
    "email": "canary-fengqi@example.cn",
    "address": "金丝雀胡同77号",
    "id_number": "110101199003070134",
}
ACCUSED = "司马被举报"
TYPED = "草稿里的金丝雀"


@pytest.fixture
def canary_case(town: Town, now: datetime) -> int:
    submission = a_submission(
        persons=(a_person(**CANARIES), a_person(name="第二位欧阳")), complained_about=ACCUSED
    )
    case_id = a_case(town, Status.ACCEPTED, now=now, submission=submission)
    do(town, Action.REVEAL, case_id, by=actor_of(town.handler), now=now)
    keep_draft(None, {"name": TYPED}, now=now)
    return case_id


def raw_values(session: Session, table: Table) -> str:
    """Every value of a table as the database gives it, without our types in between."""
    rows = session.execute(text(f"SELECT * FROM {table.name}")).all()
    return "\n".join(
        bytes(value).decode("latin-1") + bytes(value).decode("utf-8", "replace")
        if isinstance(value, bytes | memoryview)
        else str(value)
        for row in rows
        for value in row
    )


def test_no_table_names_anybody(register: Session, canary_case: int) -> None:
    for table in (*Base.metadata.sorted_tables, Table("case_words", Base.metadata.__class__())):
        told = raw_values(register, table)
        for canary in (*CANARIES.values(), ACCUSED, TYPED, "第二位欧阳"):
            assert canary not in told, table.name
            assert ascii(canary).strip("'") not in told, table.name


def test_the_file_of_sqlite_names_nobody(engine: str, database_url: str, canary_case: int) -> None:
    if engine != "sqlite":
        return  # the server's files hold the same values, asked for above
    db.session.remove()
    db.engine.dispose()
    path = Path(database_url.removeprefix("sqlite:///"))
    content = b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))
    assert "柳林路".encode() in content
    for canary in (*CANARIES.values(), ACCUSED, TYPED):
        assert canary.encode() not in content


def test_those_who_may_read_read_it(register: Session, town: Town, canary_case: int) -> None:
    person = register.scalars(select(Petitioner).where(Petitioner.position == 1)).one()
    assert {name: getattr(person, name) for name in CANARIES} == CANARIES
    assert register.scalars(select(Draft.answers)).one() == {"name": TYPED}


def test_the_same_name_is_never_written_the_same_way_but_is_found(
    register: Session, town: Town, now: datetime
) -> None:
    for _ in range(2):
        a_case(town, now=now)
    written = register.execute(text("SELECT name, name_index FROM petitioners")).all()
    assert len({bytes(row.name) for row in written}) == 2
    assert {row.name_index for row in written} == {blind_index("name", " 张 建国 ")}
    assert blind_index("phone", "张建国") != blind_index("name", "张建国")
    assert blind_index("name", "  ") is None


def test_the_secrets_of_the_suite_are_not_those_of_an_office() -> None:
    assert str(SECRETS["secret_key"]).startswith("development-")


@pytest.mark.parametrize("table", ["case_events", "audit_entries"])
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET id = id", "DELETE FROM {}"], ids=["update", "delete"]
)
def test_history_refuses_to_be_rewritten(
    register: Session, canary_case: int, table: str, statement: str
) -> None:
    register.rollback()
    before = register.execute(text(f"SELECT * FROM {table}")).all()
    assert before
    with pytest.raises(DBAPIError, match="append-only"):
        register.execute(text(statement.format(table)))
    register.rollback()
    assert register.execute(text(f"SELECT * FROM {table}")).all() == before
