"""The administrator's room: units and officers are added and changed, never deleted (S-10, S-21)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from petitions.models import AuditEntry, Unit
from petitions.models.session import db
from petitions.rules.terms import Status, UnitKind
from tests.factories import Town
from tests.staff import conftest
from tests.staff.conftest import Opens

UNIT: dict[str, Any] = {
    "name": "回音市园林局",
    "name_en": "Parks Bureau",
    "code": "YL",
    "kind": "government",
    "parent_id": "",
    "email": "yl@office.example.cn",
    "phone": "0000-1",
    "address": "公园路一号",
    "hours": "工作日",
    "handles": "绿化",
    "published": "y",
    "active": "y",
}


def unit_named(name: str) -> Unit | None:
    db.session.rollback()
    return db.session.scalars(select(Unit).where(Unit.name == name)).first()


def test_a_unit_is_added_below_another(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    page = admin.post("/directory/units/new", {**UNIT, "parent_id": str(town.government.id)})
    assert page.location == "/staff/directory/"
    unit = unit_named(UNIT["name"])
    assert unit is not None
    assert unit.kind is UnitKind.GOVERNMENT
    assert unit.path == f"/{town.government.id}/{unit.id}/"
    assert (unit.published, unit.active) == (True, True)
    assert "回音市园林局" in admin.get("/directory/").text


def test_a_unit_is_changed_and_moved(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    path = f"/directory/units/{town.community.id}"
    page = admin.get(path)
    assert page.value("name") == "柳林社区"
    moved = {**UNIT, "code": "SQ", "kind": "community", "parent_id": str(town.works.id)}
    assert admin.edit(path, {**moved, "active": ""}).status == 303
    db.session.rollback()
    unit = db.session.get_one(Unit, town.community.id)
    assert unit.parent_id == town.works.id
    assert not unit.active


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": ""}, "请填写单位名称。"),
        ({"code": ""}, "请填写代码。"),
        ({"code": "A B"}, "中间不能有空格。"),
        ({"code": "XF"}, "单位代码 XF 已经有单位使用。"),
        ({"kind": "castle"}, "请从列出的选项中选一项。"),
        ({"parent_id": "999999"}, "请从列出的选项中选一项。"),
        ({"email": "nobody"}, "请填写一个电子邮箱地址"),
        ({"name": "长" * 201}, "最多 200 个字"),
    ],
)
def test_faults_of_a_unit_are_named(
    town: Town, browser_of: Opens, changes: dict[str, str], fault: str
) -> None:
    page = browser_of("administrator").post("/directory/units/new", {**UNIT, **changes})
    assert page.status == 422
    assert page.errors()[0].startswith(fault)
    assert page.value("address") == UNIT["address"]
    assert unit_named(UNIT["name"]) is None


def test_a_unit_cannot_stand_below_itself(town: Town, browser_of: Opens) -> None:
    page = browser_of("administrator").edit(
        f"/directory/units/{town.street.id}",
        {**UNIT, "code": "JD", "parent_id": str(town.community.id)},
    )
    assert page.status == 422
    assert page.tree.select_one("#parent_id-error") is not None


def test_what_is_not_there_is_not_found(browser_of: Opens) -> None:
    admin = browser_of("administrator")
    assert admin.get("/directory/units/9999").status == 404
    assert admin.post("/directory/units/9999", UNIT).status == 404


def test_every_act_is_written_down(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    admin.post("/directory/units/new", UNIT)
    db.session.rollback()
    entries = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [entry.what for entry in entries] == ["add_unit"]
    assert {entry.officer_id for entry in entries} == {town.administrator.id}


def test_the_administrator_sees_no_case(
    town: Town, browser_of: Opens, case_in: conftest.Case
) -> None:
    case_id = case_in(Status.ACCEPTED)
    admin = browser_of("administrator")
    for path in (f"/cases/{case_id}", "/queue/", "/notices/", "/audit/", "/search/"):
        assert admin.get(path).status == 403, path
