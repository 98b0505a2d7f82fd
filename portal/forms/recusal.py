"""What is asked of a petitioner who wants somebody of the staff kept out of his case."""

from flask_babel import lazy_gettext as _l

from web.fields import TextAreaField, TextField
from web.form import OfficeForm
from web.validators import MaxLength, Required

WHOM_MAX = 100
REASON_MAX = 1000


class RecusalForm(OfficeForm):
    """Whom, and why."""

    whom = TextField(
        _l("谁应当回避"),
        [Required(_l("请填写谁应当回避。")), MaxLength(WHOM_MAX)],
        hint=_l("姓名、职务或者工号。不知道姓名的，写在哪里、什么时候见过他。"),
    )
    reason = TextAreaField(
        _l("为什么"),
        [Required(_l("请写明理由。")), MaxLength(REASON_MAX)],
        hint=_l("例如：他就是我反映的人；他与这件事有利害关系；他是对方的亲属。"),
        limit=REASON_MAX,
        rows=5,
    )
