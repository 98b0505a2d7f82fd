"""What is entered for an officer, for a request about his account, and for the decision on it."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from petitions.rules.terms import STAFF_ROLES, Role
from staff.forms.directory import OneWord
from staff.forms.read import typed
from staff.forms.seen import SeenForm
from staff.forms.step import SHORT
from web.fields import (
    CheckboxField,
    EmailField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    choices_of,
)
from web.form import OfficeForm
from web.validators import Email, MaxLength, Required

APPROVE, REFUSE = "approve", "refuse"
REASON = _l("理由")
NO_REASON = _l("请写明理由，安全管理员要据此核准。")


class OfficerForm(SeenForm):
    """An account; the user name is fixed once it is made."""

    name = TextField(
        _l("姓名"), [Required(_l("请填写姓名。")), MaxLength(60)], width=20, autocomplete="off"
    )
    role = SelectField(
        _l("岗位"),
        [Required(_l("请选择岗位。"))],
        choices=choices_of(Role, only=STAFF_ROLES),
    )
    unit_id = SelectField(_l("单位"), [Required(_l("请选择单位。"))], choices=[("", "")])
    email = EmailField(_l("电子邮箱"), [MaxLength(200), Email()], autocomplete="off")

    badge = TextField(
        _l("工号"),
        [MaxLength(40)],
        width=20,
        autocomplete="off",
        spellcheck=False,
        hint=_l("信访人可能用工号指明反映谁；填了，系统才认得出来。"),
    )

    def facts(self) -> dict[str, Any]:
        """What both asking for and changing an account take."""
        return {
            "name": typed(self.name),
            "role": Role(self.role.data),
            "unit_id": int(self.unit_id.data),
            "email": typed(self.email),
            "badge": typed(self.badge),
            "reason": typed(self.reason),
        }


class NewOfficerForm(OfficerForm):
    """A new account."""

    username = TextField(
        _l("用户名"),
        [Required(_l("请填写用户名。")), MaxLength(60), OneWord()],
        width=20,
        autocomplete="off",
        spellcheck=False,
        hint=_l("以后不能改。不能有空格。"),
    )
    reason = TextAreaField(REASON, [Required(NO_REASON), MaxLength(SHORT)], rows=3)


class ChangedOfficerForm(OfficerForm):
    """An account that is there already."""

    SAID_ANEW = SeenForm.SAID_ANEW | {"reason"}
    active = CheckboxField(_l("账户可以使用"), small=True)
    reason = TextAreaField(
        REASON,
        [MaxLength(SHORT)],
        rows=3,
        hint=_l("改岗位、单位和重新启用的，要写明理由，由安全管理员核准后生效。"),
    )


class ResetForm(OfficeForm):
    """Why somebody needs a new first password."""

    reason = TextAreaField(REASON, [Required(NO_REASON), MaxLength(SHORT)], rows=3)


class DecisionForm(OfficeForm):
    """The security administrator's decision."""

    decision = RadiosField(
        _l("决定"),
        [Required(_l("请选择核准或者不核准。"))],
        choices=[(APPROVE, _l("核准，立即生效")), (REFUSE, _l("不核准，维持原状"))],
        small=True,
    )
    comment = TextAreaField(
        _l("意见"), [MaxLength(SHORT)], rows=3, hint=_l("不核准的，要写明理由。")
    )
