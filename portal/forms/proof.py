"""What is brought to be checked: a receipt file or its signed line; and two days of published heads."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.rules import proof
from web.fields import FilesField, KeyField, PickedDayField, TextAreaField
from web.form import OfficeForm
from web.proof.verdict import MOST, Brought, read
from web.validators import Required


class ReceiptForm(OfficeForm):
    """One of the two is enough; of both, the file says more."""

    file = FilesField(
        _l("回执文件"),
        single=True,
        accept=".json,application/json",
        hint=_l("登记以后或者查询时下载的文件，名称以编号结尾。"),
    )
    line = TextAreaField(
        _l("签名回执"),
        rows=6,
        spellcheck=False,
        autocomplete="off",
        hint=_l("没有文件的，扫描回执上的第二个二维码，把得到的一整行粘贴在这里。"),
    )

    brought: Brought

    def validate(self, extra_validators: Any = None) -> bool:
        """Read what was brought."""
        if not super().validate(extra_validators):
            return False
        field = self.file if self.file.data else self.line
        try:
            content = self._from_file() if self.file.data else str(self.line.data or "")
            if not content.strip():
                raise proof.Unreadable("empty")
            self.brought = read(content)
        except proof.Unreadable as error:
            self.refuse(field, self._words(str(error)))
            return False
        return True

    def _from_file(self) -> str:
        if len(self.file.data) > 1:
            raise proof.Unreadable("several")
        content = self.file.data[0].read(MOST + 1)
        if len(content) > MOST:
            raise proof.Unreadable("form")
        return bytes(content).decode("utf-8", "replace")

    def _words(self, code: str) -> str:
        if code == "empty":
            return gettext("请选择回执文件，或者粘贴签名回执。")
        if code == "several":
            return gettext("请一次只选一个文件。")
        if self.file.data:
            return gettext("这不是登记回执的文件。请选择登记以后或者查询时下载的文件，不要改动它。")
        return gettext("这不是完整的签名回执。请从头到尾粘贴一整行，不要漏掉，也不要改动。")


class LineForm(OfficeForm):
    """A line that was checked a moment ago, carried along."""

    receipt = KeyField()


class DaysForm(OfficeForm):
    """Two days whose heads are held against each other; it only asks, so it needs no token."""

    class Meta(OfficeForm.Meta):
        """Asked by an address that anybody may keep."""

        csrf = False

    since = PickedDayField(_l("先前的一天"), [Required(_l("请选择先前的一天。"))], name="from")
    until = PickedDayField(_l("后来的一天"), [Required(_l("请选择后来的一天。"))], name="to")
