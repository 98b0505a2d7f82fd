"""What is asked before the content of a case is erased: the ground, the reason, and the second person's word."""

from flask_babel import lazy_gettext as _l

from petitions.rules.erasure import ErasureGround
from staff.forms.step import StepForm, long_text, remark
from web.fields import CheckboxField, RadiosField
from web.validators import Required


class RequestErasureForm(StepForm):
    """Which of the law's grounds, and why it is given here."""

    ground = RadiosField(
        _l("删除的依据"),
        [Required(_l("请选择删除的依据。"))],
        choices=ErasureGround,
        small=True,
    )
    reason = long_text(
        _l("理由"),
        _l("请写明理由。"),
        hint=_l("删除以后这段话还在，请不要写姓名、电话和信访内容。"),
    )


class ApproveErasureForm(StepForm):
    """The second person has looked himself, and knows that there is no way back."""

    comment = remark(_l("意见"), hint=_l("删除以后这段话还在，请不要写姓名、电话和信访内容。"))
    confirmed = CheckboxField(
        _l("我核对过依据，知道删除以后不能恢复"),
        [Required(_l("请先核对依据，再勾选。"))],
    )


class RefuseErasureForm(StepForm):
    """Why the content stays."""

    reason = long_text(
        _l("不批准的理由"),
        _l("请写明理由。"),
        hint=_l("请不要写姓名、电话和信访内容。"),
    )
