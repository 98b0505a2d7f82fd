"""What supervision writes about a report of retaliation."""

from flask_babel import lazy_gettext as _l

from staff.forms.step import long_text
from web.form import OfficeForm


class AnswerForm(OfficeForm):
    """What was found and done, for the petitioner to read."""

    answer = long_text(
        _l("处理情况"),
        _l("请写明核查和处理的情况。"),
        hint=_l("信访人会读到。不写工作人员的姓名。"),
    )
