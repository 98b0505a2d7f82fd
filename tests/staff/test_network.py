"""The administrator closes units, and keeps posts and places of reception; nobody else enters."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from petitions.models import Post, ReceptionPlace, Unit, UnitSuccessor
from petitions.models.session import db
from petitions.rules.terms import Status
from tests.factories import Town
from tests.staff.conftest import Case, Opens

POST: dict[str, Any] = {
    "title": "信访信息员",
    "lines": "城乡建设\n\n 房产物业 \n",
    "contact_clerk": "y",
    "full_time": "y",
    "phone": "0000-77",
    "from_on": "2026-01-05",
    "until_on": "",
}
PLACE: dict[str, Any] = {
    "name": "来访接待室",
    "address": "人民路3号",
    "phone": "0000-9",
    "days": "周一至周五",
    "hours": "9:00",
    "access": "东门有坡道",
    "published": "y",
    "active": "y",
}


def closing(*successors: Unit, **changes: Any) -> dict[str, Any]:
    return {
        "cause": "merged",
        "successors": [str(unit.id) for unit in successors],
        "since": "2026-01-05",
        "reason": "机构改革方案",
        **changes,
    }


def test_a_unit_is_closed_and_its_successor_shown(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    path = f"/directory/units/{town.health.id}"
    assert f"{path}/close" in admin.get(path).text
    ask = admin.get(f"{path}/close")
    assert ask.tree.select_one(f'input[value="{town.works.id}"]') is not None
    assert ask.tree.select_one(f'input[value="{town.health.id}"]') is None
    page = admin.post(f"{path}/close", closing(town.works))
    assert page.location == "/staff/directory/"
    assert "由回音市住房和城乡建设局承接" in admin.get("/directory/").text
    shown = admin.get(path).text
    assert "合并，2026年1月5日起" in shown
    assert admin.get(f"{path}/close").status == 404


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"successors": []}, "请选择由哪个单位承接。"),
        ({"successors": ["999999"]}, "请从列出的选项中选一项。"),
        ({"successors": ["x"]}, "请从列出的选项中选一项。"),
        ({"cause": "split"}, "分立的，至少要有两个单位承接。"),
        ({"cause": ""}, "请选择原因。"),
        ({"since": ""}, "请填写日期。"),
        ({"since": "2027-12-31"}, "日期不能晚于今天。"),
        ({"reason": ""}, "请写明依据。"),
        ({"reason": "长" * 501}, "最多 500 个字"),
    ],
)
def test_faults_of_a_closing_are_named(
    town: Town, browser_of: Opens, changes: dict[str, Any], fault: str
) -> None:
    page = browser_of("administrator").post(
        f"/directory/units/{town.health.id}/close", closing(town.works, **changes)
    )
    assert page.status == 422
    assert page.errors()[0].startswith(fault)
    db.session.rollback()
    assert db.session.scalars(select(UnitSuccessor)).all() == []


def test_a_letters_office_with_cases_says_how_many(
    town: Town, browser_of: Opens, case_in: Case
) -> None:
    case_in(Status.REGISTERED)
    admin = browser_of("administrator")
    path = f"/directory/units/{town.office.id}/close"
    assert "1 件没办结" in admin.get(path).text
    page = admin.post(path, closing(town.foreign_office))
    assert page.status == 422
    assert "还有 1 件没办结" in page.errors()[0]
    assert "邻市信访局" in page.errors()[0]


def test_who_sends_a_case_reads_who_succeeded(town: Town, browser_of: Opens, case_in: Case) -> None:
    case_id, clerk = case_in(Status.REGISTERED), browser_of("clerk")
    path = f"/cases/{case_id}/transfer"
    assert "已经撤并的" not in clerk.get(path).text
    admin = browser_of("administrator")
    admin.post(f"/directory/units/{town.health.id}/close", closing(town.works))
    page = clerk.get(path)
    assert "回音市卫生健康委员会由回音市住房和城乡建设局承接" in page.id("unit_id-hint")
    assert page.tree.select_one(f'option[value="{town.health.id}"]') is None


def test_a_post_is_added_changed_and_listed(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    path = f"/directory/officers/{town.handler.id}/post"
    assert path in admin.get("/directory/posts/").text
    assert admin.post(path, POST).location == "/staff/directory/posts/"
    db.session.rollback()
    post = db.session.scalars(select(Post)).one()
    assert post.lines == "城乡建设\n房产物业"
    page = admin.get(f"/directory/posts/{post.id}")
    assert page.value("title") == "信访信息员"
    assert page.value("from_on") == "2026-01-05"
    changed = {**POST, "title": "联络岗", "until_on": "2026-01-06"}
    assert admin.edit(f"/directory/posts/{post.id}", changed).status == 303
    listed = admin.get("/directory/posts/").text
    assert "联络岗" in listed
    assert "不在任" in listed
    assert "联络岗" in admin.get(path).text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"title": ""}, "请填写职务。"),
        ({"title": "长" * 61}, "最多 60 个字"),
        ({"lines": "长" * 61}, "最多 20 行，每行最多 60 个字。"),
        ({"lines": "行\n" * 21}, "最多 20 行，每行最多 60 个字。"),
        ({"from_on": ""}, "请填写日期。"),
        ({"from_on": "3月"}, "请填写真实的日期"),
        ({"until_on": "2025-01-01"}, "结束日期不能早于开始日期。"),
    ],
)
def test_faults_of_a_post_are_named(
    town: Town, browser_of: Opens, changes: dict[str, Any], fault: str
) -> None:
    page = browser_of("administrator").post(
        f"/directory/officers/{town.handler.id}/post", {**POST, **changes}
    )
    assert page.status == 422
    assert page.errors()[0].startswith(fault)
    assert page.value("phone") == "0000-77"


def test_a_place_is_added_changed_and_listed(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    assert "还没有接待场所" in admin.get("/directory/places/").text
    ask = admin.get(f"/directory/places/new?unit={town.office.id}")
    chosen = ask.tree.select_one("#unit_id option[selected]")
    assert chosen is not None
    assert chosen["value"] == str(town.office.id)
    given = {**PLACE, "unit_id": str(town.office.id)}
    assert admin.post("/directory/places/new", given).location == "/staff/directory/places/"
    again = admin.post("/directory/places/new", given)
    assert again.status == 422
    assert again.errors() == ["这个单位已经有叫“来访接待室”的接待场所。"]
    db.session.rollback()
    place = db.session.scalars(select(ReceptionPlace)).one()
    path = f"/directory/places/{place.id}"
    assert admin.get(path).value("address") == "人民路3号"
    assert admin.edit(path, {**given, "active": ""}).status == 303
    assert "停用" in admin.get("/directory/places/").text


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"unit_id": ""}, "请选择单位。"),
        ({"unit_id": "999999"}, "请从列出的选项中选一项。"),
        ({"name": ""}, "请填写名称。"),
        ({"address": ""}, "请填写地址。"),
        ({"access": "长" * 1001}, "最多 1000 个字"),
    ],
)
def test_faults_of_a_place_are_named(
    town: Town, browser_of: Opens, changes: dict[str, Any], fault: str
) -> None:
    given = {**PLACE, "unit_id": str(town.office.id), **changes}
    page = browser_of("administrator").post("/directory/places/new", given)
    assert page.status == 422
    assert page.errors()[0].startswith(fault)


def test_what_is_not_there_is_not_found(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    for path in (*("posts/999999", "places/999999", "officers/999999/post", "units/999999/close"),):
        assert admin.get(f"/directory/{path}").status == 404
        assert admin.post(f"/directory/{path}", {}).status == 404


def test_only_the_administrator_enters(town: Town, browser_of: Opens) -> None:
    for name in ("clerk", "office_head", "unit_head", "leader", "auditor"):
        for path in ("posts/", "places/", f"units/{town.health.id}/close"):
            assert browser_of(name).get(f"/directory/{path}").status == 403


def test_a_street_without_its_own_office_is_marked(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    assert "请核对" in admin.get("/directory/").text
    assert "这个街道没有自己的信访机构" in admin.get(f"/directory/units/{town.street.id}").text
