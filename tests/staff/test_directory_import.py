"""The administrator imports the directory: looked at first, confirmed, and shown again when it changed between."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select

from petitions.actions.manage_units import UnitFacts, add_unit
from petitions.adapters import clock
from petitions.models import AuditEntry, Unit
from petitions.models.session import db
from petitions.rules.terms import UnitKind
from staff.directory_import import MOST_BYTES, WORDS
from tests.factories import Town, actor_of
from tests.staff.browser import Browser, Page
from tests.staff.conftest import Opens
from web.importing.directory_plan import FAULTS

PATH = "/directory/import/"


def book(*rows: tuple[Any, ...]) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.title = "单位"
    for row in (("代码", "名称", "种类", "上级代码", "备注"), *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def look(admin: Browser, content: bytes, name: str = "units.xlsx") -> Page:
    return admin.post(
        PATH, {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data"
    )


def confirm(admin: Browser, page: Page, **changes: Any) -> Page:
    given = {"content": page.value("content"), "seen": page.value("seen"), **changes}
    return admin.post(f"{PATH}confirm", given)


GOOD = book(("YL", "园林局", "政府部门", "GOV", ""), ("JY", "教育委员会", "", "", ""))


def test_a_workbook_is_looked_at_and_confirmed(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    page = look(admin, GOOD)
    assert page.status == 200
    assert "没有读的工作表和列：<bdi>备注</bdi>" in page.text
    assert "新增：1 行" in page.text
    assert "修改：1 行" in page.text
    db.session.rollback()
    assert db.session.scalars(select(Unit).where(Unit.code == "YL")).first() is None
    done = confirm(admin, page)
    assert done.location == "/staff/directory/"
    assert "已经导入 2 行" in admin.follow(done).text
    db.session.rollback()
    assert db.session.scalars(select(Unit.name).where(Unit.code == "JY")).one() == "教育委员会"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.what == "import_directory"))
    assert entry.one().officer_id == town.administrator.id
    again = look(admin, GOOD)
    assert "没有要导入的" in again.text
    assert again.tree.select_one('input[name="content"]') is None
    assert "导入名录" in browser_of("auditor").get("/audit/").text


def test_refused_rows_are_named_and_left_out(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    page = look(admin, book(("A", "甲", "城堡", "GOV"), ("B", "<b>乙</b>", "村", "GOV")))
    assert "种类 没有这种单位。" in page.text
    assert "单位 2" in page.text
    done = confirm(admin, page)
    assert done.status == 200
    assert "有的行没有导入" in done.text
    db.session.rollback()
    assert db.session.scalars(select(Unit.name).where(Unit.code == "B")).one() == "<b>乙</b>"


def test_what_changed_between_is_shown_again(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    page = look(admin, GOOD)
    add_unit(
        UnitFacts("YL", "别人加的", UnitKind.GOVERNMENT),
        by=actor_of(town.administrator),
        now=clock.now(),
    )
    again = confirm(admin, page)
    assert again.status == 409
    assert "名录有了变动" in again.text
    assert confirm(admin, again).status == 303


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "units.xlsx", "请选择一个 Excel 文件。"),
        (b"text", "units.xlsx", "这个文件读不懂。"),
        (GOOD, "units.xls", "请选择 .xlsx 文件"),
        (b"x" * (MOST_BYTES + 1), "units.xlsx", "文件超过 1 MB"),
        (book(), "units.xlsx", "这个文件读不懂。"),
    ],
)
def test_faults_of_a_file_are_named(
    town: Town, browser_of: Opens, content: bytes, name: str, fault: str
) -> None:
    page = look(browser_of("administrator"), content, name)
    assert page.status == 422
    assert page.errors()[0].startswith(fault)


@pytest.mark.parametrize("content", ["", "%%%", "é", "YQ=="])
def test_a_confirmation_without_its_workbook(town: Town, browser_of: Opens, content: str) -> None:
    admin = browser_of("administrator")
    assert admin.post(f"{PATH}confirm", {"content": content, "seen": ""}).status == 422


def test_the_directory_and_the_template_are_downloaded(town: Town, browser_of: Opens) -> None:
    admin = browser_of("administrator")
    for name, rows in (("directory.xlsx", 10), ("template.xlsx", 1)):
        page = admin.get(f"{PATH}{name}")
        assert page.status == 200
        sheets = openpyxl.load_workbook(io.BytesIO(page.answer.data))
        assert sheets.sheetnames == ["单位", "职务", "接待场所"]
        assert sheets["单位"].max_row == rows
    assert look(admin, admin.get(f"{PATH}directory.xlsx").answer.data).status == 200


def test_only_the_administrator_imports(town: Town, browser_of: Opens) -> None:
    for name in ("clerk", "office_head", "auditor", "leader"):
        browser = browser_of(name)
        assert browser.get(PATH).status == 403
        assert browser.get(f"{PATH}directory.xlsx").status == 403
        assert look(browser, GOOD).status == 403


def test_every_fault_has_words() -> None:
    assert WORDS.keys() == FAULTS.keys()
