"""Workbooks of the directory: added once, changed where they say so, and every refusal named with its row."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from petitions.models import AuditEntry, Post, ReceptionPlace, Unit
from petitions.queries import directory, posts
from petitions.rules.terms import UnitKind
from tests.commands.conftest import Huiyin
from tests.factories import Town, make_town
from web.importing import directory_plan
from web.importing.directory_cells import CellFault, read_cells
from web.importing.directory_filing import file_plan, workbook
from web.importing.directory_plan import FAULTS, Verdict, plan_of
from web.importing.reading import FileFault

UNITS = ("代码", "名称", "种类", "上级代码", "电话", "公布")
POSTS = ("用户名", "职务", "业务范围", "信访联络员", "从哪一天起", "到哪一天止")
PLACES = ("单位代码", "名称", "地址", "接待日")
Rows = Iterable[Iterable[Any]]


@pytest.fixture
def town(register: Session) -> Town:
    return make_town(register)


def book(path: Path, sheets: Mapping[str, Rows]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    made.save(path)
    return path


NEW = {
    "单位": (
        UNITS,
        ("DY-2", "东园二村", "村", "DY", "", ""),  # before the street it belongs to
        ("DY", "东园街道办事处", "乡镇、街道", "GOV", "0000-5", "是"),
        ("DY-XF", "东园街道信访办", "letters_office", "DY", "", "否"),
        ("ZJ", "回音市住房和城乡建设局", "政府部门", "GOV", "0000-6", ""),
    ),
    "职务": (
        POSTS,
        ("handler", "信访信息员", "城乡建设、房产物业", "是", "2026年1月5日", ""),
        ("colleague", "接访岗", "", "否", "2026-01-05", "2026-12-31"),
    ),
    "接待场所": (PLACES, ("DY", "接待室", "东园路1号", "周一")),
}


def test_a_workbook_is_taken_in_once(
    register: Session, town: Town, tmp_path: Path, huiyin: Huiyin
) -> None:
    path = book(tmp_path / "new.xlsx", NEW)
    told = huiyin("import-directory", str(path), "--dry-run")
    assert "6 to add, 1 to change, 0 the same, 0 refused" in told.output
    assert told.exit_code == 0
    register.rollback()
    assert register.scalars(select(Post)).all() == []

    assert "6 added, 1 changed" in huiyin("import-directory", str(path)).output
    register.rollback()
    units = {each.code: each for each in directory.units(active_only=False)}
    assert units["DY-2"].kind is UnitKind.COMMUNITY
    assert units["DY-2"].depth == 2
    assert units["DY-2"].parent_id == units["DY"].id
    assert not units["DY-XF"].published
    assert (units["ZJ"].phone, units["ZJ"].address) == ("0000-6", "回音市人民路1号")
    first, second = posts.posts()
    assert first.lines == ("城乡建设", "房产物业")
    assert first.contact_clerk
    assert str(second.until_on) == "2026-12-31"
    (place,) = posts.places()
    assert place.unit_id == units["DY"].id
    noted = list(register.scalars(select(AuditEntry.what).order_by(AuditEntry.id)))
    assert noted[4:] == ["add_post", "add_post", "add_place", "import_directory"]
    assert sorted(noted[:4]) == ["add_unit", "add_unit", "add_unit", "change_unit"]

    again = huiyin("import-directory", str(path))
    assert "0 added, 0 changed, 7 the same, 0 refused" in again.output
    register.rollback()
    assert len(register.scalars(select(AuditEntry)).all()) == len(noted)


ROWS: tuple[tuple[str, tuple[Any, ...], str, str], ...] = (
    ("单位", ("", "无代码", "村", "GOV"), "missing", "code"),
    ("单位", ("N1", "", "村", "GOV"), "missing", "name"),
    ("单位", ("N1", "没有种类", "", "GOV"), "missing", "kind"),
    ("单位", ("N1", "城堡", "城堡", "GOV"), "unknown_kind", "kind"),
    ("单位", ("N 1", "有空格", "村", "GOV"), "spaces", "code"),
    ("单位", ("N1", "没有上级", "村", "NO"), "no_such_parent", "parent"),
    ("单位", ("JD", "", "", "SQ"), "unit_below_itself", "parent"),
    ("单位", ("N1", "自己", "村", "N1"), "unit_below_itself", "parent"),
    ("单位", ("N1", "长" * 201, "村", "GOV"), "too_long", "name"),
    ("单位", ("N1", "=1+1", "村", "GOV"), "formula", "名称"),
    ("单位", ("N1", "也许", "村", "GOV", "", "也许"), "not_yes_no", "published"),
    ("职务", ("nobody", "岗", "", "", "2026-01-05"), "no_such_officer", "username"),
    ("职务", ("handler", "", "", "", "2026-01-05"), "missing", "title"),
    ("职务", ("handler", "岗"), "missing", "from_on"),
    ("职务", ("handler", "岗", "", "", "2026-13-05"), "no_day", "from_on"),
    ("职务", ("handler", "岗", "", "", "2026-01-05", "2025-01-05"), "post_ends_early", "until_on"),
    ("职务", ("handler", "岗", "长" * 61, "", "2026-01-05"), "too_long", "lines"),
    ("接待场所", ("NO", "接待室", "路"), "no_such_unit", "unit"),
    ("接待场所", ("XF", "接待室", ""), "missing", "address"),
)
HEADS = {"单位": UNITS, "职务": POSTS, "接待场所": PLACES}


@pytest.mark.parametrize(("sheet", "row", "fault", "field"), ROWS)
def test_what_cannot_be_taken_is_refused_with_its_row(
    town: Town, tmp_path: Path, sheet: str, row: tuple[Any, ...], fault: str, field: str
) -> None:
    path = book(tmp_path / "bad.xlsx", {sheet: (HEADS[sheet], row)})
    (planned,) = plan_of(path).rows
    assert (planned.verdict, planned.fault, planned.field) == (Verdict.REFUSED, fault, field)
    assert planned.line == 2
    assert fault in FAULTS


def test_a_row_that_stands_twice_and_what_depends_on_a_refused_one(
    register: Session, town: Town, tmp_path: Path, huiyin: Huiyin
) -> None:
    sheets = {
        "units": (
            ("code", "name", "kind", "parent"),
            ("A", "甲", "street", "GOV"),
            ("A", "又是甲", "street", "GOV"),
            ("B", "乙", "castle", "GOV"),
            ("C", "丙", "community", "B"),
            ("D", "丁", "community", "C"),
        ),
        "places": (("unit", "name", "address"), ("D", "室", "路")),
        "notes": (("anything",), ("at all",)),
    }
    done = huiyin("import-directory", str(book(tmp_path / "some.xlsx", sheets)))
    assert done.exit_code == 1
    assert "1 added, 0 changed, 0 the same, 5 refused" in done.output
    assert "not looked at: notes" in done.output
    for line in (
        "units row 3: the same row stands above already",
        "units row 4: kind is no kind of unit",
        "units row 5: parent there is no unit with this code",
        "units row 6: parent there is no unit with this code",
        "places row 2: unit there is no unit with this code",
    ):
        assert line in done.output
    register.rollback()
    assert register.scalars(select(Unit.name).where(Unit.code == "A")).one() == "甲"
    assert register.scalars(select(ReceptionPlace)).all() == []


def test_two_units_change_places(town: Town, tmp_path: Path) -> None:
    both = {"单位": (UNITS, ("JD", "", "", "GOV"), ("SQ", "", "", "GOV"))}
    plan = plan_of(book(tmp_path / "one.xlsx", both))
    file_plan(plan, by=None, now=_now())
    sheets = {"单位": (UNITS, ("JD", "", "", "SQ"))}
    plan = plan_of(book(tmp_path / "two.xlsx", sheets))
    assert file_plan(plan, by=None, now=_now()) == 1
    units = {each.code: each for each in directory.units()}
    assert units["JD"].parent_id == units["SQ"].id


def test_what_was_downloaded_changes_nothing(town: Town, tmp_path: Path) -> None:
    path = book(tmp_path / "new.xlsx", NEW)
    file_plan(plan_of(path), by=None, now=_now())
    unit = {each.code: each for each in directory.units()}["DY"]
    sheets = {"单位": (("代码", "电话"), ("DY", "'+86 0000"))}
    file_plan(plan_of(book(tmp_path / "plus.xlsx", sheets)), by=None, now=_now())
    assert {each.id: each.phone for each in directory.units()}[unit.id] == "+86 0000"
    for english in (False, True):
        (tmp_path / "all.xlsx").write_bytes(workbook(english=english))
        plan = plan_of(tmp_path / "all.xlsx")
        assert {row.verdict for row in plan.rows} == {Verdict.SAME}
        assert len(plan.rows) == 12 + 2 + 1
        assert plan.ignored == []


def test_the_register_has_the_last_word(town: Town, tmp_path: Path) -> None:
    """The plan was right when it was made; what came between is refused row by row."""
    plan = plan_of(book(tmp_path / "new.xlsx", NEW))
    file_plan(plan_of(tmp_path / "new.xlsx"), by=None, now=_now())
    assert file_plan(plan, by=None, now=_now()) == 1
    refused = {row.fault for row in plan.rows if row.verdict is Verdict.REFUSED}
    assert refused == {"code_taken", "post_taken", "place_taken"}


@pytest.mark.parametrize(
    "sheets",
    [
        {"单位": (("名称", "种类"), ("甲", "村"))},
        {"甲": ((), ()), "乙": ((), ())},
        {"单位": (UNITS,)},
        {"别的": (("代码",), ("A",)), "另外": (("代码",), ("A",))},
    ],
)
def test_a_workbook_that_is_none_of_ours(
    town: Town, tmp_path: Path, huiyin: Huiyin, sheets: Mapping[str, Rows]
) -> None:
    done = huiyin("import-directory", str(book(tmp_path / "other.xlsx", sheets)))
    assert done.exit_code == 2
    assert done.output.startswith("huiyin: ")


def test_a_file_that_is_no_workbook(
    town: Town, tmp_path: Path, huiyin: Huiyin, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, empty_zip = tmp_path / "text.xlsx", tmp_path / "zip.xlsx"
    text.write_text("代码,名称\n")
    with zipfile.ZipFile(empty_zip, "w") as archive:
        archive.writestr("xl/workbook.xml", "<nothing")
    for path in (text, empty_zip, tmp_path / "missing.xlsx", tmp_path / "units.csv"):
        assert huiyin("import-directory", str(path)).exit_code == 2
    path = book(tmp_path / "large.xlsx", NEW)
    monkeypatch.setattr(directory_plan, "MOST_UNPACKED", 1000)
    with pytest.raises(FileFault, match="unpacks to"):
        plan_of(path)
    monkeypatch.undo()
    monkeypatch.setattr(directory_plan, "MOST_ROWS", 3)
    with pytest.raises(FileFault, match="more than 3 rows"):
        plan_of(path)


def test_a_template_has_every_column(tmp_path: Path, huiyin: Huiyin) -> None:
    path = tmp_path / "template.xlsx"
    assert huiyin("import-directory", str(path), "--template").exit_code == 0
    sheets = openpyxl.load_workbook(path)
    assert sheets.sheetnames == ["units", "posts", "places"]
    assert [cell.value for cell in sheets["places"][1]][:3] == ["unit", "name", "address"]


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("published", "YES", True),
        ("published", "否", False),
        ("kind", "Court", UnitKind.COURT),
        ("lines", "一；二\n 三 ", ("一", "二", "三")),
        ("from_on", "２０２６/3/5", "2026-03-05"),
        ("from_on", "2026-03-05T00:00:00", "2026-03-05"),
        ("phone", "'-1", "-1"),
        ("phone", "'1", "'1"),
    ],
)
def test_what_a_cell_says(field: str, text: str, value: object) -> None:
    read = read_cells({field: text})[field]
    assert (str(read) if field == "from_on" else read) == value


def test_a_mail_address_is_one() -> None:
    with pytest.raises(CellFault, match="bad_email"):
        read_cells({"email": "nobody"})
    assert read_cells({"email": "a@b.cn"}) == {"email": "a@b.cn"}


def _now() -> Any:
    from petitions.adapters import clock

    return clock.now()
