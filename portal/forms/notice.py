"""Before the start: the notice is read, and the class of the petition chosen."""

from flask_babel import lazy_gettext as _l

from petitions.rules.terms import PetitionClass
from portal.forms.stage import StageForm
from portal.forms.ticked import Ticked
from web.fields import CheckboxField, RadiosField
from web.validators import Required


class NoticeForm(StageForm):
    """Stage 1."""

    read = CheckboxField(
        _l("我已经读过须知，填写的内容是真实的"),
        [Ticked(_l("请先阅读须知，然后勾选“我已经读过须知”。"))],
    )
    petition_class = RadiosField(
        _l("您要提出哪一类事项？"),
        [Required(_l("请选择您要提出的事项属于哪一类。"))],
        choices=PetitionClass,
        hints={
            "suggestion": _l(
                "您对工作、政策有意见，或者有好的想法。有关单位会研究，合理的会采纳。"
            ),
            "accusation": _l(
                "您要反映有人违纪、违法或者失职。举报人受保护：您的姓名、材料和举报这件事本身都保密，"
                "依法不得告诉或者转给被举报的人和单位。"
            ),
            "appeal": _l("您自己的合法权益受到影响，希望得到解决。"),
        },
    )
