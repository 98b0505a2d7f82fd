"""What an officer says when a notice is called off."""

from flask_babel import lazy_gettext as _l

from web.fields import TextField
from web.form import OfficeForm
from web.validators import MaxLength, Required


class CancelForm(OfficeForm):
    """Why it need not go any more."""

    reason = TextField(
        _l("取消的理由"),
        [Required(_l("请写明理由。")), MaxLength(200)],
        hint=_l("例如：已经当面告知。不要写个人信息。"),
        width="full",
    )
