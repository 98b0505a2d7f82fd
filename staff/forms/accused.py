"""What is asked when somebody is named as complained about, and for an exception that two officers decide."""

from typing import Any

from flask_babel import lazy_gettext as _l

from petitions.rules.accused import ExceptionKind
from staff.forms.step import StepForm, long_text, remark
from web.fields import CheckboxesField, RadiosField, SelectField, chosen_row
from web.validators import Required, RequiredBeside

HINT = _l("只有能看这件信访件的工作人员看得到。")
WHERE = {
    ExceptionKind.SUPERIOR_TAKES.value: "unit_id",
    ExceptionKind.NOT_ACCUSED.value: "accused",
}
"""What is chosen for each kind of exception."""


def numbers(values: list[str] | None) -> list[int]:
    """Chosen rows by number; what is unreadable is 0, which none has."""
    return [chosen_row(each) for each in values or ()]


class NameAccusedForm(StepForm):
    """Units and officers, and how one knows."""

    unit_ids = CheckboxesField(
        _l("被反映的单位"), choices=[], small=True, hint=_l("反映的是一个人的，不要选他的单位。")
    )
    officer_ids = CheckboxesField(_l("被反映的人"), choices=[], small=True)
    reason = long_text(_l("依据"), _l("请写明依据。"), hint=HINT)

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one of them is named."""
        good = bool(super().validate(extra_validators))
        if good and not self.unit_ids.data and not self.officer_ids.data:
            self.refuse(self.unit_ids, str(_l("请至少选择一个单位或者一个人。")))
            return False
        return good


class RequestExceptionForm(StepForm):
    """Which exception, and why."""

    kind = RadiosField(
        _l("申请哪一种例外"),
        [Required(_l("请选择一种例外。"))],
        choices=ExceptionKind,
        reveals=WHERE,
        small=True,
    )
    unit_id = SelectField(
        _l("交给哪个上级单位"),
        [RequiredBeside("kind", WHERE, _l("请选择一个单位。"))],
        choices=[],
        hint=_l("只列出被反映的单位、人员的上级。"),
    )
    accused = SelectField(
        _l("谁不是被反映的"), [RequiredBeside("kind", WHERE, _l("请选择一项。"))], choices=[]
    )
    reason = long_text(_l("理由"), _l("请写明理由。"), hint=HINT)


class ApproveExceptionForm(StepForm):
    """The second officer's remark."""

    comment = remark(_l("意见"), hint=HINT)


class RefuseExceptionForm(StepForm):
    """Why not."""

    reason = long_text(_l("不同意的理由"), _l("请写明理由。"), hint=HINT)


class GrantRecusalForm(StepForm):
    """Who is recused, and what the petitioner is told."""

    officer_ids = CheckboxesField(
        _l("谁回避"), [Required(_l("请至少选择一个人。"))], choices=[], small=True
    )
    answer = remark(_l("给信访人的说明"), hint=_l("信访人会看到，不要写工作人员的姓名。"))


class RefuseRecusalForm(StepForm):
    """Why nobody is."""

    reason = long_text(
        _l("不同意回避的理由"),
        _l("请写明理由。"),
        hint=_l("信访人会看到，不要写工作人员的姓名。"),
    )
