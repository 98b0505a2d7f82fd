"""Reads the table that came with a form, and puts what is wrong with it under its field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import gettext

from web.form import OfficeForm
from web.importing.sheets import SheetFault

Read = TypeVar("Read")


def from_form(form: OfficeForm, field: Any, read: Callable[[str, bytes], Read]) -> Read | None:
    """What the file says; None, with the fault on the form, when it is no such table."""
    file = field.data[0]
    try:
        return read(file.filename or "", file.stream.read())
    except SheetFault as fault:
        form.refuse(field, _words(fault))
        return None


def _words(fault: SheetFault) -> str:
    return {
        "kind": gettext("请选择 CSV 或者 XLSX 文件。"),
        "large": gettext("文件太大。"),
        "encoding": gettext("这个文件不是文本，或者编码读不懂。请另存为 UTF-8 的 CSV 文件。"),
        "unreadable": gettext("这个表格文件读不懂。"),
        "empty": gettext("表里没有内容。"),
        "rows": gettext("行数太多。"),
        "row": gettext("第 %(row)s 行读不懂（公式要换成数值）。", row=fault.row),
        "columns": gettext("第一行没有需要的列名，请对照上面的说明。"),
    }[fault.code]
