"""What is asked of a petitioner who reports retaliation."""

from flask_babel import lazy_gettext as _l

from web.fields import KeyField, TextAreaField
from web.form import OfficeForm
from web.validators import MaxLength, Required

TEXT_MAX = 5000


class RetaliationForm(OfficeForm):
    """In his own words; nothing else is asked."""

    submission_key = KeyField()
    text = TextAreaField(
        _l("发生了什么"),
        [Required(_l("请写明发生了什么。")), MaxLength(TEXT_MAX)],
        hint=_l("谁、什么时候、在哪里、做了什么，有什么可以证明。知道多少写多少。"),
        limit=TEXT_MAX,
        rows=8,
    )
