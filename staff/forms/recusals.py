"""What is asked when somebody of the staff is kept out of a case, and when he is let back."""

from flask_babel import lazy_gettext as _l

from petitions.rules.recusals import RecusalCause
from staff.forms.step import StepForm, long_text
from web.fields import RadiosField, SelectField, chosen_row
from web.validators import Required

CAUSE = _l("回避的理由属于哪一种")
NO_CAUSE = _l("请选择理由属于哪一种。")
HINT = _l("只有能看这件信访件的工作人员看得到。")


class RecuseForm(StepForm):
    """Why the officer himself must not have to do with it."""

    cause = RadiosField(
        CAUSE,
        [Required(NO_CAUSE)],
        choices=[each for each in RecusalCause if each is not RecusalCause.PETITIONER_ASKED],
        small=True,
    )
    reason = long_text(_l("说明"), _l("请说明理由。"), hint=HINT)


class OrderRecusalForm(StepForm):
    """Who, and why."""

    officer = SelectField(_l("谁回避"), [Required(_l("请选择一个人。"))], choices=[])
    cause = RadiosField(CAUSE, [Required(NO_CAUSE)], choices=RecusalCause, small=True)
    reason = long_text(_l("说明"), _l("请说明理由。"), hint=HINT)

    @property
    def officer_id(self) -> int:
        """His number; 0, which none has, if unreadable."""
        return chosen_row(self.officer.data)


class EndRecusalForm(StepForm):
    """Which recusal ends, and why."""

    recusal = RadiosField(
        _l("结束谁的回避"),
        [Required(_l("请选择一项。"))],
        choices=[],
        validate_choice=False,
        small=True,
    )
    reason = long_text(_l("结束的理由"), _l("请写明理由。"), hint=HINT)

    @property
    def recusal_id(self) -> int:
        """Its number; 0, which none has, if unreadable."""
        return chosen_row(self.recusal.data)
