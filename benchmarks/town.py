"""A town with as many cases as asked for: a few lived through by the actions, the rest copied from them.

Ten thousand petitions filed one by one would take minutes and prove nothing about speed. Each copy has
its own numbers, code, persons, history, notices and words in the search index, so every index and every
page sees what it would see in a real office.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, insert, select, text
from sqlalchemy.orm import Session

from petitions.adapters import clock, codes, word_index
from petitions.models.session import WRITE, db
from petitions.rules import numbering
from petitions.rules.terms import Status
from tests.factories import PASSWORD, Town, a_case, make_town

__all__ = ["PASSWORD", "Filed", "Grown", "grow"]

BATCH = 500
PAIRS = 2000
"""Numbers and codes that are remembered for tracking."""
WEIGHTS = {
    Status.RECEIVED: 2,
    Status.REGISTERED: 1,
    Status.ROUTED: 6,
    Status.ACCEPTED: 6,
    Status.REPLY_DRAFTED: 2,
    Status.REPLY_APPROVED: 1,
    Status.ANSWERED: 1,
    Status.CLOSED: 1,
}
"""How many of twenty copies stand where."""
CHILDREN = ("petitioners", "case_events", "assignments", "notices", "replies")
SUBJECTS = ("路灯", "下水道", "噪音", "停车", "拖欠工资", "电梯", "公交", "供暖", "绿化", "学位")
PLACES = ("柳林路", "河东大街", "青年广场", "建设里", "解放桥", "春风小区", "和平街", "北山村")
FACTS = (
    "自去年十月以来多次向物业和社区反映，至今没有得到处理。",
    "附近居民两百余户受到影响，老人和孩子出行困难。",
    "曾拨打服务热线三次，答复都是正在协调，没有下文。",
    "现场情况已经拍照，可以随时配合核查。",
    "施工单位称已经验收合格，但是问题反复出现。",
    "希望有关部门到现场看一看，给出明确的时间表。",
)


@dataclass(frozen=True, slots=True)
class Filed:
    """What a citizen holds."""

    case_id: int
    number: str
    code: str


@dataclass(frozen=True, slots=True)
class Grown:
    """The town as the drivers need it."""

    town: Town
    filed: tuple[Filed, ...]
    """Some of the cases, with their codes."""
    unit_cases: tuple[int, ...]
    """Open cases that lie with the unit of ``town.handler``."""


def grow(cases: int, seed: int = 20260310) -> Grown:
    """Make the town in the empty database of this app context."""
    session = db.session()
    town = make_town(session)
    chance = random.Random(seed)
    now = clock.now()
    samples = {status: a_case(town, status, now=now - timedelta(days=20)) for status in WEIGHTS}
    session.rollback()
    filed = _copies(session, town, samples, cases - len(samples), chance, now)
    db.session.remove()
    with db.engine.connect() as connection:
        rows = _table(connection, "cases")
        ours = connection.scalars(
            select(rows.c.id)
            .where(rows.c.handling_unit_id == town.works.id, rows.c.closed.is_(False))
            .order_by(rows.c.id)
            .limit(PAIRS)
        ).all()
        if connection.dialect.name == "postgresql":
            # What autovacuum does a minute after so many rows came.
            connection.rollback()
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))
    return Grown(town, tuple(filed), tuple(ours))


def _copies(
    session: Session,
    town: Town,
    samples: dict[Status, int],
    count: int,
    chance: random.Random,
    now: datetime,
) -> list[Filed]:
    session.connection(execution_options={WRITE: True})
    copier = _Copier(session.connection(), town, samples, chance, now)
    filed: list[Filed] = []
    statuses = [status for status, weight in WEIGHTS.items() for _ in range(weight)]
    for start in range(0, max(count, 0), BATCH):
        wanted = [chance.choice(statuses) for _ in range(min(BATCH, count - start))]
        made = copier.copy(wanted)
        for case_id, title, body in copier.texts:
            word_index.index_case(session, case_id, title, body)
        filed = (filed + made)[:PAIRS]
    copier.finish()
    session.commit()
    return filed


class _Copier:
    """Copies a lived-through case with all that hangs on it, by plain rows."""

    def __init__(
        self,
        connection: Connection,
        town: Town,
        samples: dict[Status, int],
        chance: random.Random,
        now: datetime,
    ) -> None:
        self.connection, self.chance, self.now = connection, chance, now
        self.units = [town.works.id, town.education.id, town.street.id, town.community.id]
        self.cases = _table(connection, "cases")
        self.children = [_table(connection, name) for name in CHILDREN]
        self.samples = {status: self._sample(case_id) for status, case_id in samples.items()}
        self.next_id = (connection.scalar(select(func.max(self.cases.c.id))) or 0) + 1
        self.texts: list[tuple[int, str, str]] = []

    def _sample(self, case_id: int) -> dict[str, list[dict[str, Any]]]:
        found = {"cases": self._rows(self.cases, self.cases.c.id == case_id)}
        for table in self.children:
            found[table.name] = self._rows(table, table.c.case_id == case_id)
        return found

    def _rows(self, table: Table, condition: Any) -> list[dict[str, Any]]:
        rows = self.connection.execute(select(table).where(condition).order_by(table.c.id))
        return [dict(row) for row in rows.mappings()]

    def copy(self, statuses: Sequence[Status]) -> list[Filed]:
        """One case for each status; ``texts`` then holds what the search index wants of them."""
        self.texts = []
        fresh: dict[str, list[dict[str, Any]]] = {name: [] for name in ("cases", *CHILDREN)}
        filed = [self._one(status, fresh) for status in statuses]
        for table in (self.cases, *self.children):
            if fresh[table.name]:
                self.connection.execute(insert(table), fresh[table.name])
        return filed

    def _one(self, status: Status, fresh: dict[str, list[dict[str, Any]]]) -> Filed:
        case_id, sample = self.next_id, self.samples[status]
        self.next_id += 1
        row, filed = self._case(dict(sample["cases"][0]), case_id)
        fresh["cases"].append(row)
        self.texts.append((case_id, row["title"], f"{row['request']}\n{row['facts']}"))
        earlier = self.chance.randrange(40)
        for name in CHILDREN:
            fresh[name] += list(
                self._children(sample[name], case_id, row["handling_unit_id"], earlier)
            )
        return filed

    def _case(self, row: dict[str, Any], case_id: int) -> tuple[dict[str, Any], Filed]:
        day = clock.local_day(self.now) - timedelta(days=self.chance.randrange(60))
        number = numbering.receipt_number(day, self.chance.getrandbits(35))
        key = f"benchmark-{case_id}"
        filed = Filed(case_id, number, codes.query_code_for(key))
        subject, place = self.chance.choice(SUBJECTS), self.chance.choice(PLACES)
        row.update(
            id=case_id,
            receipt_number=number,
            query_code_hash=codes.query_code_hash(number, filed.code),
            submission_key_hash=codes.token_hash(key),
            title=f"{place}{subject}问题",
            request=f"请尽快解决{place}的{subject}问题，并书面答复。",
            facts=f"{place}的{subject}：" + "".join(self.chance.sample(FACTS, len(FACTS))),
            received_at=row["received_at"] - timedelta(seconds=self.chance.randrange(86400 * 60)),
        )
        if row["registration_number"]:
            row["registration_number"] = f"XF-{self.now.year}-{case_id + 500_000:07d}"
        if row["handling_unit_id"]:
            row["handling_unit_id"] = self.chance.choice(self.units)
        if row["due_on"].year < 9999:
            row["due_on"] = _a_day(self.chance, clock.local_day(self.now))
        return row, filed

    def _children(
        self, rows: list[dict[str, Any]], case_id: int, unit_id: int | None, earlier: int
    ) -> Iterator[dict[str, Any]]:
        """A case's papers, its history so many days earlier than the sample's."""
        for row in rows:
            copied = {name: value for name, value in row.items() if name != "id"}
            copied["case_id"] = case_id
            if "name_index" in copied:
                copied["name_index"] = codes.token_hash(f"somebody {self.chance.randrange(5000)}")
            if "message_id" in copied:
                copied["message_id"] = codes.new_message_id("benchmark.invalid")
                copied["state"] = "sent"
            if "sequence" in copied:
                copied["at"] -= timedelta(days=earlier)
                if received := copied["facts"].get("received_on"):
                    day = date.fromisoformat(received) - timedelta(days=earlier)
                    copied["facts"] = {**copied["facts"], "received_on": day.isoformat()}
            if "ended_at" in copied:
                copied["unit_id"] = unit_id or copied["unit_id"]
            yield copied

    def finish(self) -> None:
        """PostgreSQL's own count of ids goes on behind ours."""
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(
                text("SELECT setval(pg_get_serial_sequence('cases', 'id'), :last)"),
                {"last": self.next_id - 1},
            )


def _a_day(chance: random.Random, today: date) -> date:
    return today + timedelta(days=chance.randrange(-20, 90))


def _table(connection: Connection, name: str) -> Table:
    """The table as it lies there, encrypted columns as bytes."""
    return Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
