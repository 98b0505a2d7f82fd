"""What is asked when a year of the calendar is put in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from staff.forms.read import typed
from web.fields import CheckboxField, FilesField, KeyField, TextAreaField, TextField
from web.form import OfficeForm
from web.validators import MaxLength, Required


class YearForm(OfficeForm):
    """The days of a year, as lines or as a file, and what they come from."""

    rows = TextAreaField(
        _l("放假和调休上班的日子"),
        [MaxLength(40_000)],
        rows=16,
        hint=_l(
            "一行一天：日期、休或者班、名称，例如 2027-01-01 休 元旦。这一年的日子要写全，原来的会被替换。"
        ),
        spellcheck=False,
    )
    file = FilesField(
        _l("或者从文件读取"),
        hint=_l("CSV（日期、休或者班、名称）或者 iCal（.ics）文件；选了文件，上面的内容就不用。"),
        accept=".csv,.ics,text/csv,text/calendar",
    )
    announced = CheckboxField(
        _l("国务院已经公布这一年的放假安排"), hint=_l("不勾选，这一年的日期仍标为“可能调整”。")
    )
    title = TextField(
        _l("依据的通知"),
        [MaxLength(120)],
        width="full",
        hint=_l("例如：国务院办公厅关于2027年部分节假日安排的通知"),
    )
    reason = TextAreaField(
        _l("说明"), [Required(_l("请写明为什么改。")), MaxLength(500)], rows=2, limit=500
    )
    seen = KeyField()

    @property
    def text(self) -> str:
        """The typed lines."""
        return typed(self.rows)
