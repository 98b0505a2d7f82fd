"""The workbook of the directory that the administrator sends."""

from flask_babel import lazy_gettext as _l

from web.fields import FilesField, KeyField
from web.form import OfficeForm


class DirectoryImportForm(OfficeForm):
    """One workbook; or, once it was looked at, the same in letters, and what it was seen to do."""

    file = FilesField(
        _l("Excel 文件（.xlsx）"),
        accept=".xlsx",
        single=True,
        hint=_l("最大 1 MB。工作表叫“单位”“职务”“接待场所”，第一行是列名；公式请换成数值。"),
    )
    content = KeyField()
    seen = KeyField()
