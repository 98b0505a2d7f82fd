"""Protection of who accuses: whom the case is kept from, exceptions by two officers, requests for a recusal."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.approve_exception import approve_exception
from petitions.actions.grant_recusal import grant_recusal
from petitions.actions.name_accused import name_accused
from petitions.actions.recall import recall
from petitions.actions.refuse_exception import refuse_exception
from petitions.actions.refuse_recusal import refuse_recusal
from petitions.actions.request_exception import request_exception
from petitions.queries.accused import superiors_for
from petitions.queries.accused_view import AccusedView
from petitions.queries.case_views import CaseFile
from petitions.queries.directory import officer_names, units
from petitions.queries.recusals import names_concerned
from petitions.rules.accused import ExceptionKind
from petitions.rules.terms import Action
from staff.forms.accused import (
    ApproveExceptionForm,
    GrantRecusalForm,
    NameAccusedForm,
    RefuseExceptionForm,
    RefuseRecusalForm,
    RequestExceptionForm,
    numbers,
)
from staff.forms.read import typed
from staff.navigation import tree_choices, unit_name
from staff.rights import me
from staff.step_page import StepPage, Turn
from web.fields import chosen_row

DECISION = "staff/accused/exception.html"
REQUEST = "staff/accused/request.html"


def accused_name(each: AccusedView) -> str:
    """Who is named: the person with his unit, or the unit."""
    return " · ".join(filter(None, (each.officer, unit_name(each.unit))))


def _name(form: NameAccusedForm, turn: Turn) -> None:
    name_accused(
        **turn.how,
        unit_ids=numbers(form.unit_ids.data),
        officer_ids=numbers(form.officer_ids.data),
        reason=typed(form.reason),
    )


def _everybody(form: NameAccusedForm, file: CaseFile) -> None:
    """Units as a tree, and everybody of the staff but the officer himself."""
    mine = me().actor.officer_id
    form.unit_ids.choices = tree_choices(units())
    form.officer_ids.choices = [
        (str(each.id), f"{each.name} · {unit_name(each.unit)}")
        for each in officer_names()
        if each.id != mine
    ]


def _ask(form: RequestExceptionForm, turn: Turn) -> None:
    request_exception(
        **turn.how,
        kind=ExceptionKind(form.kind.data),
        unit_id=chosen_row(form.unit_id.data),
        accused_id=chosen_row(form.accused.data),
        reason=typed(form.reason),
    )


def _exceptions(form: RequestExceptionForm, file: CaseFile) -> None:
    form.unit_id.choices = [
        ("", gettext("请选择")),
        *((str(unit.id), unit_name(unit)) for unit in superiors_for(file.id)),
    ]
    form.accused.choices = [
        ("", gettext("请选择")),
        *((str(each.id), accused_name(each)) for each in file.accused if each.ended_at is None),
    ]


def _people(form: GrantRecusalForm, file: CaseFile) -> None:
    """Whoever could have to do with the case and still may."""
    unit_id = file.handling_unit.id if file.handling_unit else None
    out = {each.officer_id for each in file.recusals if each.ended_at is None}
    mine = me().actor.officer_id
    form.officer_ids.choices = [
        (str(each), name)
        for each, name in names_concerned(file.office.id, unit_id)
        if each not in out and each != mine
    ]


PAGES = (
    StepPage(
        Action.NAME_ACCUSED,
        _name,
        _l("已经记下被反映的单位、人员，从现在起他们看不到这件信访件。"),
        _l(
            "检举控告不得转给被检举、控告的人或者单位。提交以后，被反映的人立即看不到这件信访件；"
            "是检举控告的，被反映的单位和它的下级、被反映负责人的下属也看不到，列表、搜索、通知里都没有。"
            "正在由他们办理的，立即收回。"
        ),
        form=NameAccusedForm,
        prepare=_everybody,
        warning=_l("提交以后立即生效，要撤销须由两名工作人员决定。"),
        leaves=True,
    ),
    StepPage(
        Action.RECALL,
        lambda form, turn: recall(**turn.how),
        _l("已经收回，请另行转送、交办。"),
        _l(
            "承办单位是被反映的单位，或者是它的上级、下级，不得办理。收回以后登记和转送的期限接着计算。"
        ),
    ),
    StepPage(
        Action.REQUEST_EXCEPTION,
        _ask,
        _l("例外申请已提交，等另一名工作人员决定。"),
        _l(
            "被反映单位的上级要办理检举控告的，或者查明某个单位、某个人其实不是被反映的，"
            "由一名工作人员申请、另一名工作人员决定，两个人的姓名都留在案卷里。决定以前不变。"
        ),
        form=RequestExceptionForm,
        prepare=_exceptions,
    ),
    StepPage(
        Action.APPROVE_EXCEPTION,
        lambda form, turn: approve_exception(**turn.how, comment=typed(form.comment)),
        _l("已经同意这个例外。"),
        _l("同意以后立即生效，您和申请人的姓名都留在案卷里。"),
        form=ApproveExceptionForm,
        template=DECISION,
    ),
    StepPage(
        Action.REFUSE_EXCEPTION,
        lambda form, turn: refuse_exception(**turn.how, reason=typed(form.reason)),
        _l("没有同意，保护不变。"),
        _l("不同意的，被反映的单位、人员仍然看不到这件信访件。自己申请的，也可以在这里撤回。"),
        form=RefuseExceptionForm,
        template=DECISION,
    ),
    StepPage(
        Action.GRANT_RECUSAL,
        lambda form, turn: grant_recusal(
            **turn.how, officer_ids=numbers(form.officer_ids.data), answer=typed(form.answer)
        ),
        _l("他已经回避，将告知信访人。"),
        _l("信访人的理由成立的，被要求回避的人从现在起看不到这件信访件，由其他人接着办。"),
        form=GrantRecusalForm,
        prepare=_people,
        template=REQUEST,
    ),
    StepPage(
        Action.REFUSE_RECUSAL,
        lambda form, turn: refuse_recusal(**turn.how, reason=typed(form.reason)),
        _l("没有同意回避，将告知信访人。"),
        _l("理由不成立的，写明为什么。信访人会看到您写的理由。"),
        form=RefuseRecusalForm,
        template=REQUEST,
    ),
)
