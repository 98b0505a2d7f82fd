"""The rooms of the responsibility map and the categories, and the suggestions on the pages that send a case."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from petitions.models.session import db
from petitions.queries.categories import categories
from petitions.queries.routing_sets import draft, rules_of
from petitions.rules.terms import Status
from tests.conftest import NOW
from tests.factories import Town, a_case, a_submission, event_rows, stored
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens

MAP = (
    "line,business_scope,lead_office,case_leader,first_responsible\n"
    "1,道路、路灯、下水等市政科业务范围内,市政科,分管局领导,市政科负责人\n"
    "2,,没有范围,x,y\n"
)


def rule(town: Town, **facts: Any) -> dict[str, Any]:
    """What is typed for a rule that holds for the factories' urban cases."""
    return {
        "name": "市政设施",
        "category": "04",
        "words": "",
        "match": "any",
        "places": "",
        "unit_id": str(town.works.id),
        "office": "市政科",
        "leader": "分管局领导",
        "leader_id": str(town.leader.id),
        "first": "市政科负责人",
        "priority": "0",
        "article": "三定规定",
        **facts,
    }


def fresh() -> None:
    """Forget what the session of the test has read: the browser's requests wrote since."""
    db.session.rollback()
    db.session.expire_all()


def seen() -> str:
    fresh()
    found = draft()
    return str(found.edits) if found else ""


def drafted(town: Town, browser: Browser, **facts: Any) -> None:
    assert browser.post("/routing/draft/begin", {}).location == "/staff/routing/draft"
    page = browser.post("/routing/draft/rules/new", {**rule(town, **facts), "seen": seen()})
    assert page.status == 303, page.errors()


def published(town: Town, browser_of: Opens, **facts: Any) -> None:
    drafted(town, browser_of("administrator"), **facts)
    head = browser_of("office_head")
    assert head.post("/routing/draft/try", {"last": "100", "seen": seen()}).status == 200
    answer = head.post("/routing/draft/publish", {"note": "机构调整", "seen": seen()})
    assert answer.location == "/staff/routing/"


def urban(town: Town, to: Status = Status.REGISTERED) -> int:
    return a_case(town, to, now=NOW, submission=a_submission(category="城乡建设"))


def test_from_the_draft_to_the_live_map(town: Town, browser_of: Opens) -> None:
    case_id = urban(town, Status.ACCEPTED)
    admin, head = browser_of("administrator"), browser_of("office_head")
    assert "还没有正在使用的规则" in admin.get("/routing/").text
    drafted(town, admin)
    page = admin.get("/routing/draft")
    assert "市政设施" in page.text
    assert "由信访机构负责人进行" in page.text
    page = head.get("/routing/draft")
    assert "请先试算" in page.id("barred")
    page = head.post("/routing/draft/try", {"last": "100", "seen": seen()})
    assert page.status == 200
    assert str(stored(case_id).registration_number) in page.text
    assert "1 件的建议会改变" in page.id("changed")
    assert stored(case_id).title not in page.text
    page = head.post("/routing/draft/publish", {"note": "", "seen": seen()})
    assert page.errors() == ["请写明为什么改。"]
    assert head.post("/routing/draft/publish", {"note": "x", "seen": seen()}).status == 303
    page = head.get("/routing/")
    assert "正在使用的规则（第 1 版）" in page.text
    assert "市政设施" in head.get("/routing/versions/1").text
    assert head.get("/routing/versions/2").status == 404
    assert head.get("/routing/draft").location == "/staff/routing/"


