"""What is asked when a case is registered, sent to a unit, or sent back."""

from flask_babel import lazy_gettext as _l

from petitions.rules.terms import Urgency
from petitions.rules.triage import ROUTES, CadreLevel, Route, Sending
from staff.category_words import category_choices
from staff.forms.queue import WithinReason
from staff.forms.step import SHORT, StepForm, long_text, remark
from web.fields import NumberField, PickedDayField, RadiosField, SelectField, TextAreaField
from web.validators import Between, MaxLength, NotPast, Required
from web.wording import words_of

MOST_DAYS = 90


class RegisterForm(StepForm):
    """The first sorting."""

    category = SelectField(_l("内容分类"), choices=category_choices)
    urgency = RadiosField(
        _l("紧急程度"), [Required(_l("请选择紧急程度。"))], choices=Urgency, inline=True, small=True
    )


class TransferForm(StepForm):
    """To which unit."""

    unit_id = SelectField(
        _l("承办单位"),
        [Required(_l("请选择承办单位。"))],
        choices=[("", "")],
        hint=_l("按属地管理、分级负责，谁主管、谁负责的原则选择。"),
    )
    route = RadiosField(
        _l("途径"),
        [Required(_l("请选择途径。"))],
        choices=Route,
        default=Route.GENERAL.value,
        small=True,
        hints={
            Route.GENERAL.value: _l("转给有权处理的机关、单位。"),
            Route.LITIGATION.value: _l(
                "只能转给人民法院、人民检察院或者党委政法部门；来访的，还要写明怎样向来访人说明。"
            ),
            Route.DISCIPLINE.value: _l(
                "只用于检举控告，只能转给纪检监察机关或者有干部管理权限的党组织。"
            ),
        },
    )
    explained = remark(
        _l("怎样向来访人说明和引导"), hint=_l("只用于涉法涉诉的来访：说了什么，引导到哪里。")
    )
    cadre_level = SelectField(
        _l("被检举控告人由哪一级管理"),
        choices=[("", _l("请选择")), *words_of(CadreLevel)],
        hint=_l("只用于纪检监察途径。"),
    )
    note = remark(_l("附言"), hint=_l("承办单位可以看到，信访人看不到。"))

    @property
    def sending(self) -> Sending:
        """The route, and what belongs to it; what was typed for another route does not count."""
        route = Route(self.route.data)
        row = ROUTES[route]
        level = self.cadre_level.data if row.asks_level else ""
        return Sending(
            route,
            (self.explained.data or "").strip() if row.explains_to_visitors else "",
            CadreLevel(level) if level else None,
        )


class AssignForm(TransferForm):
    """To which unit, and by when it has to report."""

    limit_days = NumberField(
        _l("反馈期限（天）"),
        [Required(_l("请填写反馈期限的天数。")), Between(1, MOST_DAYS)],
        hint=_l("从今天起算，1 到 90 个自然日。"),
    )
    note = remark(_l("交办要求"), hint=_l("承办单位可以看到，信访人看不到。"))


class ObjectForm(StepForm):
    """Why the matter belongs elsewhere."""

    reasons = long_text(
        _l("理由"),
        _l("请详细说明理由。"),
        hint=_l("写明依据哪条职责规定不归本单位办理，至少 20 个字。"),
    )
    competent_unit_id = SelectField(
        _l("应当由哪个单位办理"),
        choices=[("", "")],
        hint=_l("不清楚的，留空，在下面写明查过什么。"),
    )
    checked = TextAreaField(
        _l("不清楚的，查过什么"),
        [MaxLength(SHORT)],
        limit=SHORT,
        rows=3,
        hint=_l("例如查过哪份职责清单、问过哪个单位，至少 10 个字。"),
    )


class AcknowledgeForm(StepForm):
    """By when the unit says it will be done."""

    promised_on = PickedDayField(
        _l("预告办结日期"),
        [Required(_l("请填写预告办结日期。")), WithinReason(), NotPast()],
        hint=_l("预计什么时候办完。信访机构和信访人可以看到；法定期限照常计算。"),
    )


class RulingForm(StepForm):
    """How the office rules on it."""

    ruling = long_text(
        _l("裁定意见"), _l("请写明裁定意见。"), hint=_l("提出异议的单位会看到这段话。")
    )
