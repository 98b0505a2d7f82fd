"""What an officer types to come in, and to look after his own account."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms.validators import ValidationError

from web.fields import KeyField, OneTimeCodeField, PasswordField, TextField
from web.form import OfficeForm
from web.validators import MaxLength, Required


class SignInForm(OfficeForm):
    """Name and password."""

    username = TextField(
        _l("用户名"),
        [Required(_l("请填写用户名。")), MaxLength(60)],
        autocomplete="username",
        spellcheck=False,
        width=20,
    )
    password = PasswordField(_l("密码"), [Required(_l("请填写密码。")), MaxLength(1000)])
    next = KeyField()


class CodeForm(OfficeForm):
    """The one-time code of the second factor."""

    code = OneTimeCodeField(
        _l("验证码"),
        [Required(_l("请填写 6 位验证码。")), MaxLength(20)],
        hint=_l("打开手机上的验证器，填写它显示的 6 位数字。"),
    )
    next = KeyField()


class PasswordForm(OfficeForm):
    """The old password and a new one."""

    old = PasswordField(_l("现在的密码"), [Required(_l("请填写现在的密码。")), MaxLength(1000)])
    new = PasswordField(
        _l("新密码"),
        [Required(_l("请填写新密码。")), MaxLength(1000)],
        autocomplete="new-password",
        hint=_l("至少 12 个字符。可以用几个不相干的词连起来，不要包含用户名。"),
    )
    again = PasswordField(
        _l("再填一次新密码"),
        [Required(_l("请再填一次新密码。")), MaxLength(1000)],
        autocomplete="new-password",
    )

    def validate_again(self, field: PasswordField) -> None:
        """Both must be the same."""
        if field.data != self.new.data:
            raise ValidationError(gettext("两次填写的新密码不一样。"))


class EnrolForm(OfficeForm):
    """The first code of a new second factor."""

    code = OneTimeCodeField(
        _l("验证器显示的 6 位数字"), [Required(_l("请填写 6 位验证码。")), MaxLength(20)]
    )
