"""Where a case goes: registered, sent to a unit, and what happens when that unit objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from petitions.actions.acknowledge import acknowledge
from petitions.actions.assign import assign
from petitions.actions.object import object as object_to
from petitions.actions.overrule_objection import overrule_objection
from petitions.actions.register import register
from petitions.actions.transfer import transfer
from petitions.actions.uphold_objection import uphold_objection
from petitions.queries.accused import destinations_for
from petitions.queries.case_views import CaseFile
from petitions.queries.directory import units
from petitions.queries.network import closed_units
from petitions.rules.terms import Action, Urgency
from petitions.rules.triage import Route
from staff.forms.read import counted, typed
from staff.forms.routing import (
    AcknowledgeForm,
    AssignForm,
    ObjectForm,
    RegisterForm,
    RulingForm,
    TransferForm,
)
from staff.navigation import tree_choices, unit_name
from staff.step_page import StepPage, Turn
from staff.suggestions import beside

OBJECTION = "staff/routing/objection.html"
UNIT = "staff/routing/unit.html"


def _register(form: RegisterForm, turn: Turn) -> str:
    number = register(**turn.how, category=typed(form.category), urgency=Urgency(form.urgency.data))
    return gettext("已登记，登记号 %(number)s。", number=number)


def _transfer(form: TransferForm, turn: Turn) -> None:
    transfer(
        **turn.how, unit_id=int(typed(form.unit_id)), note=typed(form.note), sending=form.sending
    )


def _assign(form: AssignForm, turn: Turn) -> None:
    assign(
        **turn.how,
        unit_id=int(typed(form.unit_id)),
        limit_days=counted(form.limit_days),
        note=typed(form.note),
        sending=form.sending,
    )


def _units(form: TransferForm, file: CaseFile) -> None:
    """The units it may go to, as a tree: deeper ones stand further in."""
    form.unit_id.choices = tree_choices(destinations_for(file.id), ("", gettext("请选择")))
    form.unit_id.hint = f"{form.unit_id.hint} {_closed()}".strip()


def _closed() -> str:
    """Which units are no more, and who goes on for each (信访工作条例 §24)."""
    said = [
        gettext(
            "%(unit)s由%(successors)s承接",
            unit=unit_name(each.unit),
            successors=gettext("、").join(unit_name(after) for after in each.successors),
        )
        for each in closed_units()
    ]
    return gettext("已经撤并的：") + gettext("；").join(said) + gettext("。") if said else ""


def _object(form: ObjectForm, turn: Turn) -> None:
    unit_id = typed(form.competent_unit_id)
    object_to(
        **turn.how,
        reasons=typed(form.reasons),
        competent_unit_id=int(unit_id) if unit_id else None,
        checked=typed(form.checked),
    )


def _competent(form: ObjectForm, file: CaseFile) -> None:
    """Every unit that works, staffed here or not, but the one that objects."""
    own = file.handling_unit.id if file.handling_unit else None
    form.competent_unit_id.choices = [
        ("", gettext("不清楚")),
        *(
            (str(unit.id), "　" * unit.depth + unit_name(unit))
            for unit in units()
            if unit.id != own
        ),
    ]


def _as_registered(file: CaseFile) -> Mapping[str, Any]:
    """As the case has it, or with the category the officer took over from the suggestion."""
    category = request.args.get("category", "") or file.content.category
    return {"category": category, "urgency": file.content.urgency.value}


def _as_suggested(file: CaseFile) -> Mapping[str, Any]:
    """The usual route, and the unit whose suggestion the officer took over; the form asks him all the same.

    After a return it is the unit that the objection named, as the ruling agreed to it.
    Of a joint matter it is the lead.
    """
    last = file.objections[-1] if file.objections else None
    agreed = last.competent if last and last.decision.value == "approved" else None
    lead = file.joint_lead or agreed  # what units concerned settled on binds, and so comes first
    unit = request.args.get("unit", "") or (str(lead.id) if lead else "")
    return {"route": Route.GENERAL.value, "unit_id": unit}


PAGES = (
    StepPage(
        Action.REGISTER,
        _register,
        _l("已登记。"),
        _l("给这件信访事项编登记号，记下分类和紧急程度。登记后信访人会收到通知。"),
        form=RegisterForm,
        start=_as_registered,
        beside=beside,
        template="staff/routing/register.html",
    ),
    StepPage(
        Action.TRANSFER,
        _transfer,
        _l("已转送。"),
        _l("转给有权处理的单位，不要求反馈。信访人会知道交给了哪个单位。"),
        form=TransferForm,
        prepare=_units,
        start=_as_suggested,
        beside=beside,
        template=UNIT,
    ),
    StepPage(
        Action.ASSIGN,
        _assign,
        _l("已交办。"),
        _l("重要事项交给有权处理的单位，要求在期限内反馈结果，并提交办结报告。"),
        form=AssignForm,
        prepare=_units,
        start=_as_suggested,
        beside=beside,
        template=UNIT,
    ),
    StepPage(
        Action.OBJECT,
        _object,
        _l("异议已经提出，等信访机构裁定。"),
        _l(
            "认为不属于本单位职权的，应当自收到之日起 5 个工作日内提出异议并详细说明理由。"
            "信访机构核实同意前，不得自行退回。"
        ),
        form=ObjectForm,
        prepare=_competent,
    ),
    StepPage(
        Action.ACKNOWLEDGE,
        lambda form, turn: acknowledge(**turn.how, promised_on=form.promised_on.data),
        _l("已签收。"),
        _l(
            "签收以后由您单位负责；签收以前，由首先接收的信访机构负责。"
            "认领、受理、提出异议、决定不予受理，也算签收。"
        ),
        form=AcknowledgeForm,
    ),
    StepPage(
        Action.UPHOLD_OBJECTION,
        lambda form, turn: uphold_objection(**turn.how, ruling=typed(form.ruling)),
        _l("已经收回，请另行转送、交办。"),
        _l("同意异议，信访件回到信访机构，登记和转送的期限从收到之日接着计算。"),
        form=RulingForm,
        template=OBJECTION,
    ),
    StepPage(
        Action.OVERRULE_OBJECTION,
        lambda form, turn: overrule_objection(**turn.how, ruling=typed(form.ruling)),
        _l("已经裁定，由原单位办理。"),
        _l("不同意异议，仍由该单位办理。这个裁定是最终的，该单位不能再次提出异议。"),
        form=RulingForm,
        template=OBJECTION,
    ),
)
