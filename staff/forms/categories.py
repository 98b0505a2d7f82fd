"""What is asked when a content category is changed or added, and when national codes are imported."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from petitions.rules.categories import NAME_MAX, OFFICIAL_MAX, Category
from staff.forms.read import typed
from staff.forms.seen import SeenForm
from web.fields import CheckboxField, FilesField, TextField
from web.form import OfficeForm
from web.validators import MaxLength, Required


class CategoryForm(SeenForm):
    """One category."""

    name = TextField(
        _l("名称"),
        [Required(_l("请填写名称。")), MaxLength(NAME_MAX)],
        width="full",
        hint=_l("已经登记的信访件保留登记时的名称。"),
    )
    name_en = TextField(_l("英文名称"), [MaxLength(120)], width="full")
    official = TextField(
        _l("国家统一代码"),
        [MaxLength(OFFICIAL_MAX)],
        width=20,
        hint=_l("与上级系统交换数据时使用，不知道的空着。"),
    )
    active = CheckboxField(_l("可以选用"))

    def category(self, code: str) -> Category:
        """What was typed."""
        return Category(
            code,
            typed(self.name),
            typed(self.name_en),
            typed(self.official),
            bool(self.active.data),
        )


class MappingForm(OfficeForm):
    """A table of our codes and the national ones."""

    file = FilesField(
        _l("代码对照表"),
        [Required(_l("请选择一个文件。"))],
        accept=".csv,.xlsx",
        single=True,
        hint=_l("CSV 或者 XLSX，要有“代码”和“国家统一代码”两列，可以先导出再填写。"),
    )
