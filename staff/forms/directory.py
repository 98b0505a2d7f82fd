"""What the administrator enters for a unit."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from petitions.actions.manage_units import UnitFacts
from petitions.rules.terms import UnitKind
from staff.forms.read import typed
from staff.forms.seen import SeenForm
from web.fields import CheckboxField, EmailField, SelectField, TextAreaField, TextField
from web.validators import Email, MaxLength, Required

_WORD = re.compile(r"\S+")


class OneWord:
    """No spaces inside."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not _WORD.fullmatch(field.data):
            raise ValidationError(gettext("中间不能有空格。"))


class UnitForm(SeenForm):
    """A unit of the house."""

    name = TextField(_l("名称"), [Required(_l("请填写单位名称。")), MaxLength(200)], width="full")
    name_en = TextField(_l("英文名称"), [MaxLength(200)], width="full")
    code = TextField(
        _l("代码"),
        [Required(_l("请填写代码。")), MaxLength(32), OneWord()],
        hint=_l("用在登记号前面，例如 XF。不能有空格。"),
        width=10,
        spellcheck=False,
    )
    kind = SelectField(_l("种类"), [Required(_l("请选择单位的种类。"))], choices=UnitKind)
    parent_id = SelectField(_l("上级单位"), choices=[("", "")])
    email = EmailField(_l("收通知的电子邮箱"), [MaxLength(200), Email()], autocomplete="off")
    phone = TextField(_l("电话"), [MaxLength(60)], width=20)
    address = TextField(_l("地址"), [MaxLength(300)], width="full")
    hours = TextField(_l("接待时间"), [MaxLength(200)], width="full")
    handles = TextAreaField(_l("办理什么"), [MaxLength(2000)], rows=3)
    published = CheckboxField(_l("在门户网站公布"), small=True)
    active = CheckboxField(_l("正在使用"), small=True)

    def facts(self) -> UnitFacts:
        """The unit as the register takes it."""
        return UnitFacts(
            code=typed(self.code),
            name=typed(self.name),
            kind=UnitKind(self.kind.data),
            name_en=typed(self.name_en),
            parent_id=int(self.parent_id.data) if self.parent_id.data else None,
            email=typed(self.email),
            phone=typed(self.phone),
            address=typed(self.address),
            hours=typed(self.hours),
            handles=typed(self.handles),
            published=self.published.data,
            active=self.active.data,
        )
