"""What is asked before a new query code is handed out."""

from flask_babel import lazy_gettext as _l

from petitions.rules.counter import IdentityProof
from staff.forms.step import SHORT, StepForm
from web.fields import CheckboxField, KeyField, RadiosField, TextAreaField
from web.validators import MaxLength, Required


class RequestCodeForm(StepForm):
    """How the identity was checked, and why a new code is needed."""

    identity = RadiosField(
        _l("核对身份的方式"),
        [Required(_l("请选择怎样核对的身份。"))],
        choices=IdentityProof,
        small=True,
    )
    reason = TextAreaField(
        _l("理由"),
        [Required(_l("请写明为什么补发。")), MaxLength(SHORT)],
        rows=3,
        hint=_l("例如：回执遗失。不要写证件号码。"),
    )


class ReissueCodeForm(StepForm):
    """The second officer has looked himself."""

    press_key = KeyField()
    confirmed = CheckboxField(
        _l("我已经当面核对来人的证件，与登记的信访人一致"),
        [Required(_l("请先当面核对证件，再勾选。"))],
    )


class RefuseCodeForm(StepForm):
    """Why there is no new code."""

    reason = TextAreaField(
        _l("不补发的理由"), [Required(_l("请写明理由。")), MaxLength(SHORT)], rows=3
    )
