"""What is asked before a petition is withdrawn."""

from flask_babel import lazy_gettext as _l

from portal.forms.ticked import Ticked
from web.fields import CheckboxField, TextAreaField
from web.form import OfficeForm
from web.validators import MaxLength

REASON_MAX = 500


class WithdrawForm(OfficeForm):
    """The box is the petitioner's own act; a reason is his to give or not."""

    confirmed = CheckboxField(
        _l("我明白撤回的后果，是我自己决定撤回的"),
        [Ticked(_l("要撤回，请先勾选“我明白撤回的后果”。"))],
    )
    reason = TextAreaField(_l("撤回的原因"), [MaxLength(REASON_MAX)], limit=REASON_MAX, rows=3)