def test_a_bad_rule_keeps_what_was_typed(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    admin.post("/routing/draft/begin", {})
    for facts, fault in (
        ({"unit_id": ""}, "请选择单位，或者选择按属地查找的单位种类"),
        ({"category": "", "words": "", "places": ""}, "至少要有一项"),
        ({"words": "字"}, "每个词要有 2 到 30 个字"),
        ({"name": ""}, "请写明是什么业务。"),
        ({"priority": "100"}, "0 到 99"),
        ({"category": "1"}, "请从列出的选项中选一项。"),
        ({"unit_id": "x"}, "请从列出的选项中选一项。"),
    ):
        typed = rule(town, basis="写了很久的理由", **facts)
        page = admin.post("/routing/draft/rules/new", {**typed, "seen": seen()})
        assert page.status == 422
        assert fault in "".join(page.errors()), page.errors()
        assert page.value("basis") == "写了很久的理由"
    page = admin.post("/routing/draft/rules/new", {**rule(town), "seen": "x"})
    assert "另一个人已经改动了规则" in "".join(page.errors())
    assert page.value("seen") == "0"


def test_a_rule_is_changed_and_taken_out(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    drafted(town, admin, words="路灯、下水")
    page = admin.get("/routing/draft/rules/1")
    assert page.value("words") == "路灯、下水"
    changed = {**rule(town, words="路灯", match="all", places="东湾"), "seen": seen()}
    assert admin.post("/routing/draft/rules/1", changed).status == 303
    fresh()
    found = draft()
    assert found is not None
    (kept,) = rules_of(found.id)
    assert (kept.words, kept.match.value, kept.places) == (("路灯",), "all", ("东湾",))
    assert admin.get("/routing/draft/rules/2").status == 404
    admin.post("/routing/draft/rules/1/remove", {"seen": seen()})
    fresh()
    assert rules_of(found.id) == ()
    admin.post("/routing/draft/discard", {"seen": seen()})
    assert seen() == ""


def handed_in(browser: Browser, name: str, content: bytes, **facts: Any) -> Page:
    typed = {"seen": seen(), **facts, "file": (BytesIO(content), name)}
    return browser.post("/routing/draft/import", typed)


def test_a_division_of_work_is_imported(town: Town, browser_of: Opens) -> None:
    head = browser_of("office_head")
    head.post("/routing/draft/begin", {})
    unit = {"unit_id": str(town.works.id)}
    page = handed_in(head, "map.csv", MAP.encode("gb18030"), **unit)
    assert page.status == 200
    assert "导入了 1 条规则" in page.text
    assert "第 3 行" in page.text
    fresh()
    found = draft()
    assert found is not None
    (kept,) = rules_of(found.id)
    assert kept.words == ("道路", "路灯", "下水")
    assert kept.first.title == "市政科负责人"
    for name, content, fault in (
        ("map.txt", b"x", "请选择 CSV 或者 XLSX 文件。"),
        ("map.csv", b"\xff\xfe\x00", "编码读不懂"),
        ("map.csv", b"a,b\n1,2", "没有需要的列名"),
        ("map.csv", b"business_scope\n", "表里没有内容"),
        ("map.csv", b"business_scope\n1,2", "第 2 行读不懂"),
        ("map.xlsx", b"PK nonsense", "这个表格文件读不懂"),
    ):
        page = handed_in(head, name, content, **unit)
        assert page.status == 422
        assert fault in "".join(page.errors())
    assert "请选择一个文件" in "".join(
        head.post("/routing/draft/import", {"seen": seen(), **unit}).errors()
    )


@pytest.mark.parametrize("step", ["transfer", "assign"])
def test_a_suggestion_is_shown_and_never_chosen(town: Town, browser_of: Opens, step: str) -> None:
    published(town, browser_of)
    case_id, clerk = urban(town), browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}/{step}")
    box = page.id("advice-box")
    assert "建议：" in box
    assert "回音市住房和城乡建设局（市政科）" in box
    assert "理由：规则“市政设施”，内容分类是“城乡建设”。" in box
    assert "包案领导：分管局领导（卫市长）" in box
    assert "第一责任人：市政科负责人" in box
    assert not page.tree.select("#unit_id option[selected][value]:not([value=''])")
    link = page.tree.select_one("#advice-box a")
    assert link is not None
    page = clerk.get(str(link["href"]).removeprefix("/staff"))
    (chosen,) = page.tree.select("#unit_id option[selected]")
    assert chosen["value"] == str(town.works.id)
    typed = {
        "unit_id": str(town.education.id),
        "limit_days": "30",
        "version": page.value("version"),
    }
    assert clerk.post(f"/cases/{case_id}/{step}", typed).status == 303
    assert event_rows(case_id)[-1].facts["followed"] is False
    history = clerk.get(f"/cases/{case_id}").text
    assert "责任分工规则建议：回音市住房和城乡建设局" in history
    assert "其中采用建议的" in browser_of("office_head").get("/routing/").text


def test_without_a_map_there_is_no_box(town: Town, browser_of: Opens) -> None:
    page = browser_of("clerk").get(f"/cases/{urban(town)}/transfer")
    assert page.status == 200
    assert 'id="advice-box"' not in page.text


def test_a_category_is_suggested_at_registration(town: Town, browser_of: Opens) -> None:
    submission = a_submission(category="", title="学校食堂收费太高", facts="学生家长反映食堂收费。")
    case_id = a_case(town, Status.RECEIVED, now=NOW, submission=submission)
    clerk = browser_of("clerk")
    page = clerk.get(f"/cases/{case_id}/register")
    assert "建议分类：教育。理由：文中有“" in page.id("category-advice")
    assert not page.tree.select("#category option[selected]:not([value=''])")
    page = clerk.get(f"/cases/{case_id}/register?category=教育")
    (chosen,) = page.tree.select("#category option[selected]")
    assert chosen["value"] == "教育"
    typed = {
        "category": "教育/入学和招生/义务教育入学",
        "urgency": "ordinary",
        "version": page.value("version"),
    }
    assert clerk.post(f"/cases/{case_id}/register", typed).status == 303
    assert stored(case_id).category == "教育/入学和招生/义务教育入学"
    assert "教育 / 入学和招生 / 义务教育入学" in clerk.get(f"/cases/{case_id}").text


def test_the_select_is_in_groups(town: Town, browser_of: Opens) -> None:
    tree = browser_of("clerk").get("/intake/").tree
    groups = [str(each["label"]) for each in tree.select("#category optgroup")]
    assert len(groups) == 20
    assert "" not in groups
    first = tree.select_one("#category > option")
    assert first is not None
    assert first["value"] == ""


def test_who_comes_second_to_a_rule_reads_what_the_first_wrote(
    town: Town, browser_of: Opens
) -> None:
    admin, head = browser_of("administrator"), browser_of("office_head")
    admin.post("/routing/draft/begin")
    admin.post("/routing/draft/rules/new", {**rule(town), "seen": seen()})
    drawn = {**rule(town), "seen": seen()}
    path = "/routing/draft/rules/1"
    assert head.post(path, {**drawn, "office": "市政科", "match": "all"}).status == 303
    page = admin.post(
        path, {**drawn, "office": "排水科", "category": "17", "unit_id": str(town.education.id)}
    )
    assert (page.status, page.value("office")) == (409, "排水科")
    for name, kept in (("office", "市政科"), ("category", "城乡建设"), ("unit_id", "住房")):
        assert kept in page.id(f"{name}-error"), "what stands there now, in words"
    assert "现在保存的是" in page.id("match-error")
    assert "市政科" in admin.get(path).text
    assert admin.post(path, {**drawn, "office": "排水科", "seen": page.value("seen")}).status == 303


# Categories


def test_a_category_is_renamed_added_and_put_out_of_use(town: Town, browser_of: Opens) -> None:
    head = browser_of("office_head")
    page = head.get("/categories/1701")
    assert page.value("name") == "入学和招生"
    typed = {"name": "入学", "name_en": "Admission", "official": "170100", "active": "y"}
    assert head.edit("/categories/1701", typed).status == 303
    assert head.post("/categories/1701/new", {"name": "随迁子女", "active": "y"}).status == 303
    assert head.edit("/categories/1703", {"name": "学校收费"}).status == 303
    fresh()
    known = categories()
    assert known.path("170160") == "教育/入学/随迁子女"
    assert "1703" not in {each.code for each in known.in_use()}
    page = head.edit("/categories/17", {"name": "学校", "active": "y"})
    assert "一级分类的名称是交换数据的统一名称" in "".join(page.errors())
    page = head.post("/categories/1701/new", {"name": "随迁子女", "active": "y"})
    assert "已经有" in "".join(page.errors())
    assert head.get("/categories/nothing").status == 404
    assert head.post("/categories/170101/new", {"name": "第四级", "active": "y"}).status == 422
    assert "170100" in head.get("/categories/").text


def test_national_codes_go_out_and_come_in_as_a_table(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    book = load_workbook(BytesIO(admin.get("/categories/table.xlsx").data))
    rows = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert rows[0][0] == "代码"
    assert len(rows) == len(categories().all) + 1
    assert admin.get("/categories/table.csv").data.decode("utf-8-sig").startswith("代码,级,名称")
    table = "代码,国家统一代码\n1,010000\n1701,170100\n"

    def hand_in(text: str) -> Page:
        return admin.post("/categories/import", {"file": (BytesIO(text.encode()), "codes.csv")})

    assert hand_in(table).status == 303
    fresh()
    assert categories().by_code()["01"].official == "010000"
    assert categories().by_code()["1701"].official == "170100"
    assert "表里的代码“9999”" in "".join(hand_in("代码,国家统一代码\n9999,1\n").errors())
    assert "没有需要的列名" in "".join(hand_in("a,b\n1,2\n").errors())
    assert admin.get("/categories/table.pdf").status == 404


@pytest.mark.parametrize(
    "who", ["clerk", "handler", "unit_head", "leader", "supervisor", "auditor"]
)
def test_others_stay_outside(town: Town, browser_of: Opens, who: str) -> None:
    for path in ("/routing/", "/routing/draft", "/categories/"):
        assert browser_of(who).get(path).status == 403
