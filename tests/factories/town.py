"""The town: a government with its letters office, three departments, a street with a community; one
officer of each role, and a district office of another government that must see nothing of it.

::

    /GOV            leader, supervisor, auditor, administrator, security
    /GOV/XF         clerk, second_clerk, office_head
    /GOV/ZJ         handler, colleague, unit_head
    /GOV/JY         other_handler, other_head
    /GOV/WJ         (nobody)
    /GOV/JD         street_handler, street_head
    /GOV/JD/SQ      community_handler (its head is the street's)
    /QGOV           foreign_leader
    /QGOV/QXF       foreign_clerk
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.adapters import passwords
from petitions.models import Officer, Unit
from petitions.models.session import db
from petitions.queries.directory import ids_on
from petitions.queries.scope import subtree
from petitions.rules.permissions import Actor
from petitions.rules.terms import Role, UnitKind

PASSWORD = "a long password of the town 2026"
"""Everybody's password."""


@dataclass(frozen=True)
class Town:
    """Units and officers, detached from any session: safe to read from every thread."""

    government: Unit
    office: Unit
    works: Unit
    education: Unit
    health: Unit
    street: Unit
    community: Unit
    foreign_government: Unit
    foreign_office: Unit
    clerk: Officer
    second_clerk: Officer
    office_head: Officer
    handler: Officer
    colleague: Officer
    unit_head: Officer
    other_handler: Officer
    other_head: Officer
    street_handler: Officer
    street_head: Officer
    community_handler: Officer
    leader: Officer
    supervisor: Officer
    auditor: Officer
    administrator: Officer
    security: Officer
    foreign_clerk: Officer
    foreign_leader: Officer

    @property
    def officers(self) -> dict[str, Officer]:
        """Every officer by the name of his field."""
        everybody = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: each for name, each in everybody.items() if isinstance(each, Officer)}


def make_town(session: Session) -> Town:
    """Write the town and commit it."""
    units = _units(session)
    office, works, gov = units["office"], units["works"], units["government"]
    education, street = units["education"], units["street"]
    foreign, abroad = units["foreign_office"], units["foreign_government"]
    officers = {
        "clerk": _officer("clerk", "李文书", Role.CLERK, office),
        "second_clerk": _officer("second_clerk", "孙文书", Role.CLERK, office),
        "office_head": _officer("office_head", "王局长", Role.OFFICE_HEAD, office),
        "handler": _officer("handler", "赵经办", Role.HANDLER, works),
        "colleague": _officer("colleague", "钱经办", Role.HANDLER, works),
        "unit_head": _officer("unit_head", "周科长", Role.UNIT_HEAD, works),
        "other_handler": _officer("other_handler", "吴经办", Role.HANDLER, education),
        "other_head": _officer("other_head", "郑科长", Role.UNIT_HEAD, education),
        "street_handler": _officer("street_handler", "冯经办", Role.HANDLER, street),
        "street_head": _officer("street_head", "陈主任", Role.UNIT_HEAD, street),
        "community_handler": _officer(
            "community_handler", "褚经办", Role.HANDLER, units["community"]
        ),
        "leader": _officer("leader", "卫市长", Role.LEADER, gov),
        "supervisor": _officer("supervisor", "蒋督查", Role.SUPERVISOR, gov),
        "auditor": _officer("auditor", "沈审计", Role.AUDITOR, gov),
        "administrator": _officer("administrator", "韩管理", Role.ADMINISTRATOR, gov),
        "security": _officer("security", "尤安全", Role.SECURITY, gov),
        "foreign_clerk": _officer("foreign_clerk", "杨文书", Role.CLERK, foreign),
        "foreign_leader": _officer("foreign_leader", "朱市长", Role.LEADER, abroad),
    }
    session.add_all(officers.values())
    session.commit()
    session.expunge_all()
    return Town(**units, **officers)  # type: ignore[arg-type]


def actor_of(officer: Officer) -> Actor:
    """The officer as the rules know him, with all units below his own."""
    session = db.session()
    unit = session.execute(select(Unit.path).where(Unit.id == officer.unit_id)).one()
    return Actor(
        role=officer.role,
        officer_id=officer.id,
        unit_id=officer.unit_id,
        unit_ids=frozenset(session.scalars(select(Unit.id).where(subtree(unit.path)))),
        above_ids=ids_on(unit.path),
        name=officer.name,
    )


def petitioner_of(case_id: int) -> Actor:
    """The citizen whose query code opened this case."""
    return Actor(Role.CITIZEN, case_id=case_id)


def _units(session: Session) -> dict[str, Unit]:
    """The tree; each unit comes after the one above it."""
    units = {
        "government": _unit("GOV", "回音市人民政府", UnitKind.GOVERNMENT),
        "foreign_government": _unit("QGOV", "邻市人民政府", UnitKind.GOVERNMENT),
        "office": _unit("XF", "回音市信访局", UnitKind.LETTERS_OFFICE),
        "works": _unit("ZJ", "回音市住房和城乡建设局", UnitKind.GOVERNMENT),
        "education": _unit("JY", "回音市教育局", UnitKind.GOVERNMENT),
        "health": _unit("WJ", "回音市卫生健康委员会", UnitKind.GOVERNMENT),
        "street": _unit("JD", "河东街道办事处", UnitKind.STREET),
        "foreign_office": _unit("QXF", "邻市信访局", UnitKind.LETTERS_OFFICE),
        "community": _unit("SQ", "柳林社区", UnitKind.COMMUNITY),
    }
    session.add_all(units.values())
    session.flush()
    for name, unit in units.items():
        above = PARENTS.get(name)
        unit.parent_id = units[above].id if above else None
        unit.path = f"{units[above].path if above else '/'}{unit.id}/"
    return units


PARENTS = {
    **dict.fromkeys(("office", "works", "education", "health", "street"), "government"),
    "community": "street",
    "foreign_office": "foreign_government",
}


def _unit(code: str, name: str, kind: UnitKind) -> Unit:
    return Unit(
        path="/",
        code=code,
        name=name,
        name_en=f"Unit {code}",
        kind=kind,
        email=f"{code.lower()}@office.example.cn",
        phone="0000-12345678",
        address="回音市人民路1号",
        hours="工作日 9:00–17:00",
        handles="群众来信来访",
    )


def _officer(username: str, name: str, role: Role, unit: Unit) -> Officer:
    return Officer(
        username=username,
        name=name,
        email=f"{username}@office.example.cn",
        role=role,
        unit_id=unit.id,
        password_hash=_hashed_once(),
        must_change_password=False,
        created_at=datetime(2026, 1, 5, 1, 0, tzinfo=UTC),
    )


@cache
def _hashed_once() -> str:
    return passwords.hashed(PASSWORD)
