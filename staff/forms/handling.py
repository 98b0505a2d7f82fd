"""What is asked while a case is being handled."""

from flask_babel import lazy_gettext as _l

from petitions.rules.rulebook import POLICY
from petitions.rules.terms import Clock
from staff.forms.step import StepForm, files_to_send, long_text, remark
from web.fields import NumberField, OneTimeCodeField, PasswordField, TextField
from web.validators import Between, MaxLength, Required

MOST_DAYS = POLICY[Clock.HANDLING].max_extension


class AskMoreForm(StepForm):
    """What the petitioner is asked for."""

    question = long_text(
        _l("需要补充的内容"),
        _l("请写明需要补充什么。"),
        hint=_l("信访人会在查询页看到这段话，并可以在那里答复。法定期限不因此停止。"),
    )


class NoteForm(StepForm):
    """An internal note."""

    text = long_text(
        _l("内容"),
        _l("请填写内容。"),
        hint=_l("信访机构和承办单位可以看到，信访人看不到。"),
    )


class AttachForm(StepForm):
    """Files for the case."""

    files = files_to_send(wanted=_l("请选择至少一个文件。"))


class RequestExtensionForm(StepForm):
    """How many days more, and why."""

    days = NumberField(
        _l("延长的天数"),
        [Required(_l("请填写延长的天数。")), Between(1, MOST_DAYS)],
        hint=_l("最多 30 天，一件只能延长一次。"),
    )
    reason = long_text(_l("理由"), _l("请写明延期的理由。"), hint=_l("批准后，理由要告知信访人。"))


class ApproveExtensionForm(StepForm):
    """A remark of the head, if any."""

    comment = remark(_l("意见"))


class RefuseExtensionForm(StepForm):
    """Why there is no more time."""

    reason = long_text(_l("不同意的理由"), _l("请写明理由。"))


class RevealForm(StepForm):
    """Why the identity has to be seen."""

    reason = TextField(
        _l("查看的理由"),
        [Required(_l("请写明为什么要查看。")), MaxLength(200)],
        hint=_l("例如：电话核实情况。理由和您的姓名会写进审计记录，不要写个人信息。"),
        width="full",
    )


class ConfirmedRevealForm(RevealForm):
    """The same for who has to prove again who he is."""

    password = PasswordField(
        _l("您的密码"),
        [Required(_l("请填写密码。")), MaxLength(1000)],
        hint=_l("为了确认是您本人，5 分钟内不再问。"),
    )


class CodedRevealForm(ConfirmedRevealForm):
    """And has a second factor."""

    code = OneTimeCodeField(
        _l("验证码"),
        [Required(_l("请填写 6 位验证码。")), MaxLength(20)],
        hint=_l("打开手机上的验证器，填写它显示的 6 位数字。"),
    )


class TurnOrdinaryForm(StepForm):
    """Why it is not simple after all."""

    reason = long_text(_l("理由"), _l("请写明转为普通程序的理由。"), hint=_l("理由要告知信访人。"))
