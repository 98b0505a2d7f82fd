"""The directory from a workbook: looked at first, row by row, and taken in when the administrator confirms."""

from __future__ import annotations

import base64
import binascii
import tempfile
from pathlib import Path

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from petitions.adapters import clock
from staff.forms.directory_import import DirectoryImportForm
from staff.forms.read import typed
from staff.rights import me, room
from web import wording
from web.downloads import export
from web.importing.directory_cells import COLUMNS, TITLES, Sheet
from web.importing.directory_filing import file_plan, workbook
from web.importing.directory_plan import Plan, Planned, Verdict, plan_of
from web.importing.reading import FileFault
from web.language import ENGLISH, lang
from web.limits import takes_at_most
from web.tables import XLSX_TYPE

blueprint = Blueprint("directory_import", __name__, url_prefix="/directory/import")

MOST_BYTES = 1024 * 1024
WITH_LETTERS = 3 * MOST_BYTES
"""A workbook as letters and the form around it."""

WORDS: dict[str, LazyString] = {
    "formula": _l("有公式，请换成数值。"),
    "missing": _l("没有填写。"),
    "too_long": _l("太长。"),
    "spaces": _l("中间不能有空格。"),
    "unknown_kind": _l("没有这种单位。"),
    "not_yes_no": _l("请写“是”或者“否”。"),
    "no_day": _l("不是日期，例如 2026-03-05。"),
    "bad_email": _l("不是电子邮箱地址。"),
    "twice": _l("前面已经有同样的一行。"),
    "no_such_parent": _l("没有这个代码的单位。"),
    "unit_below_itself": _l("一个单位不能放在自己的下级之下。"),
    "no_such_unit": _l("没有这个代码的单位。"),
    "no_such_officer": _l("没有这个用户名。"),
    "post_ends_early": _l("结束日期不能早于开始日期。"),
}
"""Why a row is refused; what the register itself refuses has its words in ``web/wording``."""

VERDICTS: dict[str, LazyString] = {
    "add": _l("新增"),
    "change": _l("修改"),
    "same": _l("没有变化"),
    "refused": _l("不能导入"),
}


@blueprint.get("/")
@room("directory")
def ask() -> str:
    return page(DirectoryImportForm(formdata=None))


@blueprint.get("/directory.xlsx")
@room("directory")
def download() -> Response:
    """The directory as it is: to be changed and sent in again."""
    return sent(gettext("机构名录"), empty=False)


@blueprint.get("/template.xlsx")
@room("directory")
def template() -> Response:
    """The heads of all columns."""
    return sent(gettext("机构名录模板"), empty=True)


@blueprint.post("/")
@room("directory")
@takes_at_most(WITH_LETTERS)
def look() -> ResponseReturnValue:
    """What the workbook would do, before it does."""
    form = DirectoryImportForm()
    content = sent_in(form) if form.validate() else None
    plan = read(form, content) if content is not None else None
    if plan is None or content is None:
        return page(form), 422
    return preview(plan, content)


@blueprint.post("/confirm")
@room("directory")
@takes_at_most(WITH_LETTERS)
def take_in() -> ResponseReturnValue:
    """The workbook that was looked at; when the directory has changed since, it is shown once more."""
    form = DirectoryImportForm()
    content = from_letters(typed(form.content)) if form.validate() else None
    if content is None:
        form.refuse(form.file, gettext("文件没有收到，请重新选择。"))
        return page(form), 422
    plan = read(form, content)
    if plan is None:
        return page(form), 422
    if plan.mark != typed(form.seen):
        return preview(plan, content, outrun=True), 409
    done = file_plan(plan, by=me().actor, now=clock.now())
    flash(ngettext("已经导入 %(num)d 行。", "已经导入 %(num)d 行。", done), "success")
    if plan.counts[Verdict.REFUSED]:
        return preview(plan, b"", done=True)
    return redirect(url_for("directory.units"), code=303)


def sent_in(form: DirectoryImportForm) -> bytes | None:
    """The bytes of the chosen file; None, with the fault on the form, where there are none to use."""
    files = form.file.data or []
    content: bytes = files[0].stream.read(MOST_BYTES + 1) if files else b""
    if not content:
        form.refuse(form.file, gettext("请选择一个 Excel 文件。"))
    elif len(content) > MOST_BYTES:
        form.refuse(form.file, gettext("文件超过 1 MB，请分成几个文件。"))
    elif not files[0].filename.lower().endswith(".xlsx"):
        form.refuse(form.file, gettext("请选择 .xlsx 文件；.xls 文件请先另存为 .xlsx。"))
    else:
        return content
    return None


def from_letters(text: str) -> bytes | None:
    """The bytes a preview carried along."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        return None
    return content if 0 < len(content) <= MOST_BYTES else None


def read(form: DirectoryImportForm, content: bytes) -> Plan | None:
    """What the workbook would do; None, with the fault on the form, where it cannot be read."""
    with tempfile.TemporaryDirectory(prefix="huiyin-") as folder:
        path = Path(folder) / "directory.xlsx"
        path.write_bytes(content)
        try:
            return plan_of(path)
        except FileFault:
            form.refuse(
                form.file,
                gettext(
                    "这个文件读不懂。请检查：是 .xlsx 文件；有叫“单位”“职务”或者“接待场所”的工作表；"
                    "第一行是列名，单位要有“代码”，职务要有“用户名”和“职务”，接待场所要有“单位代码”和“名称”；"
                    "最多 5000 行。可以先下载模板。"
                ),
            )
            return None


def why(row: Planned) -> str:
    """Column and reason of a refused row."""
    words = WORDS.get(row.fault)
    said = str(words) if words is not None else wording.refusal_code(row.fault)
    return f"{column(row, row.field)} {said}" if row.field else said


def column(row: Planned, name: str) -> str:
    """The head of a column as our own workbook has it."""
    names = COLUMNS[row.sheet].get(name)
    return names[lang() == ENGLISH] if names else name


def sheet_name(sheet: Sheet) -> str:
    """The name of a sheet as our own workbook has it."""
    return TITLES[sheet][lang() == ENGLISH]


def preview(plan: Plan, content: bytes, *, outrun: bool = False, done: bool = False) -> str:
    """Every row that does something or is refused, and the button that takes the workbook in."""
    return render_template(
        "staff/directory/import_preview.html",
        plan=plan,
        counts={each.value: plan.counts[each] for each in Verdict},
        rows=[row for row in plan.rows if row.verdict is not Verdict.SAME],
        content=base64.b64encode(content).decode(),
        outrun=outrun,
        done=done,
        verdicts=VERDICTS,
        why=why,
        column=column,
        sheet_name=sheet_name,
    )


def page(form: DirectoryImportForm) -> str:
    """The page that takes a workbook."""
    return render_template("staff/directory/import.html", form=form)


def sent(name: str, *, empty: bool) -> Response:
    """A workbook in the reader's language."""
    content = workbook(english=lang() == ENGLISH, empty=empty)
    return export(f"{name}.xlsx", content, XLSX_TYPE)
