"""Recusal: an officer withdraws from a case, is withdrawn from it, or is let back; effective at once."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.end_recusal import end_recusal
from petitions.actions.order_recusal import order_recusal
from petitions.actions.recuse import recuse
from petitions.queries.case_views import CaseFile
from petitions.queries.recusals import names_concerned
from petitions.rules.recusals import RecusalCause
from petitions.rules.terms import Action
from staff.forms.read import typed
from staff.forms.recusals import EndRecusalForm, OrderRecusalForm, RecuseForm
from staff.rights import me
from staff.step_page import StepPage, Turn
from web import wording


def _recuse(form: RecuseForm, turn: Turn) -> None:
    recuse(**turn.how, cause=RecusalCause(form.cause.data), reason=typed(form.reason))


def _order(form: OrderRecusalForm, turn: Turn) -> None:
    order_recusal(
        **turn.how,
        officer_id=form.officer_id,
        cause=RecusalCause(form.cause.data),
        reason=typed(form.reason),
    )


def _people(form: OrderRecusalForm, file: CaseFile) -> None:
    """Whoever could have to do with the case and still may."""
    unit_id = file.handling_unit.id if file.handling_unit else None
    helping = [each.unit.id for each in file.co_handlings if each.runs and each.unit]
    helping += [unit.id for each in file.joints if each.way for unit in each.concerned]
    helping += [each.unit.id for each in file.reviews if each.unit and not each.decided_at]
    out = {each.officer_id for each in file.recusals if each.ended_at is None}
    mine = me().actor.officer_id
    form.officer.choices = [
        ("", gettext("请选择")),
        *(
            (str(number), name)
            for number, name in names_concerned(file.office.id, unit_id, *helping)
            if number not in out and number != mine
        ),
    ]


def _in_force(form: EndRecusalForm, file: CaseFile) -> None:
    form.recusal.choices = [
        (str(each.id), f"{each.officer} · {wording.word(each.cause)}")
        for each in file.recusals
        if each.ended_at is None
    ]


PAGES = (
    StepPage(
        Action.RECUSE,
        _recuse,
        _l("您已经回避，从现在起看不到这件信访件。"),
        _l(
            "与信访事项或者信访人有直接利害关系的，应当回避。提交以后您立即看不到这件信访件，"
            "列表、搜索、通知里也没有；由本单位的其他人接着办。自己不能撤回，由信访机构负责人决定。"
        ),
        form=RecuseForm,
        warning=_l("提交以后立即生效，自己不能撤回。"),
        leaves=True,
    ),
    StepPage(
        Action.ORDER_RECUSAL,
        _order,
        _l("他已经回避，从现在起看不到这件信访件。"),
        _l(
            "被反映的人、有利害关系的人、信访人有理由要求回避的人，不得经手。提交以后他立即看不到这件信访件，"
            "列表、搜索、通知里也没有。他是首办责任人的，由别人认领。"
        ),
        form=OrderRecusalForm,
        prepare=_people,
    ),
    StepPage(
        Action.END_RECUSAL,
        lambda form, turn: end_recusal(
            **turn.how, recusal_id=form.recusal_id, reason=typed(form.reason)
        ),
        _l("回避已经结束。"),
        _l("理由不再成立的，可以结束回避；本人不能结束自己的回避。"),
        form=EndRecusalForm,
        prepare=_in_force,
    ),
)
