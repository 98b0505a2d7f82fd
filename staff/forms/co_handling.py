"""What is asked when a unit is to help, when it gives its opinion, and when its help ends."""

from flask_babel import lazy_gettext as _l

from petitions.rules.co_handling import LEAST_DAYS, MOST_DAYS
from petitions.rules.terms import DayKind
from staff.forms.step import StepForm, long_text
from web.fields import NumberField, RadiosField, SelectField, choices_of, chosen_row
from web.validators import Between, Required

KINDS = (DayKind.WORKING, DayKind.CALENDAR)


class InviteForm(StepForm):
    """Which unit, with what task, and by when."""

    unit_id = SelectField(
        _l("协办单位"),
        [Required(_l("请选择协办单位。"))],
        choices=[("", "")],
        hint=_l("牵头单位汇总协办意见，对整件事项负责。协办单位从现在起可以看到这件信访件。"),
    )
    task = long_text(
        _l("协办任务"),
        _l("请写明要协办什么。"),
        hint=_l("写明要核查什么、要回答什么问题。协办单位可以看到，信访人看不到。"),
        rows=5,
    )
    days = NumberField(
        _l("协办期限（天）"),
        [Required(_l("请填写协办期限的天数。")), Between(LEAST_DAYS, MOST_DAYS)],
        hint=_l("从明天起算。"),
    )
    day_kind = RadiosField(
        _l("怎样计算"),
        [Required(_l("请选择怎样计算天数。"))],
        choices=choices_of(DayKind, only=KINDS),
        inline=True,
        small=True,
    )


class OneOfThem(StepForm):
    """Which co-handling it is about."""

    co = RadiosField(
        _l("哪一项协办"),
        [Required(_l("请选择一项。"))],
        choices=[],
        validate_choice=False,
        small=True,
    )

    @property
    def co_id(self) -> int:
        """Its number; 0, which none has, if unreadable."""
        return chosen_row(self.co.data)


class OpinionForm(OneOfThem):
    """What the unit says."""

    opinion = long_text(
        _l("协办意见"),
        _l("请写明协办意见。"),
        hint=_l("写明查明的事实、依据和建议。牵头单位可以看到，信访人看不到。"),
        rows=8,
    )


class EndForm(OneOfThem):
    """Why nothing more is expected."""

    reason = long_text(_l("结束的理由"), _l("请写明理由。"), hint=_l("协办单位可以看到。"), rows=4)
